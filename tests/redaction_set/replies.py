"""Read the written replies: some to develop on, and two frozen parts to be judged by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.learning.language import Language
from bot.learning.redaction import PersonName, RemovedKind

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a place in a reply as it was typed; `kind` is None for what must stay."""

    start: int
    end: int
    kind: RemovedKind | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold one reply, the directory and terms it was written against, and what should become of it."""

    id: str
    language: Language
    text: str
    directory: tuple[PersonName, ...]
    terms: tuple[str, ...]
    expected: str
    remove: tuple[Span, ...]
    keep: tuple[Span, ...]


def read_replies(half: str) -> list[Reply]:
    """Return a part: `dev` or `clauses`, which rules are made with, or the frozen `test` or `fresh`."""
    lines = (HERE / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_reply(line) for line in lines]


def _reply(line: str) -> Reply:
    row = json.loads(line)
    return Reply(
        id=row["id"],
        language=Language(row["lang"]),
        text=row["text"],
        directory=tuple(PersonName(**person) for person in row["directory"]),
        terms=tuple(row["terms"]),
        expected=row["expected"],
        remove=tuple(Span(one["start"], one["end"], RemovedKind(one["kind"])) for one in row["remove"]),
        keep=tuple(Span(one["start"], one["end"]) for one in row["keep"]),
    )
