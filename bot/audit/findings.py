"""What an attack found: the best attempt's success against chance and limit."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold what an attack achieved, between 0 and 1; success is None when it could not be tried here.

    `attempts` are the successes of all its variants, the best of which `tried` and `success` name.
    """

    adversary: str
    tried: str
    success: float | None
    chance: float
    limit: float
    not_tried: tuple[str, ...] = ()
    attempts: Mapping[str, float] = field(default_factory=dict)

    @property
    def above(self) -> frozenset[str]:
        """Return the attempts that passed the limit."""
        return frozenset(name for name, success in self.attempts.items() if success > self.limit)

    @property
    def holds(self) -> bool:
        """Tell whether the promise held as far as it was tried."""
        return self.success is None or self.success <= self.limit


class Blind(Exception):
    """Say that an attack could not even find what certainly is there, so that it proves nothing."""


def keep(_url: str) -> None:
    """Leave a database where it is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold how many people answer, over how many rounds, on which databases."""

    people: int
    seeds: int
    fresh: Callable[[int], str]
    """Return the address of an empty database for a seed."""
    place: Path
    drop: Callable[[str], None] = keep

    @property
    def batch(self) -> int:
        """Return how many people's changes wait for the same daily hour."""
        return max(1, self.people // 3)


Attack = Callable[[Plan], Awaitable[list[Finding]]]


def limit(chance: float, guesses: int) -> float:
    """Return chance plus three standard deviations of a mean over all guesses."""
    return chance + 3 * math.sqrt(chance * (1 - chance) / guesses)


@dataclass(slots=True)
class Tally:
    """Average the success of each attempt over the rounds, and name the best one."""

    adversary: str
    attack: str
    rounds: int
    chance: float = 0.0
    limit: float = 0.0
    found: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    not_tried: set[str] = field(default_factory=set)

    @classmethod
    def of_guesses(cls, adversary: str, attack: str, group: int, rounds: int) -> Tally:
        """Make a tally whose limit is chance in a group, plus three standard deviations."""
        return cls(adversary, attack, rounds, 1 / group, limit(1 / group, group * rounds))

    def add(self, found: Mapping[str, float], not_tried: Iterable[str] = ()) -> None:
        """Add one round's attempts, and what could not be attempted in it."""
        for name, success in found.items():
            self.found[name].append(success)
        self.not_tried |= set(not_tried)

    @property
    def means(self) -> dict[str, float]:
        """Return each attempt's mean success over all rounds."""
        return {name: math.fsum(each) / self.rounds for name, each in self.found.items()}

    def finding(self) -> Finding:
        """Return the most successful attempt."""
        missing = tuple(sorted(self.not_tried))
        if not self.found:
            return Finding(self.adversary, self.attack, None, self.chance, self.limit, missing)
        means = self.means
        name, success = best(means)
        tried = f"{self.attack}: {name}" + (f" (best of {len(means)})" if len(means) > 1 else "")
        return Finding(self.adversary, tried, success, self.chance, self.limit, missing, means)


def best(found: Mapping[str, float]) -> tuple[str, float]:
    """Return the most successful attempt."""
    return max(found.items(), key=lambda one: one[1], default=("none", 0.0))
