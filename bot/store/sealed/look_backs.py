"""Ask everyone who took part in a round, all with the same line, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.plans import LOOK_BACKS
from bot.store.database import Database, put
from bot.store.sealed.tables import LookBack, NamedReflection, Participation
from bot.store.tables import Round, RoundState

SHOWN = (RoundState.MIXED, RoundState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class DueRound:
    """Name a round whose authors are to be asked what came of it, for which time."""

    id: str
    schedule_id: str
    number: int


class LookBackRepository:
    """Keep which rounds have been looked back on."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database

    async def due(self, team: str, now: datetime) -> list[DueRound]:
        """Return a workspace's rounds that are to be looked back on, each for its latest time."""
        async with self._database.read() as session:
            return await _due(session, col(Round.team_id) == team, now)

    async def announce(self, session: AsyncSession, schedule_id: str, in_round: str, now: datetime) -> None:
        """Note that a round's prompts carry the line about earlier rounds of its schedule."""
        for one in await _due(session, col(Round.schedule_id) == schedule_id, now):
            await put(session, LookBack(round_id=one.id, number=one.number, announced_in=in_round))

    async def alone(self, session: AsyncSession, due: DueRound) -> None:
        """Note that a look-back goes out by itself."""
        await put(session, LookBack(round_id=due.id, number=due.number))

    async def lines_for(self, in_round: str, user: str) -> list[str]:
        """Return the rounds that a member took part in and that a prompt looks back on."""
        async with self._database.read() as session:
            announced = select(col(LookBack.round_id)).where(col(LookBack.announced_in) == in_round)
            anonymous = select(col(Participation.round_id)).where(
                col(Participation.round_id).in_(announced), col(Participation.user_id) == user
            )
            named = select(col(NamedReflection.round_id)).where(
                col(NamedReflection.round_id).in_(announced),
                col(NamedReflection.user_id) == user,
                col(NamedReflection.first).is_(False),
            )
            return sorted((await session.execute(union(anonymous, named))).scalars())

    async def took_part(self, round_id: str) -> list[str]:
        """Return whom a look-back on a round goes to, in an order that says nothing."""
        async with self._database.read() as session:
            anonymous = select(col(Participation.user_id)).where(col(Participation.round_id) == round_id)
            named = select(col(NamedReflection.user_id)).where(
                col(NamedReflection.round_id) == round_id, col(NamedReflection.first).is_(False)
            )
            return sorted((await session.execute(union(anonymous, named))).scalars())


async def _due(session: AsyncSession, of: object, now: datetime) -> list[DueRound]:
    found: dict[str, DueRound] = {}
    for number, after in enumerate(LOOK_BACKS, start=1):
        done = select(col(LookBack.round_id)).where(col(LookBack.number) >= number)
        rows: Sequence[Round] = (
            (
                await session.execute(
                    select(Round)
                    .where(of, col(Round.state).in_(SHOWN))  # type: ignore[arg-type]
                    .where(col(Round.closes_at) <= now - after, col(Round.stripped).is_(False))
                    .where(col(Round.id).not_in(done))
                )
            )
            .scalars()
            .all()
        )
        found |= {one.id: DueRound(one.id, one.schedule_id, number) for one in rows}
    return [found[key] for key in sorted(found)]
