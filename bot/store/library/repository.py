"""Read the library: search it, page through it, open a lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.library import Stems
from bot.store.database import Database
from bot.store.library.index import LibraryIndex
from bot.store.library.searching import Wanted, search
from bot.store.library.tables import ENTRY, Entry
from bot.store.sealed.tables import NamedReflection, Reflection, ReviewState


@dataclass(frozen=True, slots=True)
class Found:
    """Hold a lesson that was found; `author` is set when it was shared by name."""

    entry: Entry
    text: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a page of lessons, how many there are in all, and whether each has every word."""

    total: int
    lessons: Sequence[Found]
    every_word: bool = True


class LibraryRepository:
    """Find lessons, and keep the index sound."""

    def __init__(self, database: Database, index: LibraryIndex) -> None:
        """Use a database and the index in it."""
        self._database = database
        self._index = index

    @property
    def stems(self) -> Stems:
        """Return the stems by which lessons are found."""
        return self._index.stems

    async def search(self, wanted: Wanted, first: int = 0, most: int = 10) -> Page:
        """Return lessons, best first; the newest first when no words are looked for."""
        async with self._database.read() as session:
            results = await search(session, wanted, first, most)
            lessons = await _with_texts(session, results.entries)
        return Page(results.total, lessons, results.every_word)

    async def one(self, team: str, item_id: str) -> Found | None:
        """Return a lesson that stands; None when it does not, or not in this workspace."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(ENTRY).where(ENTRY.c.item_id == item_id, ENTRY.c.team_id == team)
            )
            lessons = await _with_texts(session, [Entry.read(dict(row)) for row in rows.mappings()])
        return lessons[0] if lessons else None

    async def since(self, team: str, schedules: Sequence[str]) -> date | None:
        """Return the date of the oldest lesson's round; None while there are no lessons."""
        async with self._database.read() as session:
            oldest = select(func.min(ENTRY.c.held_on)).where(
                ENTRY.c.team_id == team, ENTRY.c.schedule_id.in_(sorted(schedules))
            )
            found: date | None = await session.scalar(oldest)
        return found

    async def make_whole(self) -> None:
        """Build the index if it never was, or by other rules."""
        async with self._database.read() as session:
            if await self._index.is_whole(session):
                return
        await self._index.rebuild(self._database)

    async def mend(self) -> bool:
        """Compare the index with what stands, and build it anew if they differ; tell whether they did."""
        return await self._index.mend(self._database)


async def _with_texts(session: AsyncSession, entries: Sequence[Entry]) -> list[Found]:
    ids = [one.item_id for one in entries]
    texts: dict[str, tuple[str, str | None]] = {}
    standing = await session.execute(
        select(col(Reflection.id), col(Reflection.text)).where(
            col(Reflection.id).in_(ids), col(Reflection.state) == ReviewState.PUBLISHED
        )
    )
    texts |= {row[0]: (row[1], None) for row in standing}
    named = await session.execute(
        select(col(NamedReflection.id), col(NamedReflection.text), col(NamedReflection.user_id)).where(
            col(NamedReflection.id).in_(ids), col(NamedReflection.state) == ReviewState.PUBLISHED
        )
    )
    texts |= {row[0]: (row[1], row[2]) for row in named}
    return [Found(one, *texts[one.item_id]) for one in entries if one.item_id in texts]
