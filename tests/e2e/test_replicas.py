"""Three replicas share one PostgreSQL and two workspaces; one dies, the database restarts, nobody notices."""

from __future__ import annotations

from collections import Counter
from typing import Any

from aiohttp import ClientSession, CookieJar
from sqlalchemy import select
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL
from bot.demo.people import People
from bot.slack.ids import Action
from bot.store.tables import DeliveryKind, Schedule
from sandbox.site import CHOOSE
from tests.e2e.test_power_cuts import whole
from tests.support.acknowledged import LINE, play
from tests.support.ports import free_port
from tests.support.power import PATIENCE, Kill, Power, power
from tests.support.replicas import own_server, proxied
from tests.support.scenes import until
from tests.support.street import NORRBRO, SODRA


async def test_every_answer_is_kept_and_nobody_is_asked_twice(tmp_path):
    ports = [free_port() for _ in range(3)]
    with own_server() as server:
        async with (
            proxied(ports) as proxy,
            power(
                server.url,
                tmp_path,
                [Kill("after_lease", 4)],
                replicas=3,
                ports=ports,
                public_url=f"http://127.0.0.1:{proxy.port}",
            ) as here,
        ):
            for team in (NORRBRO, SODRA):
                await install(here, team)
            acknowledged = await play(here, halfway=server.restart)
            await whole(here, acknowledged)
            assert len(acknowledged) == 7
            assert here.struck == 1, "one of three is gone"
            prompts = await here.deliveries(DeliveryKind.PROMPT)
            posted = here.posted()
            assert {posted[one.id] for one in prompts} == {1}, "one question each"
            await asks_in_the_other(here)
            assert here.posted() == posted, "nobody hears of what goes on next door"
            busy = [port for port in ports if proxy.answered[port] >= 5]
            assert len(busy) >= 2, "those that are left share the work"


async def install(here: Power, team: str) -> None:
    """Add the app to a workspace as a browser does, whichever replica answers it."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:

        async def begun() -> bool:
            async with browser.get(f"{here.public_url}/slack/install") as page:
                return page.status == 200

        await until(begun, 30)
        async with browser.get(f"{here.public_url}/slack/install/begin") as asked:
            query = asked.url.query
        given = {"redirect_uri": query["redirect_uri"], "state": query["state"], "team": team, "user": ADMIN}
        async with browser.get(f"{here.box.url}/oauth/v2/allow", params=given) as done:
            assert done.status == 200, await done.text()


async def asks_in_the_other(here: Power) -> None:
    """Ask in the second workspace; everybody there is asked once."""
    world = here.box.at(SODRA).world
    members = len([one for one in world.users.values() if not one.get("is_bot")])
    async with ClientSession(here.box.url, headers={CHOOSE: SODRA}) as session:
        people = People(session)

        async def planned() -> bool:
            return await here.count(Schedule, col(Schedule.team_id) == SODRA) == 1

        async def asked() -> bool:
            return len(_questions(world)) == members

        await here.insist(
            lambda: people.command(ADMIN, CHANNEL, f"/lardom schema ny {LINE} #larande"), planned
        )
        async with here.database.read() as reading:
            own = select(col(Schedule.name)).where(col(Schedule.team_id) == SODRA)
            name = (await reading.execute(own)).scalar_one()
        await people.command(ADMIN, CHANNEL, f"/lardom schema kör {name}")
        await until(asked, PATIENCE)
    assert set(_questions(world).values()) == {1}


def _questions(world: Any) -> Counter[str]:
    """Count the questions in each conversation."""
    found: Counter[str] = Counter()
    for channel in world.channels.values():
        found[channel.id] += sum(Action.ANSWER in str(one.blocks) for one in channel.messages.values())
    return +found
