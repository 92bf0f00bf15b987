"""Plans: "When …, I will …", and looking back at what came of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

LONGEST_PART = 300
LOOK_BACKS = (timedelta(weeks=2), timedelta(weeks=6))


class Tried(StrEnum):
    """Name what came of a plan."""

    TRIED = "tried"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    CHANGED = "changed"


BEFORE_WHEN = ("när", "when")
BEFORE_THEN = ("ska jag", "jag ska", "i will", "i'll", "i shall")


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold a plan in its maker's words, and what came of it."""

    when: str
    then: str
    tried: Tried | None = None
    happened: str = ""

    @classmethod
    def written(cls, when: str, then: str) -> Plan:
        """Return a plan without the words that stand before its fields and that people like to type again."""
        return cls(_without(when, BEFORE_WHEN), _without(then, BEFORE_THEN).strip())

    def looked_back(self, tried: Tried, happened: str) -> Plan:
        """Return the plan with what came of it."""
        return replace(self, tried=tried, happened=happened)

    def packed(self) -> str:
        """Return the plan as one text, as it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def unpacked(cls, text: str) -> Plan:
        """Read a plan back; raise ValueError for anything else."""
        try:
            given = json.loads(text)
            tried = Tried(given["tried"]) if given.get("tried") else None
            return cls(str(given["when"]), str(given["then"]), tried, str(given.get("happened", "")))
        except (TypeError, KeyError) as problem:
            raise ValueError("not a plan") from problem


def _without(text: str, words: tuple[str, ...]) -> str:
    for one in words:
        if text.casefold().startswith(f"{one} "):
            return text[len(one) :].strip() or text
    return text


def look_backs_due(made_on: date, today: date) -> int:
    """Return how many of the two look-backs have come due, two and six weeks after a day."""
    return sum(made_on + after <= today for after in LOOK_BACKS)
