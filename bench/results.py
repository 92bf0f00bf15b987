"""Hold what a comparison found: readings with their spread, and the goals they are held against."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Size(StrEnum):
    """Say how long a run may take: seconds in a test, minutes for `make bench`, longer by hand."""

    TINY = "tiny"
    SHORT = "short"
    LONG = "long"

    def pick(self, tiny: int, short: int, long: int) -> int:
        """Return the number that belongs to this size."""
        return {Size.TINY: tiny, Size.SHORT: short, Size.LONG: long}[self]


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one quantity, measured several times."""

    name: str
    unit: str
    samples: tuple[float, ...]

    @classmethod
    def of(cls, name: str, unit: str, samples: Sequence[float] | float) -> Reading:
        """Round samples to what a reader can use."""
        many = [samples] if isinstance(samples, int | float) else list(samples)
        return cls(name, unit, tuple(float(f"{one:.4g}") for one in many))

    @property
    def median(self) -> float:
        """Return the middle sample."""
        return statistics.median(self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        """Return the smallest and the largest sample."""
        return min(self.samples), max(self.samples)


@dataclass(frozen=True, slots=True)
class Goal:
    """Hold a number to reach; `at_most` says on which side of the limit it is reached."""

    name: str
    unit: str
    limit: float
    found: float
    at_most: bool = True

    @property
    def reached(self) -> bool:
        """Tell whether the number was reached."""
        return self.found <= self.limit if self.at_most else self.found >= self.limit


@dataclass(slots=True)
class Report:
    """Hold one comparison."""

    name: str
    title: str
    readings: list[Reading] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def read(self, name: str, unit: str, samples: Sequence[float] | float) -> Reading:
        """Add a reading."""
        self.readings.append(Reading.of(name, unit, samples))
        return self.readings[-1]

    def aim(self, name: str, unit: str, limit: float, found: float, *, at_most: bool = True) -> None:
        """Add a goal with what was found."""
        self.goals.append(Goal(name, unit, limit, float(f"{found:.4g}"), at_most))

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        plain = asdict(self)
        for goal, known in zip(plain["goals"], self.goals, strict=True):
            goal["reached"] = known.reached
        for reading, read in zip(plain["readings"], self.readings, strict=True):
            reading["median"] = read.median
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Report:
        """Read back what `as_json` wrote."""
        readings = [Reading(one["name"], one["unit"], tuple(one["samples"])) for one in plain["readings"]]
        goals = [
            Goal(one["name"], one["unit"], one["limit"], one["found"], one["at_most"])
            for one in plain["goals"]
        ]
        return cls(plain["name"], plain["title"], readings, goals, list(plain["remarks"]))


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the sample below which a share of all lies."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return the power of the size by which a cost grows: 1 is linear."""
    x, y = [math.log(size) for size in sizes], [math.log(max(cost, 1e-9)) for cost in costs]
    return statistics.linear_regression(x, y).slope
