"""Everything fails now and then, all at once: a whole round comes through, and nobody loses a word."""

from __future__ import annotations

import os

import pytest

from bot.demo.once import ADMIN, CHANNEL
from bot.store.tables import DeliveryKind, DeliveryState
from tests.e2e.test_power_cuts import whole
from tests.support.acknowledged import play
from tests.support.power import Power
from tests.support.scenes import until
from tests.support.weather import storm

STORMS = int(os.environ.get("LARDOM_STORMS", "1"))


@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", range(STORMS))
async def test_a_round_comes_through_a_storm(theatre, seed):
    async with theatre() as stage:
        url = f"sqlite:///{stage.database_file}"
        database = stage.app.services.database
        here = Power(stage.box, stage.people, database, stage.place, url, [], 60.0, 1)
        async with storm(stage, seed) as weather:
            acknowledged = await play(here)
        (digest,) = await here.deliveries(DeliveryKind.DIGEST)
        if digest.state is DeliveryState.FAILED:
            await stage.people.command(ADMIN, CHANNEL, "/lardom schema publicera")

            async def posted() -> bool:
                return (await here.deliveries(DeliveryKind.DIGEST))[0].state is DeliveryState.SENT

            await until(posted)
        await whole(here, acknowledged)
        assert sum(weather.seen.values()) > 10, "there was a storm"
