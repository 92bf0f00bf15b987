"""Say when the turns of a season come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.learning.calendar import WorkCalendar
from bot.learning.moments import DAY, AllowedHours, instant, next_allowed
from bot.learning.recurrence import Frequency, Rule, Weekday, occurrences

ASKED_AFTER = timedelta(weeks=2)
COUNTED_AFTER = timedelta(weeks=1)
"""From the question whether it happened to the count of the answers."""

INTERVALS = (1, 2, 3, 4, 6, 8)
"""Weeks between two turns; after two of them the first can be asked about before the next but one."""

TOO_LATE = timedelta(days=4)
"""A turn that was missed, because nothing ran, is made up for so long; then the next one counts."""


def first_open_day(calendar: WorkCalendar, day: date) -> date:
    """Return a day itself, or the first one after it that is worked and in no month that is left out."""
    days = (day + number * DAY for number in range(366))
    return next((one for one in days if calendar.is_workday(one) and calendar.off(one) is None), day)


@dataclass(frozen=True, slots=True)
class SeasonRule:
    """Hold from when to when, how often and at which local time people are brought together.

    Raises ValueError for a season that ends before it begins.
    """

    every_weeks: int
    weekday: Weekday
    at: time
    starts: date
    ends: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        """Refuse a season without days."""
        if self.ends < self.starts:
            raise ValueError("a season ends after it begins")

    def turns(self, calendar: WorkCalendar, after: date | None = None) -> Iterator[tuple[date, datetime]]:
        """Yield each turn's own date after a date, and the instant at which it is due.

        A turn that falls on a holiday or into a month that is left out comes on the next working day.
        """
        first = next(self._dates(self.starts, 1, self.starts - DAY), None)
        if first is None:
            return
        for named in self._dates(first, self.every_weeks, after or first - DAY):
            if named > self.ends:
                return
            day = first_open_day(calendar, named)
            yield named, next_allowed(instant(day, self.at, self.zone), self.zone, AllowedHours(), calendar)

    def due(self, calendar: WorkCalendar, now: datetime, last: date | None) -> tuple[date, datetime] | None:
        """Return the turn that is due now; only the latest of several that were missed, and only if fresh."""
        found = None
        for named, at in self.turns(calendar, last):
            if at > now:
                break
            found = named, at
        return found if found is not None and now - found[1] <= TOO_LATE else None

    def _dates(self, anchor: date, interval: int, after: date) -> Iterator[date]:
        rule = Rule(Frequency.WEEKLY, time=self.at, anchor=anchor, interval=interval, weekday=self.weekday)
        return occurrences(rule, after)
