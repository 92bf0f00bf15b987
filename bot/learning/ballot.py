"""A ballot: one person's choices on a few questions, packed as one text so that it can be sealed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Statement(StrEnum):
    """Name what a pulse asks about: whether one may err, ask, disagree, try, and be helped."""

    ERR = "err"
    ASK = "ask"
    DISAGREE = "disagree"
    TRY = "try"
    HELP = "help"


class Happened(StrEnum):
    """Name what became of following a colleague."""

    YES = "yes"
    PLANNED = "planned"
    NO = "no"


LEVELS = ("1", "2", "3", "4", "5")
HAPPENED = "happened"


@dataclass(frozen=True, slots=True)
class Questions:
    """Hold which questions a ballot has, and which choices each of them."""

    choices: Mapping[str, tuple[str, ...]]

    def packed(self, chosen: Mapping[str, str]) -> str:
        """Return the choices that were made as one text; an empty one when there are none.

        Raises ValueError for a choice that does not exist.
        """
        given = {question: chosen[question] for question in self.choices if chosen.get(question)}
        for question, choice in given.items():
            if choice not in self.choices[question]:
                raise ValueError("no such choice")
        return json.dumps(given, separators=(",", ":")) if given else ""

    def unpacked(self, text: str) -> dict[str, str]:
        """Read choices back; what does not belong here is left out."""
        try:
            given = json.loads(text)
        except ValueError:
            return {}
        if not isinstance(given, dict):
            return {}
        return {
            question: str(given[question])
            for question, choices in self.choices.items()
            if given.get(question) in choices
        }

    def counted(self, ballots: Iterable[str]) -> dict[str, Counter[str]]:
        """Return how often each choice was made on each question; nothing of it tells what went together."""
        tallies: dict[str, Counter[str]] = {question: Counter() for question in self.choices}
        for ballot in ballots:
            for question, choice in self.unpacked(ballot).items():
                tallies[question][choice] += 1
        return tallies


PULSE = Questions({statement.value: LEVELS for statement in Statement})
FOLLOWED = Questions({HAPPENED: tuple(one.value for one in Happened)})
