"""Three replicas over HTTP share one PostgreSQL; one dies, the database restarts, and nobody notices."""

from __future__ import annotations

from bot.store.tables import DeliveryKind
from tests.e2e.test_power_cuts import whole
from tests.support.power import Kill, play, power
from tests.support.replicas import free_ports, own_server, proxied


async def test_every_answer_is_kept_and_nobody_is_asked_twice(tmp_path):
    ports = free_ports(3)
    with own_server() as server:
        async with (
            proxied(ports) as proxy,
            power(
                server.url,
                tmp_path,
                [Kill("after_lease", 2)],
                replicas=3,
                ports=ports,
                app_url=f"http://127.0.0.1:{proxy.port}/slack/events",
            ) as here,
        ):
            acknowledged = await play(here, halfway=server.restart)
            await whole(here, acknowledged)
            assert len(acknowledged) == 7
            assert here.struck == 1, "one of three is gone"
            prompts = await here.deliveries(DeliveryKind.PROMPT)
            posted = here.posted()
            assert {posted[one.id] for one in prompts} == {1}, "one question each"
            assert len([port for port in ports if proxy.answered[port] > 3]) >= 2, (
                "the others shared the work"
            )
