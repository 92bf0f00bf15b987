"""Keep what leaders say in public, by name, under highlights."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database
from bot.store.sealed.tables import NamedReflection, PublicAnswer, Reflection, ReviewState
from bot.store.tables import Round


@dataclass(frozen=True, slots=True)
class LeaderAnswer:
    """Hold a leader's answer, and the highlight it stands under."""

    highlight_id: str
    highlight: str
    leader: str
    text: str


class AnswerRepository:
    """Keep public answers."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database

    async def add(
        self, session: AsyncSession, round_id: str, highlight_id: str, leader: str, text: str
    ) -> bool:
        """Put an answer under a published highlight; a later one replaces the leader's own earlier one."""
        if not await _stands(session, round_id, highlight_id):
            return False
        earlier = (
            await session.execute(
                select(PublicAnswer).where(
                    col(PublicAnswer.highlight_id) == highlight_id, col(PublicAnswer.user_id) == leader
                )
            )
        ).scalar_one_or_none()
        if earlier is not None:
            earlier.text = text
        else:
            session.add(PublicAnswer(round_id=round_id, highlight_id=highlight_id, user_id=leader, text=text))
        return True

    async def of_round(self, round_id: str) -> list[LeaderAnswer]:
        """Return the answers under a round's highlights that still stand."""
        return await self._found(col(PublicAnswer.round_id) == round_id)

    async def repeated(self, in_round: str) -> list[LeaderAnswer]:
        """Return earlier answers that a round's digest shows once more."""
        return await self._found(col(PublicAnswer.repeated_in) == in_round)

    async def repeat(self, session: AsyncSession, schedule_id: str, in_round: str) -> None:
        """Choose what the digest of a round repeats: answers to earlier rounds, each once."""
        earlier = select(col(Round.id)).where(
            col(Round.schedule_id) == schedule_id, col(Round.id) != in_round
        )
        await session.execute(
            update(PublicAnswer)
            .where(col(PublicAnswer.round_id).in_(earlier), col(PublicAnswer.repeated_in).is_(None))
            .values(repeated_in=in_round)
        )

    async def _found(self, condition: object) -> list[LeaderAnswer]:
        found: list[tuple[str, LeaderAnswer]] = []
        async with self._database.read() as session:
            for table in (Reflection, NamedReflection):
                rows = await session.execute(
                    select(PublicAnswer, col(table.text))
                    .join(table, col(table.id) == col(PublicAnswer.highlight_id))
                    .where(condition, col(table.state) == ReviewState.PUBLISHED)  # type: ignore[arg-type]
                )
                found += [
                    (answer.id, LeaderAnswer(answer.highlight_id, words, answer.user_id, answer.text))
                    for answer, words in rows
                ]
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]


async def _stands(session: AsyncSession, round_id: str, highlight_id: str) -> bool:
    for table in (Reflection, NamedReflection):
        rows = await session.execute(
            select(col(table.id))
            .where(col(table.id) == highlight_id, col(table.round_id) == round_id)
            .where(col(table.state) == ReviewState.PUBLISHED)
        )
        if rows.scalar_one_or_none() is not None:
            return True
    return False
