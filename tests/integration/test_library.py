"""The library finds published lessons in both languages and in every form, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from bot.learning.acts import Act
from bot.store.library.index import LibraryIndex, forget
from bot.store.library.tables import STAMP
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.tables import ReviewState
from tests.integration.conftest import NOW, TEAM, Store
from tests.support.shelves import (
    forget_index,
    found,
    library_of,
    publish,
    published_round,
    put_back,
    row_of,
    search,
)

LESSONS = (
    "Lärdomar ska skrivas ned samma dag, annars glömmer man dem.",
    "Vi frågade kunden en gång till innan vi ritade om.",
    "Mötesrummet var bokat två gånger, så nu bokar en person.",
    "We learned to ask before cutting the second board.",
    "Lardom utan prickar skriver den som sitter vid ett engelskt tangentbord.",
    "Fadern till ordningen är en checklista på väggen.",
)


@pytest.fixture
async def schedule(store: Store):
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    return await store.schedule()


@pytest.fixture
async def shelved(store: Store, schedule) -> str:
    return await published_round(store, schedule, LESSONS)


@pytest.mark.parametrize(
    ("typed", "lesson"),
    [
        ("lärdom", 0),
        ("LÄRDOMARNA", 0),
        ("fråga kund", 1),
        ("frågor", 1),
        ("fraga", 1),
        ('"en gång till"', 1),
        ('"gang till"', 1),
        ("möte", 2),
        ("bokade", 2),
        ("learning", 3),
        ("boards", 3),
        ("asked", 3),
        ("tangentborden", 4),
    ],
)
async def test_a_lesson_is_found_by_any_form_of_its_words(store, schedule, shelved, typed, lesson):
    assert (await found(store, [schedule], typed))[:1] == [LESSONS[lesson]]


async def test_without_diacritics_both_are_found_and_what_was_typed_comes_first(store, schedule, shelved):
    assert (await found(store, [schedule], "lardom"))[:2] == [LESSONS[4], LESSONS[0]]
    assert (await found(store, [schedule], "lärdom"))[:2] == [LESSONS[0], LESSONS[4]]


async def test_words_in_a_row_are_found_in_a_row_only(store, schedule, shelved):
    assert await found(store, [schedule], '"till en gång"') == []


async def test_a_lesson_with_all_words_is_preferred_to_those_with_some(store, schedule, shelved):
    both = await search(store, [schedule], "kunden ritade")
    assert both.every_word and [one.text for one in both.lessons] == [LESSONS[1]]
    some = await search(store, [schedule], "kunden checklista")
    assert not some.every_word and {one.text for one in some.lessons} == {LESSONS[1], LESSONS[5]}


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "'",
        '""""',
        "AND",
        "NEAR(kund, 2)",
        "kund OR",
        "words:kund",
        "item_id:a",
        "kund*",
        "^kund",
        "-kund",
        "{words stems}: kund",
        "kund & ! | <-> kunden:*",
        "') OR 1=1 --",
        "(((",
        "kund\\",
        ":match :team",
        "%s %(team)s",
        "och vi på",
        "i",
        "ſ İ ß ﬁ 漢字 ١٢",
        "kund" * 60,
    ],
)
async def test_nothing_that_is_typed_breaks_the_search(store, schedule, shelved, typed):
    assert (await search(store, [schedule], typed)).total >= 0


async def test_operators_do_nothing_but_are_looked_for(store, schedule, shelved):
    assert await found(store, [schedule], "kund*") == [LESSONS[1]]
    assert await found(store, [schedule], "NOT kunden") == [LESSONS[1]]


async def test_act_and_period_narrow_a_search(store, schedule):
    await published_round(store, schedule, ["Kunden frågade."] * 5, prompt="customers.visit")
    await published_round(
        store, schedule, ["Kunden svarade."] * 5, prompt="input.read", held_on=date(2025, 5, 9)
    )
    assert set(await found(store, [schedule], "kund", act=Act.INPUT)) == {"Kunden svarade."}
    assert set(await found(store, [schedule], "kund", since=date(2026, 1, 1))) == {"Kunden frågade."}
    assert set(await found(store, [schedule], "kund", until=date(2026, 11, 20))) == {"Kunden svarade."}
    assert (await search(store, [schedule], "", act=Act.INPUT)).total == 5
    assert await library_of(store).since(TEAM, [schedule.id]) == date(2025, 5, 9)


async def test_lessons_of_other_schedules_and_workspaces_stay_there(store, schedule, shelved):
    other = await store.schedule("Annat")
    assert await found(store, [other], "kunden") == []
    assert (await search(store, [], "kunden")).total == 0
    item = await row_of(store, LESSONS[1])
    assert await library_of(store).one("T2", item.id) is None
    assert (await library_of(store).one(TEAM, item.id)).text == LESSONS[1]


async def test_the_newest_come_first_and_a_round_in_its_digests_order(store, schedule):
    old = await published_round(store, schedule, [f"Gammal {n}" for n in range(5)], held_on=date(2025, 5, 9))
    new = await published_round(store, schedule, [f"Ny {n}" for n in range(5)], named=["Ny med namn"])
    in_digests = [one.text for round_id in (new, old) for one in await store.texts.published(round_id)]
    assert await found(store, [schedule], "") == in_digests[:10]


async def test_a_named_lesson_has_its_author_an_anonymous_one_nobody(store, schedule):
    await published_round(store, schedule, ["Utan namn."] * 5, named=["Med namn."])
    authors = {one.text: one.author for one in (await search(store, [schedule], "namn")).lessons}
    assert authors == {"Utan namn.": None, "Med namn.": "N00000"}


async def test_what_waits_for_review_or_was_held_is_not_in_the_library(store, schedule):
    round_id = await published_round(store, schedule, ["Väntar inte."] * 5)
    await put_back(store, ReviewState.PENDING, "Väntar inte.")
    assert await found(store, [schedule], "väntar") == []
    assert await library_of(store).mend()
    assert (await search(store, [schedule], "väntar")).total == 0
    await publish(store, round_id)
    assert (await search(store, [schedule], "väntar")).total == 5


async def test_a_reported_lesson_leaves_at_once_and_may_come_back(store, schedule, shelved):
    item = await row_of(store, LESSONS[1])
    async with store.database.write() as session:
        assert await store.texts.report(session, shelved, item.id, "unfit")
    assert await found(store, [schedule], "kunden") == []
    await publish(store, shelved)
    assert await found(store, [schedule], "kunden") == []
    async with store.database.write() as session:
        assert await store.texts.decide(session, shelved, item.id, ReviewState.APPROVED)
    await publish(store, shelved)
    assert await found(store, [schedule], "kunden") == [LESSONS[1]]


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_withdrawn_lesson_leaves_the_library_with_the_digest(store, schedule, shelved, at_once):
    item = await row_of(store, LESSONS[1])
    if at_once:
        await store.changes.withdraw_now(item.token_hash, NOW.date())
    else:
        await store.changes.request(TEAM, item.token_hash, ChangeKind.WITHDRAW)
        assert await found(store, [schedule], "kunden") == [LESSONS[1]]
        await store.changes.apply(TEAM, NOW.date())
    assert await found(store, [schedule], "kunden") == []
    assert item.id not in await store.dump()


async def test_a_changed_lesson_is_found_by_its_new_words_once_it_stands_again(store, schedule, shelved):
    item = await row_of(store, LESSONS[1])
    await store.changes.request(TEAM, item.token_hash, ChangeKind.EDIT, "Leverantören ringde tillbaka.")
    await store.changes.apply(TEAM, NOW.date())
    assert await found(store, [schedule], "kunden") == await found(store, [schedule], "leverantör") == []
    await publish(store, shelved)
    assert await found(store, [schedule], "leverantör") == ["Leverantören ringde tillbaka."]
    assert await found(store, [schedule], "kunden") == []


async def test_a_transaction_that_fails_leaves_the_library_as_it_was(store, schedule, shelved):
    item = await row_of(store, LESSONS[1])
    with pytest.raises(RuntimeError):
        async with store.database.write() as session:
            await store.texts.report(session, shelved, item.id, "unfit")
            raise RuntimeError
    assert await found(store, [schedule], "kunden") == [LESSONS[1]]


async def test_a_workspace_that_goes_takes_its_lessons_along_and_no_others(store, schedule, shelved):
    item = await row_of(store, LESSONS[1])
    async with store.database.write() as session:
        await forget(session, "T2")
    assert await found(store, [schedule], "kunden") == [LESSONS[1]]
    async with store.database.write() as session:
        await forget(session, TEAM)
    assert (
        await found(store, [schedule], "kunden") == [] and await library_of(store).one(TEAM, item.id) is None
    )


async def test_the_night_keeps_the_library(store, schedule, shelved):
    await Cleaner(store.database).clean()
    assert (await found(store, [schedule], "lardom"))[:1] == [LESSONS[4]]


async def test_the_index_is_built_anew_from_the_lessons_alone(store, schedule, shelved):
    before = [await found(store, [schedule], typed) for typed in ("lärdom", "kund", "")]
    await forget_index(store)
    assert await found(store, [schedule], "kund") == []
    await library_of(store).make_whole()
    assert [await found(store, [schedule], typed) for typed in ("lärdom", "kund", "")] == before
    assert not await library_of(store).mend()


async def test_an_index_made_by_other_rules_is_built_anew(store, schedule, shelved):
    library, index = library_of(store), LibraryIndex()
    await library.make_whole()
    async with store.database.write() as session:
        await session.execute(update(STAMP).values(made_with="older"))
        assert not await index.is_whole(session)
    await library.make_whole()
    async with store.database.read() as session:
        assert await index.is_whole(session)
    assert await found(store, [schedule], "kunden") == [LESSONS[1]]
