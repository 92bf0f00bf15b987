"""The Home tab, in both languages, is taken by Slack as it is."""

from __future__ import annotations

import pytest

from bot.content.texts import load_catalogue
from bot.learning.language import Language
from bot.slack.blocks.home import admin, leader, member
from bot.slack.blocks.home.page import MOST_BLOCKS, page
from bot.slack.blocks.kit import section
from sandbox.blocks import validate_view

CATALOGUE = load_catalogue()


@pytest.fixture(params=list(Language))
def t(request):
    return CATALOGUE[request.param]


def test_a_home_tab_is_valid_for_members_and_admins(t):
    can = admin.words_for(paused=False, is_open=False)
    shown = [
        member.HomeSchedule("Fredag", "varje fredag", "fredag", "Nästa gång:", f"s{number}", can, waits=True)
        for number in range(10)
    ]
    full = [
        member.open_prompts(t, [("Vad lärde du dig?", "https://x.slack.com/archives/D1/p1")] * 5),
        leader.reviews(t, [("Fredag", "r" * 36)] * 5),
        member.schedules(t, shown, admin=True, more=3),
        member.buttons(t, paused="Paus", admin=True, leads=True),
        admin.tools(t),
    ]
    assert validate_view(page(t, full)) == []
    assert validate_view(page(t, [admin.first_steps(t), admin.tools(t)])) == []
    empty = [
        member.open_prompts(t, []),
        leader.reviews(t, []),
        member.schedules(t, []),
        member.buttons(t, paused="", admin=False, leads=False),
    ]
    assert validate_view(page(t, empty)) == []


def test_a_home_tab_never_has_more_blocks_than_slack_takes(t):
    parts = [[section("…")] * 30] * 5
    found = page(t, parts)
    assert len(found["blocks"]) <= MOST_BLOCKS
    assert validate_view(found) == []


@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_schedules_menu_offers_what_can_be_done_now_and_fits_behind_its_dots(t, paused, is_open):
    words = admin.words_for(paused=paused, is_open=is_open)
    assert len(words) == len(set(words)) <= 5
    assert ("resume" in words) is paused and ("pause" in words) is not paused
    assert ("run" in words) is (not is_open and not paused)
    assert ("close" in words) is is_open
    shown = member.HomeSchedule("Fredag", "varje fredag", "fredag", "Nästa gång:", "s" * 36, words)
    assert validate_view(page(t, [member.schedules(t, [shown])])) == []


@pytest.mark.parametrize("waits", [True, False])
def test_publishing_is_offered_beside_the_menu_while_answers_wait_to_be_shown(t, waits):
    shown = member.HomeSchedule("Fredag", "varje fredag", "fredag", "Nästa gång:", "s" * 36, waits=waits)
    assert (f"publish.{'s' * 36}" in str(member.schedules(t, [shown]))) is waits
