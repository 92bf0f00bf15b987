"""A report is taken by Slack with its charts, and says the same without them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content.texts import load_catalogue
from bot.learning.acts import Act
from bot.learning.language import Language
from bot.learning.report import ActFigures, Deed, DeedFigure, Month, Report, months_up_to
from bot.slack.blocks.charts import Chart, drawn
from bot.slack.blocks.checklist import Checked, checklist
from bot.slack.blocks.report import sheets
from sandbox.blocks import validate_message

CATALOGUE = load_catalogue()
MONTHS = months_up_to(date(2026, 9, 1), 12)
FULL = Report(
    months=[Month(first, 10 + 10 * (number % 9), 7 * number) for number, first in enumerate(MONTHS)],
    acts={act: ActFigures(number, 3 * number) for number, act in enumerate(Act)},
    acts_since=date(2026, 7, 1),
    deeds=[DeedFigure(date(2026, 7, 1), month, deed, 10) for month in MONTHS for deed in Deed],
)
ONE_MONTH = Report([Month(MONTHS[0], None, 0)], {act: ActFigures() for act in Act}, MONTHS[0])


@pytest.fixture(params=list(Language))
def t(request):
    return CATALOGUE[request.param]


def charts(blocks) -> list[dict]:
    return [one for one in blocks if one["type"] == "data_visualization"]


@pytest.mark.parametrize("report", [FULL, ONE_MONTH, Report()])
def test_every_message_of_a_report_is_valid_with_and_without_charts(t, report):
    for sheet in sheets(t, report, t("figures.month_title", month=t.month(MONTHS[-1])), 5):
        assert validate_message(sheet.blocks) == [] and len(charts(sheet.blocks)) <= 2
        assert validate_message(sheet.plain) == [] and not charts(sheet.plain)
        assert sheet.text


def test_a_full_report_has_four_charts_in_two_messages(t):
    first, second = sheets(t, FULL, "…", 5)
    assert len(charts(first.blocks)) == len(charts(second.blocks)) == 2


def test_every_number_of_a_chart_stands_in_the_plain_words_too(t):
    for sheet in sheets(t, FULL, "…", 5):
        words = str(sheet.plain)
        for chart in charts(sheet.blocks):
            for series in chart["chart"]["series"]:
                for point in series["data"]:
                    assert point["label"] in words and str(point["value"]) in words


def test_a_report_that_has_too_little_says_so_in_words(t):
    first, second = sheets(t, ONE_MONTH, "…", 5)
    assert not charts(first.blocks) and not charts(second.blocks)
    for name in ("no_rates", "no_acts"):
        assert t(f"figures.{name}") in str(first.blocks)
    for name in ("no_deeds", "no_lessons"):
        assert t(f"figures.{name}") in str(second.blocks)


def test_a_chart_is_cut_to_what_slack_takes():
    many = Chart("T" * 80, [f"{n} {'x' * 30}" for n in range(25)], {"N" * 30: range(25)}, "y" * 60, "line")
    assert validate_message([drawn(many)]) == []


def test_two_points_make_bars_and_three_a_curve():
    def kind(points: int) -> str:
        names = [str(number) for number in range(points)]
        return drawn(Chart("t", names, {"n": [1] * points}, kind="line"))["chart"]["type"]

    assert (kind(1), kind(2), kind(3)) == ("bar", "bar", "line")


def test_a_checklist_shows_what_is_done_and_offers_the_last_step(t):
    shown = checklist(
        t,
        [Checked("r" * 36, "Fredag <&>", True, True, False), Checked("s" * 36, "Måndag", None, False, True)],
    )
    assert validate_message(shown) == []
    assert str(shown).count(":white_check_mark:") == 3
    assert str(shown).count(t("checklist.went_first")) == 1, "nobody is asked for what another did"
    assert "done.rrr" in str(shown) and "undo.sss" in str(shown)
    assert checklist(t, []) == []
