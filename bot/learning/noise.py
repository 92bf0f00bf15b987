"""Keep within the noise budget: how many messages a member gets that they did not ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.learning.calendar import WorkCalendar
from bot.learning.moments import DAY, AllowedHours, instant, next_allowed

MOST_A_DAY = 2
MOST_A_WEEK = 4
WEEK = timedelta(days=7)


def has_room(day: date, sent: Sequence[date]) -> bool:
    """Tell whether one more message fits on a day; weeks begin on Monday."""
    monday = day - timedelta(days=day.weekday())
    week = [one for one in sent if monday <= one < monday + WEEK]
    return week.count(day) < MOST_A_DAY and len(week) < MOST_A_WEEK


def next_with_room(
    moment: datetime,
    zone: ZoneInfo,
    hours: AllowedHours,
    calendar: WorkCalendar,
    sent: Sequence[datetime],
) -> datetime:
    """Return the instant itself if its local day has room, else the same hour some working days on."""
    days = [one.astimezone(zone).date() for one in sent]
    at = moment.astimezone(zone).time()
    while not has_room(moment.astimezone(zone).date(), days):
        following = instant(moment.astimezone(zone).date() + DAY, at, zone)
        moment = next_allowed(following, zone, hours, calendar)
    return moment
