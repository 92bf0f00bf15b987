"""Say when a round closes, when it reminds, and when its digest is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.learning.calendar import WorkCalendar
from bot.learning.moments import AllowedHours, instant, next_allowed

REMINDER_SHARE = 0.7
LEAST_LEFT = timedelta(hours=2)


def closing(last_opening: datetime, workdays: int, zone: ZoneInfo, calendar: WorkCalendar) -> datetime:
    """Return the one instant of closing: so many working days after the last member's opening."""
    local = last_opening.astimezone(zone)
    return instant(calendar.add_workdays(local.date(), workdays), local.time(), zone)


def publication(
    closes_at: datetime, at: time, zone: ZoneInfo, calendar: WorkCalendar, workdays: int = 2
) -> datetime:
    """Return when a digest is due: at a local time, so many working days after closing."""
    return instant(calendar.add_workdays(closes_at.astimezone(zone).date(), workdays), at, zone)


def reminder(
    opens_at: datetime,
    closes_at: datetime,
    zone: ZoneInfo,
    calendar: WorkCalendar,
    hours: AllowedHours | None = None,
) -> datetime | None:
    """Return when to remind: at 70 % of the window, moved to an allowed time; None when too late."""
    wanted = opens_at + (closes_at - opens_at) * REMINDER_SHARE
    moved = next_allowed(wanted.astimezone(UTC), zone, hours or AllowedHours(), calendar)
    return moved if closes_at - moved >= LEAST_LEFT else None
