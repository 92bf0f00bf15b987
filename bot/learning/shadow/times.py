"""Propose times at which a few people may meet: all at work, within everybody's own hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.learning.calendar import WorkCalendar
from bot.learning.moments import DAY, AllowedHours, instant, next_allowed

LENGTH = timedelta(hours=1)
STEP = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
FIRST_IN = 2
"""Days from the message to the first proposal: time to look into one's calendar and to answer."""

LAST_IN = 21
PREFERRED = (time(10, 0), time(14, 0), time(9, 0))
"""One time of day for each proposal, as the first person's clock shows it."""

GOOD_FROM, GOOD_TO = time(8, 30), time(16, 30)
LUNCH = (time(11, 30), time(13, 0))


@dataclass(frozen=True, slots=True)
class Available:
    """Hold one person's zone and hours."""

    zone: ZoneInfo
    hours: AllowedHours


def meeting_times(
    people: Sequence[Available], calendar: WorkCalendar, after: datetime, count: int = len(PREFERRED)
) -> list[datetime]:
    """Return instants at which an hour together fits everybody, on every other day that has any.

    Fewer than `count`, or none, when people's hours hardly meet within three weeks.
    """
    first = people[0].zone
    today = after.astimezone(first).date()
    found: list[datetime] = []
    day = today + FIRST_IN * DAY
    while day <= today + LAST_IN * DAY and len(found) < count:
        best = _best(people, calendar, day, PREFERRED[len(found) % len(PREFERRED)])
        if best is not None:
            found.append(best)
            day += DAY
        day += DAY
    return found


def _best(people: Sequence[Available], calendar: WorkCalendar, day: date, preferred: time) -> datetime | None:
    first = people[0].zone
    begins, wanted = instant(day, time.min, first), instant(day, preferred, first)
    moments = [begins + number * STEP for number in range(DAY // STEP)]
    possible = [moment for moment in moments if all(_fits(one, calendar, moment) for one in people)]
    return min(possible, key=lambda one: (_awkward(people, one), abs(one - wanted)), default=None)


def _fits(one: Available, calendar: WorkCalendar, moment: datetime) -> bool:
    last = moment + LENGTH - MINUTE
    return all(next_allowed(at, one.zone, one.hours, calendar) == at for at in (moment, last))


def _awkward(people: Sequence[Available], moment: datetime) -> int:
    """Count for how many people the hour lies early, late or over lunch."""
    return sum(_is_awkward(moment.astimezone(one.zone), one.hours) for one in people)


def _is_awkward(local: datetime, hours: AllowedHours) -> bool:
    if hours != AllowedHours():
        # Whoever has chosen hours of their own has said what suits them.
        return False
    starts, ends = local.time(), (local + LENGTH).time()
    over_lunch = starts < LUNCH[1] and ends > LUNCH[0]
    return starts < GOOD_FROM or ends > GOOD_TO or over_lunch
