"""Days off, dates of rules and clock times, worked out by counting and not with the app's own code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.easter import easter

from tests.support.years.plan import DaysOff, Hours, Line

DAY = timedelta(days=1)
NOON = time(12)


def weekend(country: str | None) -> set[int]:
    """Return a country's weekend, Monday 0."""
    return {5, 6} if country is None else set(holidays.country_holidays(country).weekend)


@cache
def public(country: str, year: int) -> frozenset[date]:
    """Return a country's public holidays of a year."""
    extra = {"include_sundays": False} if country == "SE" else {}
    return frozenset(holidays.country_holidays(country, years=year, **extra))


@cache
def eves(country: str, year: int) -> frozenset[date]:
    """Return the eves that are commonly taken off whole."""
    found = set()
    if date(year, 12, 25) in public(country, year):
        found.add(date(year, 12, 24))
    if date(year + 1, 1, 1) in public(country, year + 1):
        found.add(date(year, 12, 31))
    if country == "SE":
        found |= {easter(year) - DAY, easter(year) + 48 * DAY}
        found |= {date(year, 6, day) for day in range(19, 26) if date(year, 6, day).weekday() == 4}
    return frozenset(found)


@cache
def halves(country: str, year: int) -> frozenset[date]:
    """Return the days on which Swedish workplaces commonly stop at noon."""
    if country != "SE":
        return frozenset()
    october = (date(year, 10, 30) + n * DAY for n in range(7))
    before_all_saints = next(day for day in october if day.weekday() == 4)
    return frozenset({date(year, 1, 5), easter(year) - 3 * DAY, date(year, 4, 30), before_all_saints})


@cache
def is_off(off: DaysOff, day: date) -> bool:
    """Tell whether a day is a holiday, an eve or a bridge day; weekends are asked for apart."""
    if off.country is None:
        return False

    def free(one: date) -> bool:
        named = public(off.country, one.year) | (eves(off.country, one.year) if off.eves else frozenset())
        return one in named

    def free_or_weekend(one: date) -> bool:
        return free(one) or one.weekday() in weekend(off.country)

    between = free_or_weekend(day - DAY) and free_or_weekend(day + DAY) and not free_or_weekend(day)
    return free(day) or (off.bridges and between)


def is_half(off: DaysOff, day: date) -> bool:
    """Tell whether a day ends at noon."""
    return bool(off.halves and off.country and day in halves(off.country, day.year) and not is_off(off, day))


def is_worked(off: DaysOff, day: date) -> bool:
    """Tell whether a day is a working day."""
    return day.weekday() not in weekend(off.country) and not is_off(off, day)


def some_workdays_on(off: DaysOff, day: date, count: int) -> date:
    """Return the working day that lies so many working days after a day."""
    while count:
        day += DAY
        count -= is_worked(off, day)
    return day


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a local time's instant: the first of two in autumn, the first after the gap in spring."""
    wall = datetime.combine(day, at).replace(tzinfo=UTC)
    offsets = {(wall + n * DAY).astimezone(zone).utcoffset() or timedelta() for n in (-1, 0, 1)}
    for minutes in range(24 * 60 + 1):
        shown = wall + timedelta(minutes=minutes)
        instants = sorted(shown - offset for offset in offsets)
        for one in instants:
            if one.astimezone(zone).replace(tzinfo=UTC) == shown:
                return one
    raise ValueError(f"{zone} has no {at} on {day}")


@cache
def rule_dates(line: Line, begins: datetime, until: date, home: ZoneInfo) -> tuple[date, ...]:
    """Return the dates of a rule from a beginning on, those that are left out as well."""
    return tuple(_dates(line, begins, until, home))


def _dates(line: Line, begins: datetime, until: date, home: ZoneInfo) -> Iterator[date]:
    local = begins.astimezone(home)
    first = local.date() + (DAY if local.time() >= line.at else timedelta())
    if line.rhythm == "once":
        yield from [line.on] if line.on is not None and line.on >= first else []
        return
    days = [first + n * DAY for n in range((until - first).days + 1)]
    if line.rhythm == "weekly":
        named = [day for day in days if day.weekday() == line.weekday]
        yield from named[:: line.every]
        return
    months = sorted({(day.year, day.month) for day in days})
    named = [day for year, month in months if (day := _of_month(line, year, month)) >= first]
    # Every some months counts from the first date to come.
    start = None
    for day in named:
        index = day.year * 12 + day.month
        start = index if start is None else start
        if (index - start) % line.every == 0:
            yield day


def _of_month(line: Line, year: int, month: int) -> date:
    days = [date(year, month, 1) + n * DAY for n in range(31)]
    days = [day for day in days if day.month == month]
    if line.rhythm == "last_workday":
        return [day for day in days if is_worked(line.off, day)][-1]
    same = [day for day in days if day.weekday() == line.weekday]
    return same[line.nth - 1 if line.nth > 0 else -1]


def is_left_out(off: DaysOff, day: date, at: time) -> bool:
    """Tell whether a rule's date is left out, at the hour that holds on it."""
    half = is_half(off, day) and at >= NOON
    return day.month in off.quiet or is_off(off, day) or half


def may_be_asked(off: DaysOff, hours: Hours | None, local: datetime, named: date | None) -> bool:
    """Tell whether a local time lies in the hours of a day on which somebody may be asked."""
    own = hours or Hours()
    at, day = local.time(), local.date()
    over_midnight = own.end <= own.start
    if over_midnight and at < own.end:
        day -= DAY
    elif (over_midnight and at < own.start) or (not over_midnight and not own.start <= at < own.end):
        return False
    if own.days is not None:
        return day.weekday() in own.days and not is_off(off, day)
    if not is_worked(off, day) and not (day == named and not is_off(off, day)):
        return False
    return not (is_half(off, day) and (day != local.date() or at >= NOON))
