"""Say when a question comes back that a member has put off."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.learning.calendar import WorkCalendar
from bot.learning.moments import DAY, AllowedHours, instant, next_allowed

HOUR = timedelta(hours=1)
MORNING = time(8, 0)


def in_an_hour(now: datetime) -> datetime:
    """Return the instant an hour from now, at whatever hour: the member asked for it."""
    return now + HOUR


def tomorrow_morning(now: datetime, zone: ZoneInfo, hours: AllowedHours, calendar: WorkCalendar) -> datetime:
    """Return the next working morning after today: at eight, or as near to it as the member's hours allow."""
    tomorrow = now.astimezone(zone).date() + DAY
    first = next_allowed(instant(tomorrow, MORNING, zone), zone, hours, calendar)
    day = first.astimezone(zone).date()
    at_eight = next_allowed(instant(day, MORNING, zone), zone, hours, calendar)
    return at_eight if at_eight.astimezone(zone).date() == day else first
