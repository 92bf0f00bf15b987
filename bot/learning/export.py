"""What an export holds: published lessons and aggregates, as tables, and tables as CSV and JSON.

A spreadsheet takes a cell that begins like a formula for one, and what it calls a cell depends on the
separator of its country. So every place at which a cell could begin is made harmless in CSV.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from bot.learning.report import Report

Cell = str | int | None
STARTS = "=+-@＝＋－＠﹢﹣﹦﹫"
"""Signs that begin a formula, and those that a spreadsheet reads as if they were the same."""

UNSEEN = r"\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\x00-\x1f\x7f"
CELL_BEGINS = re.compile(
    rf"(^|[,;|\t\r\n\x0b\x0c\x85\u2028\u2029\"'])([{UNSEEN}\"']*)(?=[{re.escape(STARTS)}])"
)
LEADING = re.compile(r"^(?=[\t\r\n])")
HARMLESS = "'"
"""An apostrophe: spreadsheets take what follows as text."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Hold one published lesson: its round's date, which round of that day, its number in the digest's order.

    `shared` is anonymous, named or first; only the last two have an author.
    """

    date: date
    schedule: str
    round: int
    act: str
    question: str
    number: int
    shared: str
    author: str
    text: str
    wish_to_try: int
    used: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a leader answered, by name, under a lesson of a date and number."""

    date: date
    schedule: str
    round: int
    number: int
    leader: str
    text: str


@dataclass(frozen=True, slots=True)
class HeldRound:
    """Hold one round that is over, as far as it may be shown: a rounded share, no numbers of people."""

    date: date
    schedule: str
    round: int
    act: str
    question: str
    answered_percent: int | None
    lessons: int


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table: its name, its columns, its rows."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def tables(
    lessons: Iterable[Lesson], answers: Iterable[Answer], rounds: Iterable[HeldRound], report: Report
) -> list[Table]:
    """Return everything that is exported, in an order that says nothing of who wrote when."""
    months = [(one.first.isoformat()[:7], one.rate, one.lessons) for one in report.months]
    deeds = [
        (one.month.isoformat()[:7], one.since.isoformat()[:7], one.deed.value, one.people)
        for one in report.deeds
    ]
    return [
        _table("lessons", Lesson, sorted(lessons, key=_place)),
        _table("answers", Answer, sorted(answers, key=_place)),
        _table("rounds", HeldRound, sorted(rounds, key=_place)),
        Table("months", ("month", "answered_percent", "lessons_so_far"), months),
        Table("deeds", ("month", "since", "deed", "people_at_least"), deeds),
    ]


def as_csv(table: Table) -> str:
    """Return a table as CSV: every cell quoted, none a formula, lines ended as RFC 4180 has it."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([[harmless(_said(cell)) for cell in row] for row in table.rows])
    return written.getvalue()


def as_json(several: Iterable[Table]) -> str:
    """Return tables as one JSON object of lists of objects; texts stand in it as they were published."""
    found: dict[str, Any] = {
        one.name: [dict(zip(one.columns, row, strict=True)) for row in one.rows] for one in several
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def harmless(text: str) -> str:
    """Return a text in which no cell begins like a formula, whichever separator a reader splits it by."""
    return LEADING.sub(HARMLESS, CELL_BEGINS.sub(rf"\g<1>\g<2>{HARMLESS}", text))


def _table(name: str, kind: type[Lesson | Answer | HeldRound], rows: Sequence[Any]) -> Table:
    columns = [one.name for one in fields(kind)]
    return Table(name, columns, [[_plain(value) for value in asdict(row).values()] for row in rows])


def _place(one: Lesson | Answer | HeldRound) -> tuple[date, str, int, int]:
    return one.date, one.schedule, one.round, 0 if isinstance(one, HeldRound) else one.number


def _plain(value: date | Cell) -> Cell:
    return value.isoformat() if isinstance(value, date) else value


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell)
