"""What a walk is made of: schedules, people who move, rest and fall ill, and days without electricity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/Stockholm")
Span = tuple[datetime, datetime]
"""A stretch of time: from its first instant until before its last."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hold when a member lets themselves be asked; no days means working days."""

    start: time = time(7)
    end: time = time(19)
    days: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Hold one member, and what happens to them.

    `zones` lists where they are from an instant on. `open_ended` makes their absences end without a word in
    the status of when. Who does not answer falls silent in time.
    """

    user: str
    zones: tuple[tuple[datetime, str], ...]
    hours: Hours | None = None
    away: tuple[Span, ...] = ()
    open_ended: bool = False
    disturbed: tuple[Span, ...] = ()
    paused: tuple[Span, ...] = ()
    leaves: datetime | None = None
    answers: bool = True

    def zone(self, at: datetime) -> ZoneInfo:
        """Return the zone that a member is in at an instant."""
        return ZoneInfo(next(zone for since, zone in reversed(self.zones) if since <= at))

    def zones_between(self, first: datetime, last: datetime) -> set[str]:
        """Return every zone that a member is in during a stretch."""
        return {self.zone(first).key, *(zone for since, zone in self.zones if first < since <= last)}

    def events(self) -> Iterator[datetime]:
        """Yield every instant at which something happens to a member."""
        yield from (since for since, _ in self.zones)
        for spans in (self.away, self.disturbed, self.paused):
            for span in spans:
                yield from span
        if self.leaves is not None:
            yield self.leaves


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Hold which days a schedule leaves out."""

    country: str | None = "SE"
    eves: bool = True
    bridges: bool = False
    halves: bool = False
    quiet: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one schedule: `weekly`, `nth` weekday of the month, `last_workday` of it, or `once`."""

    rhythm: str
    at: time
    every: int = 1
    weekday: int = 0
    nth: int = 1
    on: date | None = None
    zone: str | None = None
    off: DaysOff = DaysOff()
    window: int = 3


@dataclass(frozen=True, slots=True)
class Edit:
    """Say that a schedule's hour is changed at an instant."""

    when: datetime
    line: int
    at: time


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold a whole walk: what is scheduled, whom it concerns, and when nobody runs the app."""

    lines: tuple[Line, ...]
    members: tuple[Member, ...]
    begins: datetime
    days: int
    outages: tuple[Span, ...] = ()
    edits: tuple[Edit, ...] = ()

    def events(self) -> list[datetime]:
        """Return every instant at which something happens that is no message, in order."""
        found = {moment for member in self.members for moment in member.events()}
        return sorted(found | {one.when for one in self.edits})

    def is_up(self, at: datetime) -> bool:
        """Tell whether somebody runs the app."""
        return not within(self.outages, at)


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one message that reached a member, of which schedule and date."""

    user: str
    kind: str
    at: datetime
    line: int = -1
    occurrence: date | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold one round that was opened."""

    line: int
    occurrence: date
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold what came of a walk.

    `messages` are those that stand in people's conversations; `counted` are the instants that the app counts
    towards each member's noise budget, reminders included that nobody needed.
    """

    messages: tuple[Asked, ...]
    rounds: tuple[Opened, ...]
    counted: dict[str, list[datetime]]


def within(spans: tuple[Span, ...], at: datetime) -> bool:
    """Tell whether an instant lies in one of some stretches."""
    return any(start <= at < end for start, end in spans)
