"""Read the numbers that reports are made of: rounds, and the lessons that stand from each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import col

from bot.learning.disclosure import Turnout
from bot.store.database import Database
from bot.store.sealed.tables import NamedReflection, Reflection, ReviewState
from bot.store.tables import Round, RoundState


@dataclass(frozen=True, slots=True)
class RoundCount:
    """Hold one round that was put into the world, as numbers."""

    on: date
    prompt_id: str | None
    turnout: Turnout
    lessons: int


class FigureReader:
    """Answer what reports ask; no person is read."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database

    async def rounds(self, team: str) -> list[RoundCount]:
        """Return a workspace's rounds by date, each with how many of its lessons are published."""
        lessons: Counter[str] = Counter()
        async with self._database.read() as session:
            asked = (
                (
                    await session.execute(
                        select(Round)
                        .where(col(Round.team_id) == team, col(Round.state) != RoundState.PLANNED)
                        .where(col(Round.opens_at).is_not(None))
                        .order_by(col(Round.occurrence), col(Round.id))
                    )
                )
                .scalars()
                .all()
            )
            of_team = select(col(Round.id)).where(col(Round.team_id) == team)
            for table in (Reflection, NamedReflection):
                rows = await session.execute(
                    select(col(table.round_id), func.count())
                    .where(col(table.state) == ReviewState.PUBLISHED, col(table.round_id).in_(of_team))
                    .group_by(col(table.round_id))
                )
                lessons.update({row[0]: row[1] for row in rows})
        return [
            RoundCount(
                one.occurrence, one.prompt_id, Turnout(one.asked, one.answered, one.k), lessons[one.id]
            )
            for one in asked
        ]
