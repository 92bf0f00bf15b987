"""Let a leader ask an author whom nobody knows, and the author answer, three times at most.

A question waits for the daily hour, and is announced to everyone who took part with the next prompt;
an answer comes in through the sealed changes and out at the daily hour. So neither tells when a
particular person read or wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, affected
from bot.store.gathered import Gathered
from bot.store.sealed.tables import Letter, Participation, Reflection
from bot.store.tables import Round

MOST_QUESTIONS = 3
LATELY = 1.0


class Asked(StrEnum):
    """Say what became of a question."""

    WAITS = "waits"
    NOT_ANSWERED_YET = "not_answered_yet"
    ENOUGH = "enough"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one letter as it is shown; `leader` is None for the author's own."""

    leader: str | None
    text: str
    released: bool


class Mailbox:
    """Keep letters under the hash of the text they are about."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database
        self._lines = Gathered[tuple[str, str], list[str]](self._lines_of)
        self._announces = Gathered[str, bool](self._announcing, fresh=LATELY)

    async def ask(self, team: str, round_id: str, item_id: str, leader: str, text: str) -> Asked:
        """Put a leader's question into the mailbox of an anonymous text."""
        async with self._database.write() as session:
            found = (
                await session.execute(
                    select(Reflection)
                    .where(col(Reflection.id) == item_id, col(Reflection.round_id) == round_id)
                    .with_for_update()
                )
            ).scalar_one_or_none()
            if found is None:
                return Asked.GONE
            before = await _letters(session, found.token_hash)
            if sum(one.user_id is not None for one in before) >= MOST_QUESTIONS:
                return Asked.ENOUGH
            if before and before[-1].user_id is not None:
                return Asked.NOT_ANSWERED_YET
            session.add(
                Letter(
                    team_id=team,
                    round_id=round_id,
                    token_hash=found.token_hash,
                    number=len(before) + 1,
                    user_id=leader,
                    text=text,
                )
            )
        return Asked.WAITS

    async def of_item(self, round_id: str, item_id: str) -> list[Line]:
        """Return an exchange as leaders see it: their questions, and answers that were let out."""
        async with self._database.read() as session:
            found = (
                await session.execute(
                    select(col(Reflection.token_hash)).where(
                        col(Reflection.id) == item_id, col(Reflection.round_id) == round_id
                    )
                )
            ).scalar_one_or_none()
            letters = [] if found is None else await _letters(session, found)
        return [Line(one.user_id, one.text, one.released_on is not None) for one in letters]

    async def of_author(self, token_key: str) -> list[Line]:
        """Return an exchange as its author sees it: nothing that was not let out yet."""
        async with self._database.read() as session:
            letters = await _letters(session, token_key)
        return [Line(one.user_id, one.text, True) for one in letters if one.released_on is not None]

    async def release(self, session: AsyncSession, team: str, day: date) -> int:
        """Let all waiting questions of a workspace out, at the daily hour; return how many."""
        changed = await session.execute(
            update(Letter)
            .where(col(Letter.team_id) == team, col(Letter.released_on).is_(None))
            .values(released_on=day)
        )
        return affected(changed)

    async def announce(self, session: AsyncSession, schedule_id: str, in_round: str) -> None:
        """Note that the next round of a schedule carries the line about released questions."""
        rounds = select(col(Round.id)).where(col(Round.schedule_id) == schedule_id)
        await session.execute(
            update(Letter)
            .where(col(Letter.round_id).in_(rounds), col(Letter.announced_in).is_(None))
            .where(col(Letter.released_on).is_not(None), col(Letter.user_id).is_not(None))
            .values(announced_in=in_round)
        )
        self._announces.forget()

    async def lines_for(self, in_round: str, user: str) -> list[str]:
        """Return the rounds that a member took part in and that a prompt tells of, letter or no letter."""
        if not await self._announces(in_round):
            return []
        return await self._lines((in_round, user)) or []

    async def _announcing(self, rounds: Sequence[str]) -> dict[str, bool]:
        these = select(col(Letter.announced_in)).where(col(Letter.announced_in).in_(rounds)).distinct()
        return {str(in_round): True for (in_round,) in await self._database.rows(these)}

    async def _lines_of(self, members: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        these = (
            select(col(Letter.announced_in), col(Participation.user_id), col(Letter.round_id))
            .join(Participation, col(Participation.round_id) == col(Letter.round_id))
            .where(tuple_(col(Letter.announced_in), col(Participation.user_id)).in_(members))
            .distinct()
            .order_by(col(Letter.round_id))
        )
        for in_round, user, told in await self._database.rows(these):
            found.setdefault((in_round or "", user), []).append(told)
        return found


async def _letters(session: AsyncSession, token_key: str) -> list[Letter]:
    rows = await session.execute(
        select(Letter).where(col(Letter.token_hash) == token_key).order_by(col(Letter.number))
    )
    return list(rows.scalars().all())
