"""Let lessons enter and leave the library, in the transaction that publishes or takes them away."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.library import Stems
from bot.learning.reading import parted, searchable
from bot.store.database import Database
from bot.store.library.tables import ENTRY, STAMP, Entry, Kind, Lesson, act_of, place_of, written
from bot.store.sealed.tables import NamedReflection, Reflection, ReviewState
from bot.store.tables import Round

Row = TypeVar("Row", Reflection, NamedReflection)
AT_ONCE = 200
"""Lessons for each transaction of a rebuild; others wait no longer than for a digest."""

COLUMNS = "item_id, kind, team_id, schedule_id, round_id, act, held_on, position, tip"

SQLITE_ENTRIES = f"""
INSERT OR REPLACE INTO library_entry ({COLUMNS})
SELECT {", ".join(f"json_extract(value, '$.{name}')" for name in COLUMNS.split(", "))}
FROM json_each(:rows) ORDER BY json_extract(value, '$.item_id')
"""
SQLITE_WORDS = """
INSERT OR REPLACE INTO library_words (rowid, item_id, words, stems, folded)
SELECT json_extract(value, '$.place'), json_extract(value, '$.item_id'), json_extract(value, '$.words'),
       json_extract(value, '$.stems'), json_extract(value, '$.folded')
FROM json_each(:rows) ORDER BY json_extract(value, '$.place')
"""
POSTGRESQL = f"""
INSERT INTO library_entry ({COLUMNS}, words)
SELECT {COLUMNS},
       setweight(to_tsvector('simple', one.words), 'A')
       || setweight(to_tsvector('swedish', one.words) || to_tsvector('english', one.words), 'B')
       || setweight(to_tsvector('simple', one.plain)
                    || to_tsvector('swedish', one.plain) || to_tsvector('english', one.plain), 'C')
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one (
    item_id text, kind text, team_id text, schedule_id text, round_id text, act text, held_on date,
    position integer, tip boolean, words text, plain text)
ORDER BY item_id
ON CONFLICT (item_id) DO UPDATE SET position = excluded.position, tip = excluded.tip, words = excluded.words
"""


class LibraryIndex:
    """Keep the index in line with what stands."""

    def __init__(self, stems: Stems | None = None) -> None:
        """Prepare the stems of both languages."""
        self.stems = stems or Stems()

    async def enter(self, session: AsyncSession, lessons: Sequence[Lesson]) -> None:
        """Add lessons inside the caller's transaction, each table in one statement sorted by random ids."""
        if not lessons:
            return
        rows = {"rows": json.dumps(written(lessons, self.stems))}
        if _is_sqlite(session):
            await session.execute(text(SQLITE_ENTRIES), rows)
            await session.execute(text(SQLITE_WORDS), rows)
        else:
            await session.execute(text(POSTGRESQL), rows)

    async def take_in(self, session: AsyncSession, item_ids: Collection[str]) -> None:
        """Add texts that have just been published, inside the transaction that publishes them."""
        await self.enter(session, await _lessons(session, sorted(item_ids)))

    async def is_whole(self, session: AsyncSession) -> bool:
        """Tell whether the index was built, and by the rules of today."""
        return await session.scalar(select(STAMP.c.made_with)) == self.stems.made_with

    async def rebuild(self, database: Database) -> int:
        """Build the index anew from the lessons' own tables, some at a time; return how many there are.

        What is published or withdrawn meanwhile finds its way by itself.
        """
        async with database.write() as session:
            await _empty(session)
            ids = await _standing(session)
        for some in _parts(ids):
            async with database.write() as session:
                await self.enter(session, await _lessons(session, some))
        async with database.write() as session:
            await session.execute(delete(STAMP))
            await session.execute(insert(STAMP).values(made_with=self.stems.made_with))
            if _is_sqlite(session):
                await tidy(session)
        return len(ids)

    async def mend(self, database: Database) -> bool:
        """Rebuild the index if it is not whole, or differs from what stands; tell whether it had to be."""
        async with database.read() as session:
            indexed = set((await session.execute(select(ENTRY.c.item_id))).scalars())
            if await self.is_whole(session) and indexed == set(await _standing(session)):
                return False
        await self.rebuild(database)
        return True


async def leave(session: AsyncSession, item_ids: Collection[str]) -> None:
    """Take lessons out inside the caller's transaction, and their words out of every page of SQLite's index.

    FTS5 notes a deletion beside what it deletes until the two are merged; so they are merged at once.
    """
    known: list[str] = []
    for some in _parts(sorted(item_ids)):
        rows = await session.execute(select(ENTRY.c.item_id).where(ENTRY.c.item_id.in_(some)))
        known += rows.scalars()
        await session.execute(delete(ENTRY).where(ENTRY.c.item_id.in_(some)))
    if known and _is_sqlite(session):
        places = [{"place": place_of(item_id)} for item_id in sorted(known)]
        await session.execute(text("DELETE FROM library_words WHERE rowid = :place"), places)
        await tidy(session)


async def forget(session: AsyncSession, team: str) -> None:
    """Take everything of a workspace out inside the caller's transaction."""
    of_team = select(ENTRY.c.item_id).where(ENTRY.c.team_id == team)
    await leave(session, (await session.execute(of_team)).scalars().all())


async def tidy(session: AsyncSession) -> None:
    """Merge SQLite's index into one segment, in which nothing is that was deleted."""
    await session.execute(text("INSERT INTO library_words (library_words) VALUES ('optimize')"))


async def _empty(session: AsyncSession) -> None:
    await session.execute(delete(STAMP))
    await session.execute(delete(ENTRY))
    if _is_sqlite(session):
        await session.execute(text("DELETE FROM library_words"))


async def _standing(session: AsyncSession) -> list[str]:
    found: list[str] = []
    for table in (Reflection, NamedReflection):
        standing = select(col(table.id)).where(col(table.state) == ReviewState.PUBLISHED)
        found += (await session.execute(standing)).scalars().all()
    return sorted(found)


async def _lessons(session: AsyncSession, ids: Sequence[str]) -> list[Lesson]:
    return [*await _of(session, Reflection, ids), *await _of(session, NamedReflection, ids)]


async def _of(session: AsyncSession, table: type[Row], ids: Sequence[str]) -> list[Lesson]:
    rows = await session.execute(
        select(table, Round)
        .join(Round, col(Round.id) == col(table.round_id))
        .where(col(table.id).in_(ids), col(table.state) == ReviewState.PUBLISHED)
    )
    return [lesson_of(row, held) for row, held in rows]


def lesson_of(row: Reflection | NamedReflection, held: Round) -> Lesson:
    """Return a published text as it enters the library."""
    entry = Entry(
        item_id=row.id,
        kind=_kind(row),
        team_id=held.team_id,
        schedule_id=held.schedule_id,
        round_id=held.id,
        act=act_of(held.prompt_id),
        held_on=held.occurrence,
        position=row.position or 0,
        tip=parted(row.text)[1] is not None,
    )
    return Lesson(entry, searchable(row.text))


def _kind(row: Reflection | NamedReflection) -> Kind:
    if isinstance(row, NamedReflection):
        return Kind.EXAMPLE if row.first else Kind.NAMED
    return Kind.ANONYMOUS


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"
