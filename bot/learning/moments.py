"""Turn local dates and times into instants, and find the next moment a person may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.learning.calendar import NOON, WorkCalendar

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AllowedHours:
    """Hold the local hours in which a member may be asked: from `start`, before `end`.

    An `end` that is not after `start` lies on the next day, as on a night shift. `days` are a member's
    own weekdays, Monday 0; None means working days.
    """

    start: time = time(7, 0)
    end: time = time(19, 0)
    days: frozenset[int] | None = None

    def window(self, day: date, zone: ZoneInfo, until: time | None = None) -> tuple[datetime, datetime]:
        """Return the first instant of a day's hours and the first after them; `until` ends them earlier."""
        last = day if self.end > self.start else day + DAY
        ends = instant(last, self.end, zone)
        if until is not None:
            ends = min(ends, instant(day, until, zone))
        return instant(day, self.start, zone), ends


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the one instant of a local date and time, in UTC.

    In the autumn hour that comes twice the first counts; in the spring gap the first minute after it.
    """
    local = datetime.combine(day, at).replace(tzinfo=zone, fold=0)
    while local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        later = local.replace(tzinfo=None, second=0, microsecond=0) + MINUTE
        local = later.replace(tzinfo=zone, fold=0)
    return local.astimezone(UTC)


def next_allowed(
    moment: datetime,
    zone: ZoneInfo,
    hours: AllowedHours,
    calendar: WorkCalendar,
    named: date | None = None,
) -> datetime:
    """Return the first instant from `moment` on that lies within the hours of a day that is worked.

    `named` is the date that a schedule itself names: a weekend is no reason not to ask on it. Who has days of
    their own is asked on the afternoons of half-days too.
    """

    def worked(day: date) -> bool:
        if hours.days is not None:
            return day.weekday() in hours.days and calendar.holiday(day) is None
        return calendar.is_workday(day) or (day == named and calendar.holiday(day) is None)

    # The hours of a night shift began the day before.
    day = moment.astimezone(zone).date() - DAY
    while True:
        if worked(day):
            half = hours.days is None and calendar.half_day(day) is not None
            begins, ends = hours.window(day, zone, NOON if half else None)
            if begins < ends and moment < ends:
                return max(moment, begins).astimezone(UTC)
        day += DAY
