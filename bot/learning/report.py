"""What a report says of a workspace's learning: rates, acts, deeds and lessons by month; never people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bot.learning.acts import Act
from bot.learning.disclosure import Turnout, rate_over

MOST_MONTHS = 12
ALL_MONTHS = 1200
MONTHS_OF_ACTS = 3


class Deed(StrEnum):
    """Name what people do with a lesson, as far as it is counted."""

    PLANNED = "planned"
    TRIED = "tried"
    THANKED = "thanked"


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """Hold what a round brought: its date, its act, who took part as numbers, lessons that stand."""

    on: date
    act: Act | None
    turnout: Turnout
    lessons: int


@dataclass(frozen=True, slots=True)
class DeedFigure:
    """Hold how many people at least did something from the first of one month to the end of another."""

    since: date
    month: date
    deed: Deed
    people: int


@dataclass(frozen=True, slots=True)
class Month:
    """Hold one month: the rounded rate of its rounds, and the library's size when it ended."""

    first: date
    rate: int | None
    lessons: int


@dataclass(frozen=True, slots=True)
class ActFigures:
    """Hold how often an act was asked about, and how many lessons came of it."""

    rounds: int = 0
    lessons: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Hold everything a report shows, ready to be put into words."""

    months: Sequence[Month] = ()
    acts: Mapping[Act, ActFigures] = field(default_factory=dict)
    acts_since: date | None = None
    deeds: Sequence[DeedFigure] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show yet."""
        return not self.months and not self.deeds


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def month_before(day: date) -> date:
    """Return the first day of the month before a day's."""
    return first_of(first_of(day) - timedelta(days=1))


def months_up_to(last: date, many: int) -> list[date]:
    """Return the first days of so many months, the last one included, in order."""
    found = [first_of(last)]
    while len(found) < many:
        found.append(month_before(found[-1]))
    return found[::-1]


def report(
    rounds: Sequence[RoundFigures], deeds: Iterable[DeedFigure], last: date, most: int = MOST_MONTHS
) -> Report:
    """Put together what may be shown of rounds and deeds up to a day's month, that month included."""
    known = [one for one in rounds if first_of(one.on) <= first_of(last)]
    shown = months_up_to(last, most)
    counted = sorted(
        (one for one in deeds if shown[0] <= one.month <= shown[-1]),
        key=lambda one: (one.month, list(Deed).index(one.deed)),
    )
    if not known:
        return Report(deeds=counted)
    begun = first_of(min(one.on for one in known))
    since = months_up_to(last, MONTHS_OF_ACTS)[0]
    return Report(
        months=[_month(known, first) for first in shown if first >= begun],
        acts={act: _act([one for one in known if one.act is act and one.on >= since]) for act in Act},
        acts_since=max(since, begun),
        deeds=counted,
    )


def _month(rounds: Sequence[RoundFigures], first: date) -> Month:
    return Month(
        first=first,
        rate=rate_over(one.turnout for one in rounds if first_of(one.on) == first),
        lessons=sum(one.lessons for one in rounds if first_of(one.on) <= first),
    )


def _act(rounds: Sequence[RoundFigures]) -> ActFigures:
    return ActFigures(len(rounds), sum(one.lessons for one in rounds))
