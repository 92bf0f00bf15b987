"""Find what a token opens, and let curators work on texts that have no author."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.store.database import Database, affected
from bot.store.library.index import LibraryIndex, leave
from bot.store.sealed.erasures import Erasures, replaced
from bot.store.sealed.receipts import TOKEN_BYTES
from bot.store.sealed.seal import Share, open_private, seal_private, token_hash
from bot.store.sealed.tables import (
    NamedReflection,
    Participation,
    PrivateNote,
    Reflection,
    ReviewState,
)

Row = TypeVar("Row", Reflection, NamedReflection)


@dataclass(frozen=True, slots=True)
class OwnText:
    """Hold what an author sees of a text after the mix."""

    text: str
    share: Share
    state: ReviewState | None
    masked: bool = False
    id: str = ""
    round_id: str = ""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """Hold a text in the curation queue; `author` is set only for a text shared by name."""

    id: str
    text: str
    state: ReviewState
    masked: bool
    author: str | None
    reported: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """Hold one published highlight, in the digest's order."""

    id: str
    position: int
    text: str
    masked: bool
    author: str | None


class TextRepository:
    """Read and review texts after the mix."""

    def __init__(
        self,
        database: Database,
        shuffler: random.Random,
        erasures: Erasures | None = None,
        library: LibraryIndex | None = None,
    ) -> None:
        """Take the system's random source as shuffler, the journal of what was erased, and the library."""
        self._library = library or LibraryIndex()
        self._erasures = erasures
        self._database = database
        self._shuffler = shuffler

    async def own(self, token: bytes) -> OwnText | None:
        """Return the text that a token opens, wherever the mix put it."""
        key = token_hash(token, "text")
        async with self._database.read() as session:
            if found := await by_token(session, Reflection, key):
                return OwnText(
                    found.text, Share.ANONYMOUS, found.state, found.masked, found.id, found.round_id
                )
            if named := await by_token(session, NamedReflection, key):
                return OwnText(named.text, Share.NAMED, named.state, id=named.id, round_id=named.round_id)
            note = await session.get(PrivateNote, key)
        return None if note is None else OwnText(open_private(token, note.sealed), Share.PRIVATE, None)

    async def add_named(self, round_id: str, team: str, user: str, text: str) -> bytes:
        """Keep a text by name for a round's digest; return the token that opens it."""
        token = os.urandom(TOKEN_BYTES)
        async with self._database.write() as session:
            session.add(
                NamedReflection(
                    round_id=round_id,
                    team_id=team,
                    user_id=user,
                    token_hash=token_hash(token, "text"),
                    text=text,
                )
            )
        return token

    async def add_private(self, team: str, text: str) -> bytes:
        """Keep a text for its author alone; return the token that opens it."""
        token = os.urandom(TOKEN_BYTES)
        async with self._database.write() as session:
            session.add(
                PrivateNote(
                    token_hash=token_hash(token, "text"), team_id=team, sealed=seal_private(token, text)
                )
            )
        return token

    async def queue(self, round_id: str) -> list[ReviewItem]:
        """Return a round's texts for review, shuffled anew each time."""
        async with self._database.read() as session:
            reflections = await _of_round(session, Reflection, round_id)
            named = await _of_round(session, NamedReflection, round_id)
            named = [*named, *await _reported_examples(session, round_id)]
        items = [
            ReviewItem(row.id, row.text, row.state, row.masked, None, row.reported) for row in reflections
        ]
        items += [ReviewItem(row.id, row.text, row.state, False, row.user_id, row.reported) for row in named]
        self._shuffler.shuffle(items)
        return items

    async def item(self, round_id: str, item_id: str) -> ReviewItem | None:
        """Return one text of a round's queue."""
        return next((item for item in await self.queue(round_id) if item.id == item_id), None)

    async def decide(self, session: AsyncSession, round_id: str, item_id: str, state: ReviewState) -> bool:
        """Approve or hold an unpublished text; False when it is gone or already published."""
        for table in (Reflection, NamedReflection):
            changed = await session.execute(
                update(table)
                .where(col(table.id) == item_id, col(table.round_id) == round_id)
                .where(col(table.state) != ReviewState.PUBLISHED)
                .values(state=state, reported="")
            )
            if affected(changed):
                return True
        return False

    async def report(self, session: AsyncSession, round_id: str, item_id: str, reason: str) -> bool:
        """Hide a published text at once; who reported it is kept nowhere. False when it is gone already."""
        for table in (Reflection, NamedReflection):
            changed = await session.execute(
                update(table)
                .where(col(table.id) == item_id, col(table.round_id) == round_id)
                .where(col(table.state) == ReviewState.PUBLISHED)
                .values(state=ReviewState.HELD, reported=reason, position=None)
            )
            if affected(changed):
                await leave(session, [item_id])
                return True
        return False

    async def mask(self, session: AsyncSession, round_id: str, item_id: str, text: str, day: date) -> bool:
        """Replace an anonymous text by its masked form and approve it; False when it is gone."""
        of_round = col(Reflection.id) == item_id, col(Reflection.round_id) == round_id
        before = (await session.execute(select(Reflection).where(*of_round))).scalar_one_or_none()
        if before is not None and self._erasures is not None:
            line = replaced(before.token_hash, before.text)
            await asyncio.to_thread(self._erasures.record, [line], day)
        changed = await session.execute(
            update(Reflection)
            .where(*of_round, col(Reflection.state) != ReviewState.PUBLISHED)
            .values(text=text, masked=True, state=ReviewState.APPROVED, reported="")
        )
        return bool(affected(changed))

    async def approve_all(self, session: AsyncSession, round_id: str) -> None:
        """Approve every text that nobody has looked at, as an uncurated schedule asks."""
        for table in (Reflection, NamedReflection):
            await session.execute(
                update(table)
                .where(*_part_of(table, round_id))
                .where(col(table.state) == ReviewState.PENDING)
                .values(state=ReviewState.APPROVED)
            )

    async def counts(self, round_id: str) -> dict[ReviewState, int]:
        """Count a round's texts by what was decided."""
        totals = dict.fromkeys(ReviewState, 0)
        async with self._database.read() as session:
            for table in (Reflection, NamedReflection):
                rows = await session.execute(
                    select(col(table.state), func.count())
                    .where(*_part_of(table, round_id))
                    .group_by(col(table.state))
                )
                for state, count in rows:
                    totals[state] += count
        return totals

    async def publish(self, session: AsyncSession, round_id: str, *, masked_too: bool) -> int:
        """Give approved texts their places, shuffled, after those already published; return how many.

        Masked ones come along only when their authors have had their day to object.
        """
        reflections = await _of_round(session, Reflection, round_id)
        named = await _of_round(session, NamedReflection, round_id)
        rows: list[Reflection | NamedReflection] = [*reflections, *named]
        taken = max((row.position + 1 for row in rows if row.position is not None), default=0)
        ready = [
            row
            for row in rows
            if row.state is ReviewState.APPROVED
            and (masked_too or not (isinstance(row, Reflection) and row.masked))
        ]
        self._shuffler.shuffle(ready)
        for position, row in enumerate(ready, start=taken):
            row.state, row.position = ReviewState.PUBLISHED, position
        await self._library.take_in(session, [row.id for row in ready])
        return len(ready)

    async def published(self, round_id: str) -> list[Published]:
        """Return a round's published highlights in the digest's order."""
        async with self._database.read() as session:
            reflections = await _of_round(session, Reflection, round_id)
            named = await _of_round(session, NamedReflection, round_id)
        found = [
            Published(row.id, row.position or 0, row.text, row.masked, None)
            for row in reflections
            if row.state is ReviewState.PUBLISHED
        ]
        found += [
            Published(row.id, row.position or 0, row.text, False, row.user_id)
            for row in named
            if row.state is ReviewState.PUBLISHED
        ]
        return sorted(found, key=lambda one: one.position)

    async def took_part(self, round_id: str, user: str) -> bool:
        """Tell whether a member took part in a round; for decisions in memory, never shown."""
        async with self._database.read() as session:
            return await session.get(Participation, (round_id, user)) is not None

    async def participants(self, round_id: str) -> list[str]:
        """Return who took part in a round, in random order; never shown to anyone."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(Participation.user_id)).where(col(Participation.round_id) == round_id)
            )
            found = list(rows.scalars().all())
        self._shuffler.shuffle(found)
        return found


async def by_token(session: AsyncSession, table: type[Row], key: str) -> Row | None:
    """Return the row whose author's token has this hash."""
    return (await session.execute(select(table).where(col(table.token_hash) == key))).scalar_one_or_none()


async def _of_round(session: AsyncSession, table: type[Row], round_id: str) -> Sequence[Row]:
    return (await session.execute(select(table).where(*_part_of(table, round_id)))).scalars().all()


async def _reported_examples(session: AsyncSession, round_id: str) -> Sequence[NamedReflection]:
    rows = await session.execute(
        select(NamedReflection)
        .where(col(NamedReflection.round_id) == round_id, col(NamedReflection.first).is_(True))
        .where(col(NamedReflection.state) == ReviewState.HELD)
    )
    return rows.scalars().all()


def _part_of(table: type[SQLModel], round_id: str) -> list[ColumnElement[bool]]:
    """Return what makes a text part of a round: the example that heads it is not."""
    kept = SQLModel.metadata.tables[str(table.__tablename__)].columns
    return [kept.round_id == round_id, *([kept.first.is_(False)] if "first" in kept else [])]
