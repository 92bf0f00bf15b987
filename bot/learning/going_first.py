"""Say when leaders are invited to go first, and until when their example can still head a round."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.learning.calendar import WorkCalendar
from bot.learning.moments import AllowedHours, instant, next_allowed

INVITED_AT = time(10, 0)
"""Local: the day has begun, and there is still a day's work left to find the words in."""

CUT_OFF = timedelta(hours=1)
LONGEST_EXAMPLE = 1000
OPENERS = 3


def first_until(opens_at: datetime) -> datetime:
    """Return until when an example can head a round that opens at an instant."""
    return opens_at - CUT_OFF


def invitation_day(occurrence: date, calendar: WorkCalendar) -> date:
    """Return the working day before a round, on which its leaders are invited.

    Nobody is disturbed in a month that is left out: then it is the day of the round itself.
    """
    day = calendar.previous_workday(occurrence)
    return occurrence if day.month in calendar.policy.quiet_months else day


def invited_at(occurrence: date, zone: ZoneInfo, hours: AllowedHours, calendar: WorkCalendar) -> datetime:
    """Return when a leader is invited: in the morning of that day, within the leader's own hours."""
    day = invitation_day(occurrence, calendar)
    at = INVITED_AT if day < occurrence else time(0, 0)
    return next_allowed(instant(day, at, zone), zone, hours, calendar, occurrence)
