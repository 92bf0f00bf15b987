"""Members are asked about their own plans with a prompt that is near, and alone when none comes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.delivery.looking_back import LookingBack
from bot.learning.plans import Plan, Tried
from bot.store.sealed.look_backs import LookBackRepository
from bot.store.sealed.plans import PlanRepository
from bot.store.sealed.thanks import ThanksRepository
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState
from tests.integration.conftest import NOW, TEAM, Store

MADE = NOW.date()
TWO_WEEKS, SIX_WEEKS = MADE + timedelta(weeks=2), MADE + timedelta(weeks=6)


class At:
    """A clock that stands still."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        return datetime.combine(self.day, NOW.time(), NOW.tzinfo)


@pytest.fixture
def plans(store: Store) -> PlanRepository:
    return PlanRepository(store.database, b"k" * 32)


def looking_back(store: Store, plans: PlanRepository, day: date) -> LookingBack:
    look_backs = LookBackRepository(store.database)
    thanks = ThanksRepository(store.database, b"k" * 32)
    return LookingBack(
        store.database, store.schedules, store.rounds, plans, look_backs, thanks, store.outbox, At(day)
    )


async def owed(store: Store) -> list[Delivery]:
    async with store.database.read() as session:
        rows = await session.execute(select(Delivery).where(col(Delivery.kind) == DeliveryKind.LOOK_BACK))
        return list(rows.scalars())


async def alone(store: Store, plans: PlanRepository, day: date) -> int:
    """Let a daily hour go by; return how many look-backs are owed in all."""
    await looking_back(store, plans, day).alone(TEAM, day)
    return len(await owed(store))


async def plan_next_on(store: Store, schedule, day: date) -> str:
    async with store.database.write() as session:
        return (await store.rounds.plan(session, schedule, day)).id


async def ride(
    store: Store, plans: PlanRepository, schedule, round_id: str, day: date, asked: list[str]
) -> None:
    async with store.database.write() as session:
        await looking_back(store, plans, day).ride_along(session, schedule, round_id, asked)
        (await session.get(Round, round_id)).state = RoundState.OPEN


async def test_a_plan_waits_for_a_prompt_that_is_near_but_no_longer_than_a_week(store, plans):
    schedule = await store.schedule()
    await plan_next_on(store, schedule, TWO_WEEKS + timedelta(days=3))
    await plans.make(TEAM, "U1", Plan("a", "b"), MADE)
    assert await alone(store, plans, TWO_WEEKS - timedelta(days=1)) == 0
    assert await alone(store, plans, TWO_WEEKS) == 0
    await plan_next_on(store, schedule, TWO_WEEKS + timedelta(days=10))
    assert await alone(store, plans, TWO_WEEKS + timedelta(days=6)) == 0
    assert await alone(store, plans, TWO_WEEKS + timedelta(days=7)) == 1
    assert await alone(store, plans, TWO_WEEKS + timedelta(days=8)) == 1, "once"


async def test_with_no_prompt_near_a_plan_is_asked_about_alone_twice(store, plans):
    schedule = await store.schedule()
    await plan_next_on(store, schedule, SIX_WEEKS + timedelta(days=90))
    plan = await plans.make(TEAM, "U1", Plan("a", "b"), MADE)
    assert await alone(store, plans, TWO_WEEKS) == 1
    assert await alone(store, plans, SIX_WEEKS - timedelta(days=1)) == 1
    assert await alone(store, plans, SIX_WEEKS) == 2
    assert {(one.target, one.note, one.round_id) for one in await owed(store)} == {("U1", plan, None)}


async def test_only_whoever_is_asked_has_their_plan_in_the_prompt(store, plans):
    schedule = await store.schedule()
    round_id = (await store.rounds.planned(schedule.id)).id
    first = await plans.make(TEAM, "U1", Plan("a", "b"), MADE)
    await plans.make(TEAM, "U2", Plan("a", "b"), MADE)
    await ride(store, plans, schedule, round_id, TWO_WEEKS, ["U1", "U3"])
    assert await plans.riding(round_id, "U1") == [first]
    assert await plans.riding(round_id, "U2") == await plans.riding(round_id, "U3") == []
    assert [one.user for one in await plans.due(TEAM, TWO_WEEKS)] == ["U2"]


async def test_a_prompt_asks_about_two_plans_and_leaves_the_rest_for_later(store, plans):
    schedule = await store.schedule()
    round_id = (await store.rounds.planned(schedule.id)).id
    for _ in range(3):
        await plans.make(TEAM, "U1", Plan("a", "b"), MADE)
    await ride(store, plans, schedule, round_id, TWO_WEEKS, ["U1"])
    assert len(await plans.riding(round_id, "U1")) == 2
    assert len(await plans.due(TEAM, TWO_WEEKS)) == 1


@pytest.mark.parametrize(("state", "more"), [(DeliveryState.SENT, 0), (DeliveryState.DROPPED, 1)])
async def test_a_plan_whose_prompt_never_came_is_asked_about_alone(store, plans, state, more):
    schedule = await store.schedule()
    round_id = (await store.rounds.planned(schedule.id)).id
    await plans.make(TEAM, "U1", Plan("a", "b"), MADE)
    await ride(store, plans, schedule, round_id, TWO_WEEKS, ["U1"])
    async with store.database.write() as session:
        await store.outbox.owe(
            session, [store.owed(f"{round_id}:prompt:U1", DeliveryKind.PROMPT, "U1", round_id)]
        )
        await session.execute(update(Delivery).values(state=state))
    assert await alone(store, plans, TWO_WEEKS + timedelta(days=1)) == 0, "it is still open"
    async with store.database.write() as session:
        (await session.get(Round, round_id)).state = RoundState.CLOSED
    assert await alone(store, plans, TWO_WEEKS + timedelta(days=5)) == more
    assert await alone(store, plans, TWO_WEEKS + timedelta(days=6)) == more
    assert await plans.riding(round_id, "U1") == []


async def test_whoever_has_changed_their_mind_is_not_asked_again(store, plans):
    await store.schedule()
    plan = await plans.make(TEAM, "U1", Plan("a", "b"), MADE)
    assert await plans.change(TEAM, "U1", plan, Plan("a", "b").looked_back(Tried.PARTLY, ""))
    assert len(await plans.due(TEAM, SIX_WEEKS)) == 1
    assert await plans.change(TEAM, "U1", plan, Plan("a", "b").looked_back(Tried.CHANGED, ""))
    assert await plans.due(TEAM, SIX_WEEKS) == []
