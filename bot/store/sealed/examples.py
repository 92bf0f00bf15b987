"""Keep the example with which a leader goes first: by name, one for each round."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database
from bot.store.gathered import Gathered
from bot.store.library.index import LibraryIndex, lesson_of
from bot.store.sealed.erasures import Erasures, replaced
from bot.store.sealed.receipts import TOKEN_BYTES
from bot.store.sealed.seal import token_hash
from bot.store.sealed.tables import NamedReflection, ReviewState
from bot.store.tables import Round


@dataclass(frozen=True, slots=True)
class Example:
    """Hold a leader's example; it stands once its round has opened and until it is taken away."""

    id: str
    round_id: str
    author: str
    text: str
    stands: bool
    token_key: str
    """The hash under which it is withdrawn, as any other text; nobody has its token."""


class ExampleRepository:
    """Keep leaders' examples."""

    def __init__(self, database: Database, library: LibraryIndex, erasures: Erasures | None = None) -> None:
        """Use a database, the library in it, and the journal of what was erased."""
        self._database = database
        self._library = library
        self._erasures = erasures
        self._one = Gathered[str, Example](self._of_rounds)

    async def of_round(self, round_id: str) -> Example | None:
        """Return the example that heads a round, or will when it opens."""
        return await self._one(round_id)

    async def standing(self, round_id: str) -> Example | None:
        """Return the example that everybody may see: its round has opened, and nobody took it away."""
        found = await self.of_round(round_id)
        return found if found is not None and found.stands else None

    async def _of_rounds(self, rounds: Sequence[str]) -> dict[str, Example]:
        these = select(NamedReflection).where(
            col(NamedReflection.round_id).in_(rounds), col(NamedReflection.first).is_(True)
        )
        rows = await self._database.look(lambda session: session.execute(these).scalars().all())
        return {row.round_id: _example(row) for row in rows}

    async def stands(self, session: AsyncSession, round_id: str) -> bool:
        """Tell the same inside the caller's transaction."""
        found = await _row(session, round_id)
        return found is not None and found.state is ReviewState.PUBLISHED

    async def give(self, session: AsyncSession, planned: Round, user: str, text: str, day: date) -> bool:
        """Keep a leader's example, or its new words; False when somebody else was first.

        The caller holds the schedule, so that two leaders cannot both be first.
        """
        before = await _row(session, planned.id)
        if before is not None and before.user_id != user:
            return False
        if before is not None:
            if self._erasures is not None:
                line = replaced(before.token_hash, before.text)
                await asyncio.to_thread(self._erasures.record, [line], day)
            before.text = text
            return True
        session.add(
            NamedReflection(
                round_id=planned.id,
                team_id=planned.team_id,
                user_id=user,
                token_hash=token_hash(os.urandom(TOKEN_BYTES), "text"),
                text=text,
                first=True,
            )
        )
        return True

    async def show(self, session: AsyncSession, opening: Round) -> bool:
        """Let a round's example stand, as the round opens; False when there is none."""
        found = await _row(session, opening.id)
        if found is None:
            return False
        found.state, found.position = ReviewState.PUBLISHED, 0
        await self._library.enter(session, [lesson_of(found, opening)])
        return True

    async def show_again(self, session: AsyncSession, round_id: str, item_id: str) -> bool:
        """Let an example stand again that was reported and that curators approve; False when it is none."""
        found, held = await _row(session, round_id), await session.get(Round, round_id)
        if found is None or held is None or found.id != item_id or found.state is not ReviewState.HELD:
            return False
        found.state, found.position, found.reported = ReviewState.PUBLISHED, 0, ""
        await self._library.enter(session, [lesson_of(found, held)])
        return True


async def _row(session: AsyncSession, round_id: str) -> NamedReflection | None:
    rows = await session.execute(
        select(NamedReflection).where(
            col(NamedReflection.round_id) == round_id, col(NamedReflection.first).is_(True)
        )
    )
    return rows.scalar_one_or_none()


def _example(row: NamedReflection) -> Example:
    stands = row.state is ReviewState.PUBLISHED
    return Example(row.id, row.round_id, row.user_id, row.text, stands, row.token_hash)
