"""Ask everyone who took part in a round, all with the same line, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, tuple_, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.plans import LOOK_BACKS
from bot.store.database import Database, put
from bot.store.gathered import Gathered
from bot.store.sealed.tables import LookBack, NamedReflection, Participation
from bot.store.tables import Round, RoundState

LATELY = 1.0
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
        self._lines = Gathered[tuple[str, str], list[str]](self._lines_of)
        self._announces = Gathered[str, bool](self._announcing, fresh=LATELY)

    async def due(self, team: str, now: datetime) -> list[DueRound]:
        """Return a workspace's rounds that are to be looked back on, each for its latest time."""
        async with self._database.read() as session:
            return await _due(session, col(Round.team_id) == team, now)

    async def announce(self, session: AsyncSession, schedule_id: str, in_round: str, now: datetime) -> None:
        """Note that a round's prompts carry the line about earlier rounds of its schedule."""
        for one in await _due(session, col(Round.schedule_id) == schedule_id, now):
            await put(session, LookBack(round_id=one.id, number=one.number, announced_in=in_round))
        self._announces.forget()

    async def alone(self, session: AsyncSession, due: DueRound) -> None:
        """Note that a look-back goes out by itself."""
        await put(session, LookBack(round_id=due.id, number=due.number))

    async def lines_for(self, in_round: str, user: str) -> list[str]:
        """Return the rounds that a member took part in and that a prompt looks back on."""
        if not await self._announces(in_round):
            return []
        return await self._lines((in_round, user)) or []

    async def _announcing(self, rounds: Sequence[str]) -> dict[str, bool]:
        these = select(col(LookBack.announced_in)).where(col(LookBack.announced_in).in_(rounds)).distinct()
        return {str(in_round): True for (in_round,) in await self._database.rows(these)}

    async def _lines_of(self, members: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        wanted = sorted(members)

        def of(table: type[Participation] | type[NamedReflection]) -> Select[str | None, str, str]:
            return (
                select(col(LookBack.announced_in), col(table.user_id), col(table.round_id))
                .join(LookBack, col(LookBack.round_id) == col(table.round_id))
                .where(tuple_(col(LookBack.announced_in), col(table.user_id)).in_(wanted))
            )

        named = of(NamedReflection).where(col(NamedReflection.first).is_(False))
        these = union(of(Participation), named)
        rows = await self._database.rows(these)
        for in_round, user, told in sorted(rows):
            found.setdefault((in_round or "", user), []).append(told)
        return found

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
