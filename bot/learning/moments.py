"""Turn local dates and times into instants, and find the next moment a person may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.learning.calendar import WorkCalendar

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AllowedHours:
    """Hold the local hours in which a member may be asked: from `start`, before `end`."""

    start: time = time(7, 0)
    end: time = time(19, 0)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the one instant of a local date and time, in UTC.

    In the autumn hour that comes twice the first counts; in the spring gap the first minute after it.
    """
    local = datetime.combine(day, at).replace(tzinfo=zone, fold=0)
    while local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        local = (local.replace(tzinfo=None) + MINUTE).replace(tzinfo=zone, fold=0)
    return local.astimezone(UTC)


def next_allowed(
    moment: datetime,
    zone: ZoneInfo,
    hours: AllowedHours,
    calendar: WorkCalendar,
    named: date | None = None,
) -> datetime:
    """Return the first instant from `moment` on that lies within the hours of a working day.

    `named` is the date that a schedule itself names: a weekend is no reason not to ask on it.
    """
    local = moment.astimezone(zone)
    day = local.date()
    if calendar.is_workday(day) or (day == named and calendar.holiday(day) is None):
        if local.time() < hours.start:
            return instant(day, hours.start, zone)
        if local.time() < hours.end:
            return moment.astimezone(UTC)
    return instant(calendar.next_workday(day), hours.start, zone)
