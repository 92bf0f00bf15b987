"""An export is read back as it was written, and no spreadsheet finds a formula in it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.export import STARTS, Answer, HeldRound, Lesson, Table, as_csv, as_json, harmless, tables
from bot.learning.report import Deed, DeedFigure, Month, Report

DAY = date(2026, 11, 27)
UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\x00-\x1f\x7f]+")
TRICKY = st.text(st.sampled_from([*STARTS, *",;|\t\r\n\"' \u200b\ufeff", "a", "å", "1", "("]), max_size=24)
REAL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


def lesson(text: str, number: int = 0, schedule: str = "Fredag") -> Lesson:
    return Lesson(DAY, schedule, 1, "followup", "Vad lärde du dig?", number, "anonymous", "", text, 2, 1)


def cells(written: str, delimiter: str) -> list[str]:
    """Return every cell that a reader with some separator sees, lines inside cells counted as cells too."""
    rows = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter)
    return [part for row in rows for cell in row for part in re.split(r"[\r\n]", cell)]


def active(cell: str) -> bool:
    return UNSEEN.sub("", cell).lstrip('"')[:1] in set(STARTS) if cell else False


@given(TRICKY | REAL)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_cell_begins_a_formula_whatever_the_separator(delimiter, text):
    written = as_csv(Table("t", ("first", "text", "next"), [("a", text, 1)]))
    assert not [cell for cell in cells(written, delimiter) if active(cell)]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "＝cmd|' /C calc'!A0", "\t=1", "\r=1", " +46 70", "@SUM(A1)", 'a";=1+1', "a;\u200b=1", "-1\n=2"],
)
def test_a_writer_that_only_quotes_would_be_found_out(text):
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(["a", text])
    assert any(active(cell) for mark in ",;" for cell in cells(written.getvalue(), mark))
    assert not any(
        active(cell) for mark in ",;" for cell in cells(as_csv(Table("t", ("a", "c"), [("a", text)])), mark)
    )


@given(REAL)
def test_taking_the_marks_away_gives_the_text_back(text):
    kept = harmless(text)
    assert kept.replace("'", "") == text.replace("'", "")
    assert len(kept) - len(text) <= len(text) + 1


def test_ordinary_sentences_stay_as_they_are():
    for text in ("Vi mätte två gånger.", "Fråga Karin (hon vet) – sedan mig.", "50 % rabatt, tack", "a-b"):
        assert harmless(text) == text


@given(st.lists(REAL, max_size=5))
def test_csv_has_one_row_for_each_lesson_and_json_the_very_words(texts):
    found = tables([lesson(text, number) for number, text in enumerate(texts)], [], [], Report())
    rows = list(csv.reader(io.StringIO(as_csv(found[0]), newline="")))
    assert len(rows) == len(texts) + 1
    assert [one["text"] for one in json.loads(as_json(found))["lessons"]] == texts


def test_an_export_has_dates_and_months_and_nothing_finer():
    report = Report(
        [Month(date(2026, 11, 1), 60, 3)],
        {},
        None,
        [DeedFigure(date(2026, 10, 1), DAY.replace(day=1), Deed.TRIED, 5)],
    )
    held = HeldRound(DAY, "Fredag", 1, "followup", "Vad lärde du dig?", 60, 3)
    answer = Answer(DAY, "Fredag", 1, 0, "ULEAD", "Vi köper en till.")
    found = tables([lesson("En.")], [answer], [held], report)
    assert [one.name for one in found] == ["lessons", "answers", "rounds", "months", "deeds"]
    written = as_json(found) + "".join(as_csv(one) for one in found)
    assert not re.search(r"\d\d:\d\d", written)
    assert set(re.findall(r"\d{4}-\d\d(?:-\d\d)?", written)) == {"2026-11-27", "2026-11", "2026-10"}


def test_lessons_stand_in_the_digests_order():
    given_lessons = [lesson("tre", 2), lesson("ett", 0), lesson("två", 1), lesson("noll", 5, "A")]
    (shown, *_) = tables(given_lessons, [], [], Report())
    assert [row[shown.columns.index("text")] for row in shown.rows] == ["noll", "ett", "två", "tre"]
