"""A leader's example is a text by name that heads its round and is no part of it."""

from __future__ import annotations

import pytest

from bot.store.library.index import LibraryIndex
from bot.store.sealed.examples import ExampleRepository
from bot.store.sealed.look_backs import LookBackRepository
from bot.store.sealed.tables import ReviewState
from bot.store.tables import Round, RoundState
from tests.integration.conftest import NOW, TEAM, Store
from tests.support import shelves

EXAMPLE = "Jag gissade måttet i stället för att fråga."


@pytest.fixture
def examples(store: Store) -> ExampleRepository:
    return ExampleRepository(store.database, LibraryIndex())


async def planned(store: Store) -> Round:
    return await store.rounds.planned((await store.schedule()).id)


async def given(store: Store, examples: ExampleRepository, found: Round, user: str = "ULEAD") -> bool:
    async with store.database.write() as session:
        return await examples.give(session, found, user, EXAMPLE, NOW.date())


async def opened(store: Store, examples: ExampleRepository, found: Round) -> bool:
    async with store.database.write() as session:
        current = await session.get(Round, found.id)
        current.state, current.opens_at = RoundState.OPEN, NOW
        return await examples.show(session, current)


async def in_library(store: Store, held: Round, typed: str) -> list[str]:
    return await shelves.found(store, [await store.schedules.get(held.schedule_id)], typed)


async def test_nobody_sees_an_example_before_its_round_opens_and_the_library_has_it_then(store, examples):
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    found = await planned(store)
    assert await given(store, examples, found)
    assert await examples.standing(found.id) is None
    assert await opened(store, examples, found)
    assert (await examples.standing(found.id)).text == EXAMPLE
    assert await in_library(store, found, "måttet") == [EXAMPLE]


async def test_a_second_leader_is_not_first_and_the_first_may_find_better_words(store, examples):
    found = await planned(store)
    assert await given(store, examples, found)
    assert not await given(store, examples, found, "UOTHER")
    async with store.database.write() as session:
        assert await examples.give(session, found, "ULEAD", "Jag mätte inte.", NOW.date())
    kept = await examples.of_round(found.id)
    assert (kept.author, kept.text, kept.stands) == ("ULEAD", "Jag mätte inte.", False)


async def test_an_example_counts_towards_nothing_and_waits_for_no_review(store, examples):
    found = await planned(store)
    await given(store, examples, found)
    await opened(store, examples, found)
    for number in range(4):
        await store.submit(found.id, f"U{number}", f"Lärdom nummer {number}.")
    await store.close(found.id)
    outcome = await store.mixer.mix(found.id)
    assert (outcome.anonymous, outcome.named, outcome.enough) == (4, 0, False)
    assert (await store.rounds.get(found.id)).state is RoundState.HELD, "four and an example are still four"
    assert await store.texts.queue(found.id) == []
    assert sum((await store.texts.counts(found.id)).values()) == 0
    assert await store.texts.published(found.id) == []
    assert await LookBackRepository(store.database).took_part(found.id) == []


async def test_an_example_is_withdrawn_from_the_library_and_from_every_table(store, examples):
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    found = await planned(store)
    await given(store, examples, found)
    await opened(store, examples, found)
    await store.changes.withdraw_now((await examples.of_round(found.id)).token_key, NOW.date())
    assert await examples.of_round(found.id) is None
    assert await in_library(store, found, "måttet") == []
    assert "gissade" not in await store.dump()


async def test_a_reported_example_stands_again_when_its_curators_approve_it(store, examples):
    found = await planned(store)
    await given(store, examples, found)
    await opened(store, examples, found)
    kept = await examples.of_round(found.id)
    async with store.database.write() as session:
        assert await store.texts.report(session, found.id, kept.id, "person")
    assert await examples.standing(found.id) is None
    (waiting,) = await store.texts.queue(found.id)
    assert (waiting.author, waiting.state, waiting.reported) == ("ULEAD", ReviewState.HELD, "person")
    async with store.database.write() as session:
        assert await examples.show_again(session, found.id, kept.id)
    assert (await examples.standing(found.id)).text == EXAMPLE
    assert await store.texts.queue(found.id) == []
