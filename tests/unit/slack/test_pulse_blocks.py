"""What the pulse shows is valid in both languages, with charts and without."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content.texts import load_catalogue
from bot.learning.ballot import LEVELS, Statement
from bot.learning.language import Language
from bot.learning.trend import PulseTally, trend
from bot.slack.blocks import pulse
from bot.slack.blocks.pulse import Switch
from sandbox.blocks import validate_message, validate_view

CATALOGUE = load_catalogue()
ID = "p" * 36


@pytest.fixture(params=list(Language))
def t(request):
    return CATALOGUE[request.param]


def counted(month: int, people: int, level: str) -> PulseTally:
    return PulseTally(date(2026, month, 10), 5, {one.value: {level: people} for one in Statement})


def test_the_question_and_its_form_are_valid(t):
    assert validate_message(pulse.ask(t, ID, 5, "fredag 4 december 2026 14:30")) == []
    for chosen in ({}, dict.fromkeys(Statement, "3")):
        view = pulse.form(t, ID, 5, chosen)
        assert validate_view(view) == []
        fields = [block for block in view["blocks"] if block["type"] == "input"]
        assert len(fields) == 5 and all(field["optional"] for field in fields)
        assert all(len(field["element"]["options"]) == len(LEVELS) + 1 for field in fields)
    assert validate_view(pulse.how_it_works(t, 5)) == []


def test_what_came_of_it_is_valid_as_a_chart_and_in_words_alone(t):
    three = [counted(2, 6, "2"), counted(5, 9, "4"), counted(8, 7, "5")]
    for shown in (three, three[:1], [counted(2, 4, "1")], []):
        sheet = pulse.sheet(t, "Fredagsfrågan", trend(shown), 5, "…")
        assert validate_message(sheet.blocks) == [] and validate_message(sheet.plain) == []
        assert "data_visualization" not in str(sheet.plain)
    charted = pulse.sheet(t, "x" * 200, trend(three), 5)
    (chart,) = [one["chart"] for one in charted.blocks if one["type"] == "data_visualization"]
    assert chart["type"] == "line" and len(chart["series"]) == 5
    assert [point["value"] for point in chart["series"][0]["data"]] == [2.0, 4.0, 4.5]
    half = "4,5" if t.language is Language.SV else "4.5"
    assert f"*{half}*" in str(charted.plain)


def test_the_number_of_those_who_answered_is_shown_nowhere(t):
    sheet = pulse.sheet(t, "Fredagsfrågan", trend([counted(2, 17, "3")]), 5)
    assert "17" not in str(sheet.blocks).replace("2026", "")


def test_settings_are_valid_with_and_without_schedules(t):
    switches = [Switch(f"s{n}", "<Fredag>" * 9, "" if n % 2 else "På") for n in range(20)]
    for view in (
        pulse.settings(t, switches),
        pulse.settings(t, []),
        pulse.start(t, "s1", "<Fredag>", date(2026, 12, 1)),
        pulse.plain_words(t, [], admin=True),
        pulse.plain_words(
            t, [("Fredag", pulse.sheet(t, "F", trend([counted(2, 6, "3")]), 5))] * 5, admin=True
        ),
    ):
        assert validate_view(view) == []
    assert validate_message(pulse.home(t, admin=True)) == []
    assert validate_message(pulse.too_few(t, 5)) == []


def test_the_statements_are_our_own_and_short_enough_to_read_on_a_phone(t):
    for statement in Statement:
        assert len(t(f"statement.{statement}")) <= 95
        assert len(t(f"statement.short_{statement}")) <= 20
