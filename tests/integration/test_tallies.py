"""Deeds are counted once a month, and nothing that is kept says whose they were."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.learning.report import Deed, DeedFigure
from bot.store.report_tables import GatheredTally, TallyFigure
from bot.store.restoring import reconcile
from bot.store.sealed.erasures import Erasures
from bot.store.sealed.groups import GroupRepository
from bot.store.sealed.keys import KeyGone, server_key
from bot.store.sealed.seal import PLAIN_BYTES
from bot.store.sealed.tables import Intake
from bot.store.sealed.tallies import TallyRepository
from bot.store.tables import Workspace
from tests.integration.conftest import TEAM

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
TODAY = date(2026, 11, 2)
SIX = [f"UPERSON{number}" for number in range(6)]


@pytest.fixture
async def tallies(store) -> TallyRepository:
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    found = TallyRepository(store.database, store.keys)
    await found.close_day(TEAM, TODAY, 5)
    return found


async def test_people_are_counted_once_each_when_the_month_is_over(store, tallies):
    for user in (*SIX, *SIX):
        await tallies.note(TEAM, user, Deed.PLANNED, TODAY)
    await tallies.note(TEAM, SIX[0], Deed.TRIED, TODAY)
    await tallies.close_day(TEAM, date(2026, 11, 20), 5)
    assert await tallies.figures(TEAM) == []
    for user in SIX:
        await tallies.note(TEAM, user, Deed.PLANNED, TODAY)
    seen: list[date] = []

    async def also(_session, month: date) -> None:
        seen.append(month)

    for day in (date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 2)):
        await tallies.close_day(TEAM, day, 5, also)
    assert await tallies.figures(TEAM) == [DeedFigure(NOVEMBER, NOVEMBER, Deed.PLANNED, 5)]
    assert seen == [NOVEMBER]
    for user in SIX[1:5]:
        await tallies.note(TEAM, user, Deed.TRIED, TODAY)
    await tallies.close_day(TEAM, date(2027, 1, 4), 5)
    assert (await tallies.figures(TEAM))[1:] == [DeedFigure(NOVEMBER, DECEMBER, Deed.TRIED, 5)]


async def test_no_table_names_who_did_what_before_or_after_the_count(store, tallies):
    for day in (date(2026, 11, 3), date(2026, 11, 4), date(2026, 12, 1)):
        for user in SIX:
            await tallies.note(TEAM, user, Deed.THANKED, TODAY)
        assert "UPERSON" not in await store.dump()
        await tallies.close_day(TEAM, day, 5)
        assert "UPERSON" not in await store.dump()


async def test_yesterdays_key_opens_nothing_any_more(store, tallies):
    await tallies.note(TEAM, SIX[0], Deed.TRIED, TODAY)
    before = await pool(store)
    await tallies.close_day(TEAM, date(2026, 11, 3), 5)
    after = await pool(store)
    assert before != after
    with pytest.raises(KeyGone):
        store.keys.read(before)
    async with store.database.read() as session:
        assert (await session.execute(select(Intake))).first() is None
        assert (await session.get(GatheredTally, TEAM)).pool_id == after


async def test_when_all_is_counted_no_key_is_left(store, tallies):
    for user in SIX:
        await tallies.note(TEAM, user, Deed.TRIED, TODAY)
    await tallies.close_day(TEAM, DECEMBER, 5)
    assert store.keys.ids() == set()
    async with store.database.read() as session:
        assert (await session.execute(select(GatheredTally))).first() is None


async def test_a_sealed_deed_has_the_size_of_every_other_sealed_row(store, tallies):
    for user, deed in zip(SIX, [*Deed, *Deed], strict=True):
        await tallies.note(TEAM, user, deed, TODAY)
    async with store.database.read() as session:
        sizes = {len(row.sealed) for row in (await session.execute(select(Intake))).scalars()}
    assert len(sizes) == 1 and sizes.pop() > PLAIN_BYTES


async def test_whoever_leaves_is_not_counted(store, tallies):
    for user in SIX[:5]:
        await tallies.note(TEAM, user, Deed.TRIED, TODAY)
    await tallies.close_day(TEAM, date(2026, 11, 3), 5)
    await tallies.note(TEAM, SIX[0], Deed.TRIED, TODAY)
    await tallies.forget(TEAM, SIX[0])
    await tallies.close_day(TEAM, DECEMBER, 5)
    assert await tallies.figures(TEAM) == []


async def test_a_lost_key_or_an_altered_row_stops_nobody_from_counting_on(store, tallies):
    await tallies.note(TEAM, SIX[0], Deed.TRIED, TODAY)
    await tallies.close_day(TEAM, date(2026, 11, 3), 5)
    store.keys.destroy(await pool(store))
    for user in SIX:
        await tallies.note(TEAM, user, Deed.TRIED, TODAY)
    async with store.database.write() as session:
        row = (await session.execute(select(Intake).limit(1))).scalar_one()
        await session.execute(update(Intake).where(col(Intake.id) == row.id).values(sealed=b"x" * 40))
    await tallies.close_day(TEAM, DECEMBER, 5)
    assert [one.people for one in await tallies.figures(TEAM)] == [5]


async def test_an_altered_list_stops_neither_the_count_nor_whoever_leaves(store, tallies):
    await tallies.note(TEAM, SIX[0], Deed.TRIED, TODAY)
    await tallies.close_day(TEAM, date(2026, 11, 3), 5)
    async with store.database.write() as session:
        kept = (await session.execute(select(GatheredTally))).scalar_one()
        kept.sealed = kept.sealed[:-1] + bytes([kept.sealed[-1] ^ 1])
    await tallies.forget(TEAM, SIX[1])
    for user in SIX:
        await tallies.note(TEAM, user, Deed.TRIED, TODAY)
    async with store.database.write() as session:
        kept = (await session.execute(select(GatheredTally))).scalar_one()
        kept.sealed = kept.sealed[:-1] + bytes([kept.sealed[-1] ^ 1])
    await tallies.close_day(TEAM, DECEMBER, 5)
    assert [one.people for one in await tallies.figures(TEAM)] == [5]


async def test_after_a_restore_the_count_begins_anew_and_what_was_counted_stays(store, tallies):
    for user in SIX:
        await tallies.note(TEAM, user, Deed.TRIED, TODAY)
    await tallies.close_day(TEAM, DECEMBER, 5)
    await tallies.note(TEAM, SIX[0], Deed.PLANNED, TODAY)
    await tallies.close_day(TEAM, date(2026, 12, 2), 5)
    erasures = Erasures(store.place / "keys" / "erasures")
    groups = GroupRepository(store.database, server_key(store.place / "keys" / "server"))
    await reconcile(store.database, store.keys, erasures, groups)
    assert await pool(store) is None
    async with store.database.read() as session:
        assert (await session.execute(select(GatheredTally))).first() is None
        assert (await session.execute(select(TallyFigure))).scalar_one().people == 5
    await tallies.note(TEAM, SIX[0], Deed.PLANNED, TODAY)
    await tallies.close_day(TEAM, JANUARY, 5)


async def pool(store) -> str | None:
    async with store.database.read() as session:
        return (await session.get(Workspace, TEAM)).tally_pool
