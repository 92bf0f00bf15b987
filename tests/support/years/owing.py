"""Work out who had to be asked, and by when at the latest; the app has no say in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.support.years.almanac import (
    DAY,
    is_left_out,
    may_be_asked,
    moment,
    rule_dates,
    some_workdays_on,
)
from tests.support.years.plan import HOME, Facts, Line, Member, Opened, Plan, within

STEP = timedelta(minutes=15)
ENOUGH = 4
"""So many steps in a row leave the app time to send, wherever they begin."""

HEARSAY = timedelta(minutes=6)
"""Do-not-disturb is known for five minutes before it is asked for again."""

A_DAY_AND_A_BIT = timedelta(hours=25)
"""After an absence whose end nobody knows, the app looks again a day later."""

BEFORE_CLOSING = timedelta(hours=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Owing:
    """Hold a plan and the rounds that came of it."""

    plan: Plan
    facts: Facts

    def prompts(self) -> Iterator[tuple[Member, Opened, datetime]]:
        """Yield whoever had to be asked in a round, and by when at the latest."""
        end = self.plan.begins + timedelta(days=self.plan.days)
        for opened in self.facts.rounds:
            if opened.closes_at > end:
                continue
            for member in self.plan.members:
                latest = self._latest(member, opened)
                if latest is not None and not self._may_be_silent(member, opened):
                    yield member, opened, latest

    def rounds(self) -> Iterator[tuple[int, date, datetime]]:
        """Yield the dates of schedules that had to come round, and by when at the latest."""
        for number, line in enumerate(self.plan.lines):
            for day in self._certain_dates(number, line):
                if latest := self._had_to_open(number, line, day):
                    yield number, day, latest

    def hour(self, number: int, day: date) -> time | None:
        """Return the hour that holds on a date; None beside a change of the schedule."""
        at = self.plan.lines[number].at
        for one in sorted(self.plan.edits, key=lambda edit: edit.when):
            if one.line == number:
                if abs((one.when.date() - day).days) <= 1:
                    return None
                at = one.at if one.when.date() < day else at
        return at

    def round(self, number: int, day: date | None) -> Opened | None:
        return next((one for one in self.facts.rounds if (one.line, one.occurrence) == (number, day)), None)

    def _certain_dates(self, number: int, line: Line) -> Iterator[date]:
        """Yield the dates that are asked on, but for those beside a change of the schedule."""
        last = (self.plan.begins + timedelta(days=self.plan.days - 12)).date()
        edited = [one.when.date() for one in self.plan.edits if one.line == number]
        for day in rule_dates(line, self.plan.begins, last, HOME):
            if (
                day <= last
                and not is_left_out(line.off, day, self.hour(number, day) or line.at)
                and not any(abs((day - one).days) <= 1 for one in edited)
            ):
                yield day

    def _had_to_open(self, number: int, line: Line, day: date) -> datetime | None:
        at = self.hour(number, day) or line.at
        firsts = [
            first
            for member in self.plan.members
            if (first := self._first_hour(line, member, day, at)) is not None
            and not any(start < first + 14 * DAY and end > first for start, end in member.paused)
            and (member.leaves is None or member.leaves > first + 14 * DAY)
            and member.answers
        ]
        if not firsts:
            return None
        first, last = min(firsts), max(firsts)
        closes = moment(
            some_workdays_on(line.off, last.astimezone(HOME).date(), line.window),
            last.astimezone(HOME).time(),
            HOME,
        )
        others = [one for one in self.facts.rounds if one.line == number and one.occurrence != day]
        busy = tuple((one.opens_at, one.closes_at + STEP) for one in others)
        if any(start < closes and end > first for start, end in busy):
            closes = min(closes, first + timedelta(hours=20))
        return self._clear(first, closes, lambda t: not within(busy, t))

    def _first_hour(self, line: Line, member: Member, day: date, at: time) -> datetime | None:
        """Return the first instant of a date at which a member may be asked, by clock and calendar alone."""
        start = moment(day, at, zone_of(line, member, moment(day, at, HOME)))
        for n in range(14 * 96):
            t = start + n * STEP
            if may_be_asked(line.off, member.hours, t.astimezone(member.zone(t)), day):
                return t
        return None

    def _latest(self, member: Member, opened: Opened) -> datetime | None:
        """Return by when a member had to be asked; None when nobody can say that they had to be."""
        line = self.plan.lines[opened.line]
        at = self.hour(opened.line, opened.occurrence)
        if at is None or within(member.paused, opened.opens_at):
            return None
        if member.leaves is not None and member.leaves <= opened.closes_at:
            return None
        around = moment(opened.occurrence, at, HOME)
        zones = member.zones_between(around - 2 * DAY, around + 2 * DAY)
        fixed = {line.zone} if line.zone else zones
        due = max(moment(opened.occurrence, at, ZoneInfo(zone)) for zone in fixed)
        run, wanting, t = 0, False, max(due, opened.opens_at)
        while t < opened.closes_at - BEFORE_CLOSING:
            free = self._reachable(line, member, t, opened.occurrence)
            room = self._room(member, t)
            wanting = wanting or (free and not room)
            run = run + 1 if free and room else 0
            if run > ENOUGH and not wanting:
                return t
            if wanting and self._whole_day(line, member, t, opened):
                return t
            t += STEP
        return None

    def _reachable(self, line: Line, member: Member, t: datetime, named: date) -> bool:
        local = t.astimezone(member.zone(t))
        absent = tuple((a, b + A_DAY_AND_A_BIT) for a, b in member.away) if member.open_ended else member.away
        quiet = tuple((a, b + HEARSAY) for a, b in member.disturbed)
        return (
            self.plan.is_up(t)
            and may_be_asked(line.off, member.hours, local, named)
            and not within(absent, t)
            and not within(quiet, t)
            and not within(member.paused, t)
        )

    def _room(self, member: Member, t: datetime) -> bool:
        """Tell whether the noise budget had room just then, with what the app counts."""
        zone = member.zone(t)
        day = t.astimezone(zone).date()
        days = [one.astimezone(zone).date() for one in self.facts.counted[member.user] if one <= t]
        week = [one for one in days if one.isocalendar()[:2] == day.isocalendar()[:2]]
        return week.count(day) < 2 and len(week) < 4

    def _whole_day(self, line: Line, member: Member, t: datetime, opened: Opened) -> bool:
        """Tell whether an instant ends a day on which a member could be asked at every hour."""
        if t + STEP >= opened.closes_at - BEFORE_CLOSING or not self._by_the_clock(line, member, t, opened):
            return False
        day = t.astimezone(member.zone(t)).date()
        later = t + STEP
        while later.astimezone(member.zone(later)).date() == day:
            if self._by_the_clock(line, member, later, opened):
                return False
            later += STEP
        hour = t
        while hour.astimezone(member.zone(hour)).date() == day:
            if hour <= opened.opens_at:
                return False
            if self._by_the_clock(line, member, hour, opened) and not (
                self._reachable(line, member, hour, opened.occurrence) and self._room(member, hour)
            ):
                return False
            hour -= STEP
        return True

    def _by_the_clock(self, line: Line, member: Member, t: datetime, opened: Opened) -> bool:
        return may_be_asked(line.off, member.hours, t.astimezone(member.zone(t)), opened.occurrence)

    def _may_be_silent(self, member: Member, opened: Opened) -> bool:
        if member.answers:
            return False
        prompts = [one for one in self.facts.messages if (one.kind, one.user) == ("prompt", member.user)]
        return sum(one.at < opened.closes_at for one in prompts) >= 3

    def _clear(self, first: datetime, last: datetime, also: Callable[[datetime], bool]) -> datetime | None:
        """Return when the app has had time enough."""
        run, t = 0, first
        while t < last - BEFORE_CLOSING:
            run = run + 1 if self.plan.is_up(t) and also(t) else 0
            if run > ENOUGH:
                return t
            t += STEP
        return None


def zone_of(line: Line, member: Member, at: datetime) -> ZoneInfo:
    """Return the zone that a schedule's hour is read in for a member."""
    return ZoneInfo(line.zone) if line.zone else member.zone(at)
