"""Judge a walk: nobody twice, nobody at a wrong time, nobody left out who was due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.support.years.almanac import is_left_out, may_be_asked, moment, rule_dates
from tests.support.years.owing import BEFORE_CLOSING, HEARSAY, MIDNIGHT, Owing, zone_of
from tests.support.years.plan import HOME, Asked, Facts, Member, Plan, within

SLACK = timedelta(minutes=31)
MOVABLE = ("welcome", "prompt", "reminder", "quiet")
A_MOMENT = timedelta(minutes=1)
"""The walk's clock goes on while the app works, and a night's cleaning takes a slow machine seconds."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Say what went wrong: one word for it, and the case."""

    what: str
    case: str


@dataclass(frozen=True, slots=True)
class Judge:
    """Hold a plan and what came of it."""

    plan: Plan
    facts: Facts

    @property
    def _end(self) -> date:
        return (self.plan.begins + timedelta(days=self.plan.days + 20)).date()

    @property
    def _owing(self) -> Owing:
        return Owing(self.plan, self.facts)

    def violations(self) -> list[Violation]:
        """Return everything that went wrong."""
        return [
            *self._twice(),
            *self._wrong_times(),
            *self._too_much(),
            *self._after_silence(),
            *self._missing_rounds(),
            *self._missing_prompts(),
        ]

    def due(self) -> int:
        """Count the prompts that had to come: a judge with nothing to judge proves nothing."""
        return sum(1 for _ in self._owing.prompts())

    def _twice(self) -> Iterator[Violation]:
        for kind in ("prompt", "reminder"):
            times = Counter((one.user, one.line, one.occurrence) for one in self._of_kind(kind))
            for case, number in times.items():
                if number > 1:
                    yield Violation("twice", f"{kind} {case} came {number} times")
        opened = Counter((one.line, one.occurrence) for one in self.facts.rounds)
        for case, number in opened.items():
            if number > 1:
                yield Violation("twice", f"round {case} opened {number} times")

    def _wrong_times(self) -> Iterator[Violation]:
        members = {one.user: one for one in self.plan.members}
        for one in self.facts.messages:
            if one.kind in MOVABLE and (why := self._forbidden(members[one.user], one)):
                yield Violation("forbidden", f"{one}: {why}")

    def _forbidden(self, member: Member, one: Asked) -> str:
        line = self.plan.lines[one.line] if one.line >= 0 else None
        local = one.at.astimezone(member.zone(one.at))
        named = one.occurrence if one.kind in ("prompt", "welcome") else None
        if line is not None and not may_be_asked(line.off, member.hours, local, named):
            return f"no hour to ask: {local:%A %Y-%m-%d %H:%M}"
        if within(member.away, one.at):
            return "away"
        if within(member.disturbed, one.at) and within(member.disturbed, one.at - HEARSAY):
            return "do not disturb"
        if within(member.paused, one.at):
            return "paused"
        if member.leaves is not None and one.at >= member.leaves:
            return "left the workspace"
        if line is None or one.kind != "prompt":
            return ""
        at = self._owing.hour(one.line, one.occurrence)
        due = moment(one.occurrence, at, zone_of(line, member, one.at)) if at else one.at
        if one.at < due - SLACK:
            return f"before its hour, {due}"
        left_out = is_left_out(line.off, one.occurrence, at or MIDNIGHT)
        dates = set(rule_dates(line, self.plan.begins, self._end, HOME))
        return "a date that is left out" if left_out or one.occurrence not in dates else ""

    def _too_much(self) -> Iterator[Violation]:
        """Two a day and four a week, of what really came."""
        for member in self.plan.members:
            sent: list[date] = []
            for one in self.facts.messages:
                if one.user != member.user:
                    continue
                day = one.at.astimezone(member.zone(one.at)).date()
                week = [other for other in sent if other.isocalendar()[:2] == day.isocalendar()[:2]]
                if one.kind in MOVABLE and (week.count(day) >= 2 or len(week) >= 4):
                    yield Violation("budget", f"{one} after {week}")
                sent.append(day)

    def _after_silence(self) -> Iterator[Violation]:
        for member in self.plan.members:
            if member.answers:
                continue
            prompts = [one for one in self._of_kind("prompt") if one.user == member.user]
            for one in prompts:
                opened = self._owing.round(one.line, one.occurrence)
                before = [
                    other
                    for other in prompts
                    if (ended := self._owing.round(other.line, other.occurrence)) is not None
                    and opened is not None
                    and ended.closes_at + BEFORE_CLOSING < opened.opens_at
                ]
                if len(before) >= 3:
                    yield Violation("silence", f"{one} after {len(before)} that were not answered")

    def _missing_rounds(self) -> Iterator[Violation]:
        for number, day, latest in self._owing.rounds():
            opened = self._owing.round(number, day)
            if opened is None:
                yield Violation("missing", f"round {number} of {day} never opened, though due by {latest}")
            elif opened.opens_at > latest + A_MOMENT:
                yield Violation("late", f"{opened} was due by {latest}")

    def _missing_prompts(self) -> Iterator[Violation]:
        asked = {(one.user, one.line, one.occurrence): one.at for one in self._of_kind("prompt")}
        for member, opened, latest in self._owing.prompts():
            at = asked.get((member.user, opened.line, opened.occurrence))
            if at is None:
                yield Violation("missing", f"{member.user} in {opened}, by {latest}")
            elif at > latest + A_MOMENT:
                yield Violation("late", f"{member.user} in {opened}, by {latest}, but came at {at}")

    def _of_kind(self, kind: str) -> Iterator[Asked]:
        return (one for one in self.facts.messages if one.kind == kind)
