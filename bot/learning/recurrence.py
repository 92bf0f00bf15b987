"""Say on which dates a schedule comes round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from bot.learning.calendar import WorkCalendar

HORIZON = dt.timedelta(days=366 * 3)
LONGEST_INTERVAL = 12


class Frequency(StrEnum):
    """Name how a rule repeats."""

    WEEKLY = "weekly"
    MONTHLY_NTH = "monthly_nth"
    MONTHLY_LAST_WORKDAY = "monthly_last_workday"
    ONCE = "once"


class Weekday(IntEnum):
    """Name a weekday, Monday first, as `date.weekday()` counts."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold a recurrence; raise ValueError for one that says too little.

    `interval` counts weeks or months from `anchor`; `nth` is 1 to 4, or -1 for the last.
    """

    frequency: Frequency
    time: dt.time
    anchor: dt.date
    interval: int = 1
    weekday: Weekday | None = None
    nth: int | None = None
    date: dt.date | None = None

    def __post_init__(self) -> None:
        """Refuse rules from which no date follows."""
        if not 1 <= self.interval <= LONGEST_INTERVAL:
            raise ValueError(f"an interval lies between 1 and {LONGEST_INTERVAL}")
        if self.frequency in (Frequency.WEEKLY, Frequency.MONTHLY_NTH) and self.weekday is None:
            raise ValueError("a weekday is needed")
        if self.frequency is Frequency.MONTHLY_NTH and self.nth not in (1, 2, 3, 4, -1):
            raise ValueError("nth is 1 to 4, or -1")
        if self.frequency is Frequency.ONCE and self.date is None:
            raise ValueError("a date is needed")


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """Hold one date of a rule, and why it is skipped if it is."""

    date: dt.date
    skipped: str | None = None


def occurrences(rule: Rule, after: dt.date) -> Iterator[dt.date]:
    """Yield a rule's dates strictly after a date, holidays or not, for three years at most."""
    if rule.frequency is Frequency.ONCE:
        if rule.date is not None and rule.date > after:
            yield rule.date
        return
    until = max(after, rule.anchor) + HORIZON
    for moment in _series(rule, until):
        if moment.date() > after:
            yield moment.date()


def planned_dates(
    rule: Rule, calendar: WorkCalendar, after: dt.date, language: str = "sv"
) -> Iterator[PlannedDate]:
    """Yield a rule's dates strictly after a date, each with the reason if nobody is asked then.

    A weekend is no reason when the rule itself names that weekday or date. The last workday of a month is
    the last one that is worked, holidays and eves counted, wherever the country's weekend lies.
    """
    by_calendar = rule.frequency is Frequency.MONTHLY_LAST_WORKDAY
    # A month's last working day may lie after its last Friday, where the weekend is another one.
    for named in occurrences(rule, after - dt.timedelta(days=7) if by_calendar else after):
        day = named
        if by_calendar:
            following_month = (named.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
            day = calendar.previous_workday(following_month)
        if day > after:
            yield PlannedDate(day, calendar.off(day, language, rule.time))


def _series(rule: Rule, until: dt.date) -> rrule:
    # The series starts at the anchor's week or month, so that every n weeks keeps its beat.
    start = dt.datetime.combine(rule.anchor, dt.time.min)
    end = dt.datetime.combine(until, dt.time.min)
    if rule.frequency is Frequency.WEEKLY:
        start -= dt.timedelta(days=rule.anchor.weekday())
        return rrule(
            WEEKLY, dtstart=start, interval=rule.interval, byweekday=int(rule.weekday or 0), until=end
        )
    start = start.replace(day=1)
    if rule.frequency is Frequency.MONTHLY_NTH:
        day = weekday(int(rule.weekday or 0), rule.nth)
        return rrule(MONTHLY, dtstart=start, interval=rule.interval, byweekday=day, until=end)
    return rrule(MONTHLY, dtstart=start, interval=rule.interval, byweekday=range(5), bysetpos=-1, until=end)
