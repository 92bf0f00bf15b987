"""Close the day and the month: count deeds, and owe the monthly report once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.disclosure import widest
from bot.learning.moments import instant
from bot.store.outbox import Outbox, Owed
from bot.store.schedules import ScheduleRepository, calendar_of
from bot.store.sealed.tallies import TallyRepository
from bot.store.tables import Delivery, DeliveryKind, Workspace

REPORT_AT = time(10, 0)
PARTS = 2
"""A message holds at most two charts."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """Count once a month, and owe the report in the same transaction."""

    schedules: ScheduleRepository
    tallies: TallyRepository
    outbox: Outbox
    clock: Clock
    zone: str
    default_k: int

    async def daily(self, team: str, day: date) -> None:
        """Gather what was done since yesterday; at the turn of a month count it and owe the report."""
        schedules = await self.schedules.all(team)
        calendar = calendar_of(schedules[0]) if schedules else WorkCalendar(HolidayPolicy())

        async def owe(session: AsyncSession, month: date) -> None:
            workspace = await session.get(Workspace, team)
            if workspace is not None and workspace.report_channel:
                due = instant(calendar.next_workday(day), REPORT_AT, ZoneInfo(self.zone))
                key = f"{team}:report:{month.isoformat()}"
                owed = _parts(team, workspace.report_channel, key, month.isoformat(), due)
                await self.outbox.owe(session, owed)

        await self.tallies.close_day(team, day, widest((one.k for one in schedules), self.default_k), owe)

    async def not_delivered(self, session: AsyncSession, delivery: Delivery, reason: str) -> None:
        """Tell whoever chose the channel, once a month, that its report could not be posted."""
        if delivery.kind is not DeliveryKind.REPORT:
            return
        workspace = await session.get(Workspace, delivery.team_id)
        if workspace is None or not workspace.report_by or delivery.target != workspace.report_channel:
            return
        month = delivery.note.partition(".")[0]
        told = Owed(
            key=f"{delivery.team_id}:report_not_posted:{month}",
            team=delivery.team_id,
            kind=DeliveryKind.REPORT_NOT_POSTED,
            target=workspace.report_by,
            due_at=self.clock.now(),
            note=reason,
        )
        await self.outbox.owe(session, [told])

    def asked_for(self, team: str, user: str, once: str) -> list[Owed]:
        """Describe the report as it stands now, to somebody who wants it in a message."""
        return _parts(team, user, f"{team}:report:{user}:{once}", "now", self.clock.now())


def _parts(team: str, target: str, key: str, note: str, due: datetime) -> list[Owed]:
    return [
        Owed(
            key=f"{key}:{part}",
            team=team,
            kind=DeliveryKind.REPORT,
            target=target,
            due_at=due + timedelta(seconds=part - 1),
            note=f"{note}.{part}",
        )
        for part in range(1, PARTS + 1)
    ]
