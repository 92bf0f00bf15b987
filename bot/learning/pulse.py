"""Say when a pulse is due: once a quarter at most."""

from __future__ import annotations

from datetime import date, timedelta

from bot.learning.calendar import WorkCalendar
from bot.learning.shadow.season import first_open_day

QUARTER = timedelta(weeks=13)
NOT_AGAIN_FOR = timedelta(weeks=12)
"""Whoever was asked in one pulse is left out of every other for so long."""

OPEN_WORKDAYS = 5


def next_pulse(calendar: WorkCalendar, starts: date, last: date | None) -> date:
    """Return the day of the next pulse: the one wished for, then a quarter after the last; a working day."""
    return first_open_day(calendar, max(starts, last + QUARTER) if last is not None else starts)
