"""Everything fails now and then, all at once: a whole round comes through, and nobody loses a word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.demo.once import ADMIN, CHANNEL
from bot.store.tables import DeliveryKind, DeliveryState
from tests.e2e.test_power_cuts import whole
from tests.support.acknowledged import play
from tests.support.power import Power
from tests.support.scenes import until
from tests.support.theatre import opened
from tests.support.weather import storm

STORMS = int(os.environ.get("LARDOM_STORMS", "1"))
ENOUGH, MOST_ROUNDS = 10, 5
"""A quick round may meet few faults; then another one is played."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(STORMS))
async def test_a_round_comes_through_a_storm(tmp_path, seed):
    faults = 0
    for number in range(MOST_ROUNDS):
        faults += await a_round_in_a_storm(tmp_path / str(number), seed + number * STORMS)
        if faults > ENOUGH:
            break
    assert faults > ENOUGH, "there was a storm"


async def a_round_in_a_storm(place: Path, seed: int) -> int:
    """Play a round in a storm and check what came of it; return how many faults there were."""
    async with opened(place) as stage:
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
        return sum(weather.seen.values())
