"""An export in messages fits, shows the newest rows whole, and nothing in it is interpreted."""

from __future__ import annotations

import csv
import io

import pytest

from bot.content.texts import load_catalogue
from bot.learning.export import Table
from bot.learning.language import Language
from bot.slack.blocks.export import ROOM, messages, newest
from sandbox.blocks import validate_message

CATALOGUE = load_catalogue()
NAMES = ("lessons", "answers", "rounds", "months", "deeds")


@pytest.fixture(params=list(Language))
def t(request):
    return CATALOGUE[request.param]


def filled(rows: int) -> list[Table]:
    return [
        Table(
            name,
            ("date", "text"),
            [(f"2026-01-{n % 28 + 1:02d}", f"<!channel> {n} " + "å" * 300) for n in range(rows)],
        )
        for name in NAMES
    ]


@pytest.mark.parametrize("rows", [0, 1, 400])
def test_every_message_of_an_export_is_valid_and_fits(t, rows):
    found = messages(t, filled(rows))
    assert len(found) <= 3, "an answer to a command may come five times"
    for blocks in found:
        assert validate_message(blocks) == []
        assert sum(len(str(block)) for block in blocks) < 1.4 * ROOM


def test_the_newest_rows_that_fit_are_shown_whole():
    (table, *_) = filled(400)
    shown = newest(table, 2000)
    assert 0 < len(shown.rows) < 400
    assert list(shown.rows) == list(table.rows[-len(shown.rows) :])
    assert newest(table, 10).rows == []


def test_what_is_shown_is_csv_that_can_be_copied(t):
    lessons = messages(t, filled(3))[1]
    (copied,) = [block["elements"][0] for block in lessons if block["type"] == "rich_text"]
    written = "".join(one["text"] for one in copied["elements"])
    assert len(list(csv.reader(io.StringIO(written)))) == 4
    assert t("export.rest") in str(messages(t, filled(3))[-1])
