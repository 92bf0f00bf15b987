"""What is wrong with some blocks, and the small checks that every family shares."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold a JSON pointer and the reason why what it points at is refused."""

    pointer: str
    reason: str


@dataclass
class Report:
    """Gather problems."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, pointer: str, reason: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(pointer, reason))

    def mapping(self, value: object, at: str) -> Json | None:
        """Return a mapping, or note that it is none."""
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            return value
        self.add(at, "must be an object")
        return None

    def keys(self, value: Json, at: str, allowed: Collection[str], required: Collection[str]) -> None:
        """Note keys that are unknown and keys that are missing."""
        for key in value:
            if key not in allowed:
                self.add(f"{at}/{key}", f"additional property: {key}")
        for key in required:
            if key not in value:
                self.add(at, f"missing required field: {key}")

    def string(self, value: Json, key: str, at: str, *, least: int = 0, most: int | None = None) -> None:
        """Check the length of a string when it is there."""
        if key not in value:
            return
        text = value[key]
        if not isinstance(text, str):
            self.add(f"{at}/{key}", "must be a string")
        elif len(text) < least:
            self.add(f"{at}/{key}", f"must be more than {least - 1} characters")
        elif most is not None and len(text) > most:
            self.add(f"{at}/{key}", f"must be less than {most + 1} characters")

    def array(self, value: Json, key: str, at: str, *, least: int = 1, most: int) -> list[Any]:
        """Return a list of an allowed length; an empty one when it is missing or wrong."""
        if key not in value:
            return []
        items = value[key]
        if not isinstance(items, list):
            self.add(f"{at}/{key}", "must be an array")
            return []
        if len(items) < least:
            self.add(f"{at}/{key}", f"no fewer than {least} items allowed")
        if len(items) > most:
            self.add(f"{at}/{key}", f"no more than {most} items allowed")
        return items[:most]

    def one_of(self, value: Json, key: str, at: str, allowed: Collection[str]) -> None:
        """Check that a value is one of a few words when it is there."""
        if key in value and (not isinstance(value[key], str) or value[key] not in allowed):
            self.add(f"{at}/{key}", f"must be one of: {', '.join(sorted(allowed))}")
