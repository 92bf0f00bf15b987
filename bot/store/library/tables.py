"""What the library knows of a lesson besides its words, and how both are written.

The index belongs to no backup: `LibraryIndex.rebuild` makes it from the lessons' own tables. It holds
nothing that a digest does not show, and a lesson's place in it follows from the lesson's random id.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table

from bot.learning.library import Stems, words_of
from bot.learning.redaction import folded

DERIVED = MetaData()

ENTRY = Table(
    "library_entry",
    DERIVED,
    Column("item_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("team_id", String, nullable=False),
    Column("schedule_id", String, nullable=False),
    Column("round_id", String, nullable=False),
    Column("act", String, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("position", Integer, nullable=False),
    Column("tip", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""One row for each lesson that stands; on PostgreSQL it has a column `words` of type tsvector besides."""

STAMP = Table(
    "library_stamp", DERIVED, Column("made_with", String, primary_key=True), sqlite_with_rowid=False
)
"""One row that says what the index was made with, once it is whole."""


class Kind(StrEnum):
    """Name what stands in the library."""

    ANONYMOUS = "anonymous"
    NAMED = "named"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold where a lesson of the library belongs; `held_on` is its round's date, `act` may be empty.

    `tip` says that something to read or hear is recommended with it.
    """

    item_id: str
    kind: Kind
    team_id: str
    schedule_id: str
    round_id: str
    act: str
    held_on: date
    position: int
    tip: bool = False

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Entry:
        """Return an entry from a row of the table."""
        return cls(**{**row, "kind": Kind(row["kind"])})


@dataclass(frozen=True, slots=True)
class Lesson:
    """Hold a lesson that enters the library, with the words by which it is found."""

    entry: Entry
    text: str


def act_of(prompt_id: str | None) -> str:
    """Return the act that a prompt belongs to, which its id begins with."""
    return (prompt_id or "").partition(".")[0]


def written(lessons: Iterable[Lesson], stems: Stems) -> list[dict[str, Any]]:
    """Return lessons as rows for either database, sorted by their random ids."""
    rows = []
    for one in sorted(lessons, key=lambda lesson: lesson.entry.item_id):
        words = [word.text for word in words_of(one.text)]
        plain = [folded(word) for word in words]
        rows.append(
            {
                "item_id": one.entry.item_id,
                "kind": one.entry.kind.value,
                "team_id": one.entry.team_id,
                "schedule_id": one.entry.schedule_id,
                "round_id": one.entry.round_id,
                "act": one.entry.act,
                "held_on": one.entry.held_on.isoformat(),
                "position": one.entry.position,
                "tip": one.entry.tip,
                "place": place_of(one.entry.item_id),
                "words": " ".join(words),
                "stems": " ".join(stem for word in words for stem in sorted(stems.of(word))),
                "folded": " ".join(
                    stem
                    for word, bare in zip(words, plain, strict=True)
                    for stem in (bare, *sorted(stems.plain(word) - {bare}))
                ),
                "plain": " ".join(plain),
            }
        )
    return rows


def place_of(item_id: str) -> int:
    """Return the number under which SQLite's index keeps a lesson: random as the id it is taken from."""
    return uuid.UUID(item_id).int >> 65
