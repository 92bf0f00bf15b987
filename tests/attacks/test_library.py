"""The library's order tells nothing of who wrote when, and nothing stays in it of what is gone."""

from __future__ import annotations

import random

from sqlalchemy import select, text
from sqlmodel import col

from bot.audit.crowd import play
from bot.audit.findings import Plan
from bot.audit.library import index_files, mark, the_library, told
from bot.audit.report import confirmed
from bot.audit.residue import standing
from bot.audit.stages import watched
from bot.store.database import Locations
from bot.store.library.index import LibraryIndex, lesson_of
from bot.store.library.tables import written
from bot.store.migrate import migrate, rowid_tables
from bot.store.sealed.tables import Reflection, ReviewState
from bot.store.tables import Round


async def in_order_of_arrival(stage, truth) -> None:
    """Publish every text by itself, as people wrote them, into an index that numbers what comes."""
    for words in truth.texts:
        async with stage.database.write() as session:
            found = await session.execute(select(Reflection).where(col(Reflection.text) == words))
            row, held = found.scalar_one(), await session.get(Round, truth.round_id)
            row.state = ReviewState.PUBLISHED
            (entry,) = written([lesson_of(row, held)], LibraryIndex().stems)
            await LibraryIndex().enter(session, [lesson_of(row, held)])
            if stage.database.is_sqlite:
                await session.execute(text("DELETE FROM library_words WHERE item_id = :i"), {"i": row.id})
                await session.execute(
                    text(
                        "INSERT INTO library_words (item_id, words, stems, folded)"
                        " VALUES (:item_id, :words, :stems, :folded)"
                    ),
                    {name: entry[name] for name in ("item_id", "words", "stems", "folded")},
                )


async def test_the_library_gives_nobody_away_and_keeps_nothing_back(plan):
    findings = await confirmed(the_library, plan)
    assert [one.success is None or bool(one.not_tried) for one in findings] == [False] * 3
    assert all(one.holds for one in findings), findings
    assert findings[2].success == 0


async def test_an_index_in_the_order_of_arrival_is_found_out(plan, monkeypatch):
    # What has to hold besides is looked at above; the leak would be in its way.
    monkeypatch.setattr("bot.audit.library._left", nothing_left)
    findings = await the_library(plan, in_order_of_arrival)
    assert findings[0].success == 1.0, findings[0]


async def nothing_left(*_given) -> dict[str, float]:
    return {"": 0.0}


async def test_words_that_are_not_merged_away_are_found(sqlite_plan, monkeypatch):
    async def idle(_session) -> None:
        return

    monkeypatch.setattr("bot.store.library.index.tidy", idle)
    monkeypatch.setattr("bot.store.sealed.cleaning.tidy", idle)
    findings = await the_library(sqlite_plan)
    assert findings[2].success > 0.9 and not findings[2].holds


async def test_words_of_a_removed_lesson_lie_in_postgresqls_index_until_the_night(fresh_postgres, tmp_path):
    async with watched(Plan(6, 1, lambda _: fresh_postgres(), tmp_path), 0) as here:
        truth = await play(here.stage, 6, random.Random(0), words=told)
        async with here.stage.database.write() as session:
            await here.stage.texts.approve_all(session, truth.round_id)
            await here.stage.texts.publish(session, truth.round_id, masked_too=True)
        async with here.stage.database.write() as session:
            await session.execute(text("DELETE FROM library_entry"))
        assert standing(index_files(here), [mark(one) for one in truth.texts]) == 1.0


def test_no_table_of_the_library_is_an_ordinary_one(tmp_path):
    (tmp_path / "data").mkdir()
    locations = Locations.parse(f"sqlite:///{tmp_path}/data/x.db")
    migrate(locations)
    assert rowid_tables(locations.file) == []
