"""Schedules as structured rows, and the rules and calendars they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.moments import instant
from bot.learning.recurrence import Frequency, Rule, Weekday
from bot.store.database import Database
from bot.store.gathered import Gathered
from bot.store.tables import Schedule, ScheduleLeader

LATELY = 1.0


class NeverAsks(Exception):
    """Say that no date of a schedule would ask anyone."""


class NameTaken(Exception):
    """Say that the workspace has a schedule of this name already."""


class ScheduleRepository:
    """Keep schedules and who leads them."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database
        self._one = Gathered[str, Schedule](self._found)
        self.lately = Gathered[str, Schedule](self._found, fresh=LATELY)
        """Return a schedule as it was at most a second ago: for the next of many messages about it."""

    async def add(self, session: AsyncSession, schedule: Schedule, leaders: Sequence[str]) -> None:
        """Write a schedule and its leaders inside the caller's transaction; raise NameTaken."""
        session.add(schedule)
        try:
            await session.flush()
        except IntegrityError:
            raise NameTaken(schedule.name) from None
        session.add_all(
            ScheduleLeader(schedule_id=schedule.id, user_id=user) for user in sorted(set(leaders))
        )

    async def change(self, session: AsyncSession, schedule: Schedule, leaders: Sequence[str]) -> None:
        """Write a changed schedule and its leaders inside the caller's transaction; raise NameTaken."""
        await session.merge(schedule)
        try:
            await session.flush()
        except IntegrityError:
            raise NameTaken(schedule.name) from None
        await session.execute(delete(ScheduleLeader).where(col(ScheduleLeader.schedule_id) == schedule.id))
        session.add_all(
            ScheduleLeader(schedule_id=schedule.id, user_id=user) for user in sorted(set(leaders))
        )

    async def delete(self, session: AsyncSession, schedule_id: str) -> None:
        """Let a schedule ask nobody any more, and free its name; its rounds keep what they need of it."""
        found = await session.get(Schedule, schedule_id)
        if found is not None:
            found.deleted, found.name_key = True, f"{found.name_key} {found.id}"

    async def named(self, team: str, name: str) -> Schedule | None:
        """Return a schedule by its name; case does not matter."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(Schedule).where(
                    col(Schedule.team_id) == team,
                    col(Schedule.name_key) == name_key(name),
                    col(Schedule.deleted).is_(False),
                )
            )
            return rows.scalar_one_or_none()

    async def get(self, schedule_id: str) -> Schedule | None:
        """Return a schedule by its id."""
        return await self._one(schedule_id)

    async def _found(self, ids: Sequence[str]) -> dict[str, Schedule]:
        these = select(Schedule).where(col(Schedule.id).in_(ids))
        rows = await self._database.look(lambda session: session.execute(these).scalars().all())
        return {row.id: row for row in rows}

    async def all(self, team: str | None = None, *, deleted_too: bool = False) -> list[Schedule]:
        """Return schedules by name, of one workspace or of all; deleted ones only when asked for."""
        query = select(Schedule).order_by(col(Schedule.name_key))
        if not deleted_too:
            query = query.where(col(Schedule.deleted).is_(False))
        if team is not None:
            query = query.where(col(Schedule.team_id) == team)
        async with self._database.read() as session:
            return list((await session.execute(query)).scalars().all())

    async def leaders(self, schedule_id: str) -> list[str]:
        """Return who leads a schedule."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(ScheduleLeader.user_id)).where(col(ScheduleLeader.schedule_id) == schedule_id)
            )
            return sorted(rows.scalars().all())

    async def all_leaders(self, team: str) -> list[str]:
        """Return everybody who leads a schedule of a workspace."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(ScheduleLeader.user_id))
                .join(Schedule, col(Schedule.id) == col(ScheduleLeader.schedule_id))
                .where(col(Schedule.team_id) == team, col(Schedule.deleted).is_(False))
                .distinct()
            )
            return sorted(rows.scalars().all())

    async def curators(self, schedule: Schedule) -> list[str]:
        """Return who reviews a schedule's rounds: its leaders, or else the admin who made it."""
        return await self.leaders(schedule.id) or [schedule.created_by]

    async def hold(self, session: AsyncSession, schedule_id: str) -> None:
        """Keep other processes from moving a schedule's rounds until the caller's transaction ends."""
        held = select(col(Schedule.id)).where(col(Schedule.id) == schedule_id).with_for_update()
        await session.execute(held)

    async def pause(self, schedule_id: str) -> None:
        """Let a schedule ask nobody until it is resumed."""
        async with self._database.write() as session:
            await session.execute(update(Schedule).where(col(Schedule.id) == schedule_id).values(paused=True))

    async def resume(self, session: AsyncSession, schedule_id: str) -> None:
        """Let a paused schedule ask again, inside the caller's transaction."""
        await session.execute(update(Schedule).where(col(Schedule.id) == schedule_id).values(paused=False))

    async def remove(self, session: AsyncSession, schedule_id: str) -> None:
        """Delete a schedule that never had a round put into the world."""
        await session.execute(delete(ScheduleLeader).where(col(ScheduleLeader.schedule_id) == schedule_id))
        await session.execute(delete(Schedule).where(col(Schedule.id) == schedule_id))


def name_key(name: str) -> str:
    """Return the form of a name by which schedules are told apart."""
    return " ".join(name.split()).casefold()


def rule_of(schedule: Schedule) -> Rule:
    """Return the recurrence that a schedule's columns describe."""
    return Rule(
        frequency=Frequency(schedule.frequency),
        interval=schedule.interval,
        weekday=None if schedule.weekday is None else Weekday(schedule.weekday),
        nth=schedule.nth,
        date=schedule.on_date,
        anchor=schedule.anchor,
        time=time.fromisoformat(schedule.at_time),
    )


def moment_of(schedule: Schedule, occurrence: date, zone: ZoneInfo) -> datetime:
    """Return when a date of a schedule comes to somebody in a zone: at the schedule's hour, or its own."""
    at = time.fromisoformat(schedule.at_time)
    return instant(occurrence, at, ZoneInfo(schedule.zone) if schedule.zone else zone)


def calendar_of(schedule: Schedule) -> WorkCalendar:
    """Return the working days that a schedule goes by."""
    months = frozenset(int(month) for month in schedule.quiet_months.split(",") if month)
    return WorkCalendar(
        HolidayPolicy(
            country=schedule.country,
            eves=schedule.eves,
            bridge_days=schedule.bridge_days,
            half_days=schedule.half_days,
            quiet_months=months,
        )
    )
