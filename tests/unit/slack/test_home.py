"""The Home tab, in both languages, is taken by Slack as it is."""

from __future__ import annotations

import pytest

from bot.content.texts import load_catalogue
from bot.learning.language import Language
from bot.slack.blocks.home import leader, member
from bot.slack.blocks.home.page import MOST_BLOCKS, page
from bot.slack.blocks.kit import section
from sandbox.blocks import validate_view

CATALOGUE = load_catalogue()


@pytest.fixture(params=list(Language))
def t(request):
    return CATALOGUE[request.param]


def test_a_home_tab_is_valid_for_members_and_admins(t):
    shown = [member.HomeSchedule("Fredag", "varje fredag", "fredag", "Nästa gång:")] * 10
    full = [
        member.open_prompts(t, [("Vad lärde du dig?", "https://x.slack.com/archives/D1/p1")] * 5),
        leader.reviews(t, [("Fredag", "r" * 36)] * 5),
        member.schedules(t, shown, admin=True),
        member.buttons(t, paused="Paus", admin=True, leads=True),
    ]
    assert validate_view(page(t, full)) == []
    empty = [
        member.open_prompts(t, []),
        leader.reviews(t, []),
        member.schedules(t, [], admin=False),
        member.buttons(t, paused="", admin=False, leads=False),
    ]
    assert validate_view(page(t, empty)) == []


def test_a_home_tab_never_has_more_blocks_than_slack_takes(t):
    parts = [[section("…")] * 30] * 5
    found = page(t, parts)
    assert len(found["blocks"]) <= MOST_BLOCKS
    assert validate_view(found) == []
