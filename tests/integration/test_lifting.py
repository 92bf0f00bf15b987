"""What was shared by name is lifted into the next digest, and goes from it when it goes."""

from __future__ import annotations

from datetime import date

import pytest

from bot.store.sealed.lifting import MOST_LIFTED, LiftRepository, elsewhere
from bot.store.sealed.seal import token_hash
from bot.store.sealed.tables import ReviewState
from bot.store.tables import Round, RoundState, Schedule
from tests.integration.conftest import NOW, TEAM, Store

LONG_AGO = date(2026, 1, 1)


@pytest.fixture
def lifting(store: Store) -> LiftRepository:
    return LiftRepository(store.database)


async def shared(store: Store, round_id: str, words: str, *, published: bool = True) -> tuple[str, bytes]:
    """Share something by name; return its id and its author's token."""
    token = await store.texts.add_named(round_id, TEAM, "UKARIN", words)
    found = next(one for one in await store.texts.queue(round_id) if one.text == words)
    if published:
        async with store.database.write() as session:
            await store.texts.decide(session, round_id, found.id, ReviewState.APPROVED)
            await store.texts.publish(session, round_id, masked_too=True)
    return found.id, token


async def past(store: Store, schedule: Schedule) -> str:
    """Return a round of a schedule that has been published, and plan the one after it."""
    planned = await store.rounds.planned(schedule.id)
    async with store.database.write() as session:
        found = await session.get(Round, planned.id)
        found.state, found.opens_at = RoundState.PUBLISHED, NOW
        await session.flush()
        await store.rounds.plan(session, schedule, date(2026, 12, 4))
    return planned.id


async def lift(store: Store, lifting: LiftRepository, schedule: Schedule, item: str) -> bool | None:
    async with store.database.write() as session:
        return await lifting.lift(session, schedule, item, "ULEAD")


async def test_what_was_shown_comes_once_more_with_both_names_and_only_once(store, lifting):
    schedule = await store.schedule()
    first = await past(store, schedule)
    item, _ = await shared(store, first, "Vi ringde innan vi gissade.")
    assert await lift(store, lifting, schedule, item)
    (found,) = await lifting.candidates(TEAM, [schedule.id], LONG_AGO, 10)
    assert (found.author, found.waits, found.lifted) == ("UKARIN", False, {schedule.id})
    for number, expected in ((1, ["Vi ringde innan vi gissade."]), (2, [])):
        async with store.database.write() as session:
            await lifting.ride(session, schedule.id, f"digest {number}")
        shown = await lifting.of_digest(f"digest {number}")
        assert [one.shown.text for one in shown] == expected
    (one,) = await lifting.of_digest("digest 1")
    assert (one.round_id, one.shown.author, one.leader) == (first, "UKARIN", "ULEAD")


async def test_what_waits_goes_into_the_digest_that_comes_next(store, lifting):
    schedule = await store.schedule()
    planned = await store.rounds.planned(schedule.id)
    async with store.database.write() as session:
        running = Round(team_id=TEAM, schedule_id=schedule.id, occurrence=date(2026, 11, 20), k=5)
        running.state, running.opens_at = RoundState.MIXED, NOW
        session.add(running)
    item, token = await shared(store, planned.id, "Fråga dagen före.", published=False)
    assert await lift(store, lifting, schedule, item)
    (moved,) = await store.texts.queue(running.id)
    assert (moved.text, moved.state) == ("Fråga dagen före.", ReviewState.APPROVED)
    assert (await store.texts.own(token)).text == "Fråga dagen före.", "the receipt still opens it"
    async with store.database.write() as session:
        await lifting.lower(session, schedule, item)
    assert (await store.texts.queue(running.id))[0].state is ReviewState.PENDING


async def test_what_waits_elsewhere_is_nobody_elses_to_lift(store, lifting):
    schedule, other = await store.schedule(), await store.schedule("Annan")
    planned = await store.rounds.planned(schedule.id)
    item, _ = await shared(store, planned.id, "Fråga dagen före.", published=False)
    assert await lift(store, lifting, other, item) is False
    assert await lifting.candidates(TEAM, [other.id], LONG_AGO, 10) == []
    assert await lift(store, lifting, schedule, "no such text") is False


async def test_a_digest_lifts_a_few_examples_and_one_can_be_put_back(store, lifting):
    schedule = await store.schedule()
    first = await past(store, schedule)
    items = [(await shared(store, first, f"Lärdom nummer {n}."))[0] for n in range(MOST_LIFTED + 1)]
    assert [await lift(store, lifting, schedule, item) for item in items] == [True] * MOST_LIFTED + [None]
    async with store.database.write() as session:
        await lifting.lower(session, schedule, items[0])
    assert await lift(store, lifting, schedule, items[-1])


async def test_what_is_withdrawn_leaves_the_digest_that_lifted_it(store, lifting):
    schedule = await store.schedule()
    first = await past(store, schedule)
    item, token = await shared(store, first, "Vi ringde innan vi gissade.")
    await lift(store, lifting, schedule, item)
    async with store.database.write() as session:
        await lifting.ride(session, schedule.id, "later digest")
        assert await elsewhere(session, {first}) == {"later digest"}
    await store.changes.withdraw_now(token_hash(token, "text"), NOW.date())
    assert await lifting.of_digest("later digest") == []
    async with store.database.read() as session:
        assert await elsewhere(session, {first}) == {"later digest"}, "it is known which digest must follow"
