"""The power goes at every point: nothing acknowledged is lost, nothing is said to everyone twice."""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.store.sealed.tables import Intake, Reflection
from bot.store.tables import DeliveryKind, DeliveryState
from tests.support.acknowledged import play
from tests.support.power import Kill, Power, power

POINTS = (
    [Kill("in_firing", 3), Kill("before_lease", 3), Kill("after_lease", 2), Kill("after_send", 3)],
    [Kill("after_key_made"), Kill("in_mix"), Kill("before_key_destroyed"), Kill("in_digest")],
)
RANDOM_SEEDS = range(int(os.environ.get("LARDOM_POWER_CUTS", "20")) // 4)
"""Each run of the random test has four cuts."""
REPLICA_SEEDS = range(3 + max(1, len(RANDOM_SEEDS) // 5))
FURTHEST = 90


async def whole(here: Power, acknowledged: dict[str, str]) -> None:
    """Check what has to hold however often the power went."""
    struck = here.struck
    async with here.database.read() as session:
        texts = (await session.execute(select(col(Reflection.text)))).scalars().all()
    assert Counter(texts) == Counter(acknowledged.values()), "every acknowledged answer is there once"
    assert not await here.count(Intake)
    assert await here.keys_gone(), "no key outlives its mix, not even when its process died just then"
    posted = here.posted()
    prompts = await here.deliveries(DeliveryKind.PROMPT)
    assert {one.state for one in prompts} == {DeliveryState.SENT}
    unsure = [one for one in prompts if one.reason == "unsure"]
    assert len(unsure) <= struck // 2, "two cuts at one message, and a reminder comes"
    assert all(posted[one.id] >= 1 for one in prompts if one not in unsure), "nobody was left out"
    assert len({one.target for one in prompts}) == len(prompts)
    doubled = [number - 1 for number in posted.values() if number > 1]
    assert all(number == 1 for number in doubled), "at most one double a member"
    assert sum(doubled) <= struck, "only what was in flight when the power went"
    (digest,) = await here.deliveries(DeliveryKind.DIGEST)
    assert posted[digest.id] <= 1
    if digest.state is DeliveryState.FAILED:
        assert digest.reason == "unsure"
        assert await here.deliveries(DeliveryKind.NOT_POSTED), "somebody is told to look"
    else:
        assert posted[digest.id] == 1


@pytest.mark.parametrize("kills", POINTS, ids=("delivery", "mix"))
async def test_one_process_dies_at_every_point_and_comes_back(tmp_path, kills):
    url = f"sqlite:///{tmp_path}/data/lardom.db"
    async with power(url, tmp_path, kills) as here:
        await whole(here, await play(here))
        assert here.struck == len(kills), "every point was reached"


@pytest.mark.parametrize("seed", RANDOM_SEEDS)
async def test_power_goes_at_random(tmp_path, seed):
    chance = random.Random(seed)
    kills = [Kill("any", chance.randint(1, FURTHEST)) for _ in range(4)]
    async with power(f"sqlite:///{tmp_path}/data/lardom.db", tmp_path, kills) as here:
        await whole(here, await play(here))
        assert here.struck, "the power went at least once"


@pytest.mark.parametrize("seed", REPLICA_SEEDS)
async def test_two_replicas_of_three_die(tmp_path, fresh_postgres, seed):
    chance = random.Random(1000 + seed)
    at_random = [Kill("any", chance.randint(1, FURTHEST)), Kill("any", chance.randint(1, FURTHEST))]
    first = [
        [Kill("in_firing", 3), Kill("after_send", 2)],
        [Kill("after_lease", 3), Kill("in_mix")],
        [Kill("before_key_destroyed"), Kill("in_digest")],
        at_random,
    ][min(seed, 3)]
    async with power(fresh_postgres(), tmp_path, first, replicas=3) as here:
        await whole(here, await play(here))
        assert here.struck == 2, "two of three are gone, and nobody noticed"
