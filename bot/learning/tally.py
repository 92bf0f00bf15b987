"""Count who did what with lessons, month by month, so that a figure is about no fewer than k people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.learning.disclosure import in_steps
from bot.learning.report import Deed, DeedFigure, month_before, months_up_to

MOST_CARRIED = 3
"""So many months may wait for the k-th person; what is older is let go uncounted."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Hold who did one thing since the first day of a month."""

    since: date
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold who did what and is not counted yet."""

    deeds: Mapping[Deed, Waiting] = field(default_factory=dict)

    def with_(self, done: Iterable[tuple[Deed, str]], month: date) -> Tally:
        """Return the tally with what people did in a month; doing it twice is the same as once."""
        found = dict(self.deeds)
        for deed, person in done:
            before = found.get(deed, Waiting(month, frozenset()))
            found[deed] = Waiting(before.since, before.people | {person})
        return Tally(found)

    def without(self, person: str) -> Tally:
        """Return the tally without one person."""
        left = {deed: Waiting(one.since, one.people - {person}) for deed, one in self.deeds.items()}
        return Tally({deed: one for deed, one in left.items() if one.people})

    def counted(self, month: date, k: int) -> tuple[list[DeedFigure], Tally]:
        """Return the figures of a month that is over, and what waits on because too few people did it.

        Whoever was counted is not there any more, so no figure is ever built upon an earlier one.
        """
        figures: list[DeedFigure] = []
        waiting: dict[Deed, Waiting] = {}
        oldest = months_up_to(month, MOST_CARRIED)[0]
        for deed, one in self.deeds.items():
            people = in_steps(len(one.people), k)
            if people is not None:
                figures.append(DeedFigure(one.since, month, deed, people))
            elif one.since > oldest:
                waiting[deed] = one
        return figures, Tally(waiting)

    def packed(self) -> str:
        """Return the tally as one text, as it is sealed."""
        return json.dumps(
            {deed: [one.since.isoformat(), *sorted(one.people)] for deed, one in self.deeds.items()}
        )

    @classmethod
    def unpacked(cls, text: str) -> Tally:
        """Read a tally back."""
        given: dict[str, list[str]] = json.loads(text)
        return cls(
            {
                Deed(deed): Waiting(date.fromisoformat(parts[0]), frozenset(parts[1:]))
                for deed, parts in given.items()
            }
        )


def month_over(tallied_to: date | None, day: date) -> date | None:
    """Return the first day of the month to be counted on a day; None while it is not over.

    After a long standstill all of it is counted as the last month that is over.
    """
    if tallied_to is None or day.replace(day=1) <= tallied_to:
        return None
    return month_before(day)
