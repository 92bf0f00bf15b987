"""What a pulse shows over the quarters: a level for each statement, as far as it may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.learning.ballot import Statement
from bot.learning.disclosure import shown_level

MOST_PULSES = 8
"""Two years."""


@dataclass(frozen=True, slots=True)
class PulseTally:
    """Hold what was counted of one pulse, by statement and level; its own k goes with it."""

    asked_on: date
    k: int
    tallies: Mapping[str, Mapping[str, int]]

    def level(self, statement: Statement) -> float | None:
        """Return a statement's level; None when too few answered it."""
        tally = self.tallies.get(statement, {})
        return shown_level({int(level): number for level, number in tally.items()}, self.k)


@dataclass(frozen=True, slots=True)
class Trend:
    """Hold levels over pulses, oldest first."""

    days: Sequence[date]
    levels: Mapping[Statement, Sequence[float | None]]

    @property
    def unbroken(self) -> dict[Statement, list[float]]:
        """Return the statements that have a level in every pulse: only those make a line."""
        return {
            statement: [one for one in levels if one is not None]
            for statement, levels in self.levels.items()
            if levels and None not in levels
        }


def trend(pulses: Sequence[PulseTally]) -> Trend:
    """Return the levels of the last pulses of which anything may be shown."""
    shown = [one for one in pulses if any(one.level(statement) for statement in Statement)][-MOST_PULSES:]
    return Trend(
        [one.asked_on for one in shown],
        {statement: [one.level(statement) for one in shown] for statement in Statement},
    )
