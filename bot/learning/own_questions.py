"""Questions of a schedule's own: one a line, asked in turn instead of the book's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.learning.prompts import LONGEST, PromptKind

MOST = 40
BETWEEN = " | "
"""Stands between the Swedish and the English form of a question that has both."""


class TooLong(ValueError):
    """Say which line, counted from one, holds a question that is too long."""

    def __init__(self, line: int) -> None:
        """Remember the line."""
        super().__init__(f"line {line}")
        self.line = line


class TooMany(ValueError):
    """Say that there are more questions than one schedule may have."""


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """Hold a question in both languages, or in one and an empty text; it belongs to no act."""

    id: str
    sv: str
    en: str
    kind: PromptKind = PromptKind.QUESTION


def own_questions(text: str) -> list[OwnQuestion]:
    """Read questions, one a line, Swedish and English with a bar between them; raise TooLong or TooMany."""
    found: dict[str, OwnQuestion] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [" ".join(part.split()) for part in line.split(BETWEEN, 1)]
        if not any(parts):
            continue
        if any(len(part) > LONGEST for part in parts):
            raise TooLong(number)
        sv, en = parts[0], parts[1] if len(parts) > 1 else ""
        digest = hashlib.sha256(BETWEEN.join((sv, en)).encode()).hexdigest()[:16]
        found.setdefault(digest, OwnQuestion(f"own.{digest}", sv, en))
    if len(found) > MOST:
        raise TooMany
    return list(found.values())


def next_own(questions: Sequence[OwnQuestion], history: Sequence[str]) -> OwnQuestion:
    """Return the first question that was never asked, or the one asked longest ago; oldest history first."""
    asked = {one: number for number, one in enumerate(history)}
    return min(questions, key=lambda one: asked.get(one.id, -1))
