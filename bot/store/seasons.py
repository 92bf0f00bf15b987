"""Keep seasons of following a colleague, and their turns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.recurrence import Weekday
from bot.learning.shadow.season import SeasonRule
from bot.store.database import Database, put
from bot.store.sealed.intake import IntakeRepository
from bot.store.shadow_tables import ShadowSeason, ShadowTurn, TurnState
from bot.store.tables import Schedule

CHANGED = ("schedule_id", "every_weeks", "weekday", "at_time", "starts_on", "ends_on", "size")


class SeasonRepository:
    """Keep one season a workspace, and every turn that has begun."""

    def __init__(self, database: Database, intake: IntakeRepository) -> None:
        """Use a database, and the intake that opens pools."""
        self._database = database
        self._intake = intake

    async def set(self, season: ShadowSeason) -> None:
        """Write a workspace's season, over the one before."""
        async with self._database.write() as session:
            await put(session, season, replace=CHANGED)

    async def end(self, team: str) -> None:
        """Let no further turn come; what has begun goes on."""
        async with self._database.write() as session:
            await session.execute(delete(ShadowSeason).where(col(ShadowSeason.team_id) == team))

    async def of(self, team: str) -> ShadowSeason | None:
        """Return a workspace's season."""
        async with self._database.read() as session:
            return await session.get(ShadowSeason, team)

    async def all(self) -> list[ShadowSeason]:
        """Return the seasons of all workspaces."""
        async with self._database.read() as session:
            rows = await session.execute(select(ShadowSeason).order_by(col(ShadowSeason.team_id)))
            return list(rows.scalars().all())

    async def last(self, team: str) -> date | None:
        """Return the date of the last turn that a workspace had."""
        async with self._database.read() as session:
            newest = select(func.max(col(ShadowTurn.named_on))).where(col(ShadowTurn.team_id) == team)
            return (await session.execute(newest)).scalar_one_or_none()

    async def begin(self, session: AsyncSession, turn: ShadowTurn) -> bool:
        """Write a turn with its pool; False when another process already did, or the season has ended."""
        held = select(ShadowSeason).where(col(ShadowSeason.team_id) == turn.team_id).with_for_update()
        if (await session.execute(held)).scalar_one_or_none() is None:
            return False
        there = select(col(ShadowTurn.id)).where(
            col(ShadowTurn.team_id) == turn.team_id, col(ShadowTurn.named_on) == turn.named_on
        )
        if (await session.execute(there)).first() is not None:
            return False
        if turn.state is TurnState.OPEN:
            await self._intake.open_pool(session, turn.id, turn.team_id)
        session.add(turn)
        await session.flush()
        return True

    async def turn(self, turn_id: str) -> ShadowTurn | None:
        """Return a turn."""
        async with self._database.read() as session:
            return await session.get(ShadowTurn, turn_id)

    async def to_count(self, now: datetime) -> list[ShadowTurn]:
        """Return the turns whose answers are to be counted."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(ShadowTurn)
                .where(col(ShadowTurn.state) == TurnState.OPEN, col(ShadowTurn.counts_at) <= now)
                .order_by(col(ShadowTurn.counts_at))
            )
            return list(rows.scalars().all())

    async def counted(self, session: AsyncSession, turn_id: str) -> None:
        """Note that a turn's answers are counted."""
        found = await session.get(ShadowTurn, turn_id)
        if found is not None:
            found.state = TurnState.COUNTED

    async def turns(self, team: str, state: TurnState) -> Sequence[ShadowTurn]:
        """Return a workspace's turns in a state, oldest first."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(ShadowTurn)
                .where(col(ShadowTurn.team_id) == team, col(ShadowTurn.state) == state)
                .order_by(col(ShadowTurn.named_on))
            )
            return rows.scalars().all()


def rule_of_season(season: ShadowSeason, schedule: Schedule) -> SeasonRule:
    """Return when a season's turns come, in the home zone of the schedule by whose days it goes."""
    return SeasonRule(
        every_weeks=season.every_weeks,
        weekday=Weekday(season.weekday),
        at=time.fromisoformat(season.at_time),
        starts=season.starts_on,
        ends=season.ends_on,
        zone=ZoneInfo(schedule.home_zone),
    )
