"""What following a colleague shows is valid, whatever people write, and nothing they write becomes active."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.texts import load_catalogue
from bot.learning.ballot import Happened
from bot.learning.language import Language
from bot.slack.blocks import shadow
from bot.slack.blocks.shadow import Draft, Partner
from bot.slack.scheduling.wording import weekday_names
from bot.store.sealed.volunteers import LONGEST_TEAM, LONGEST_WISH, Wish
from sandbox.blocks import validate_message, validate_view

CATALOGUE = load_catalogue()
TURN = "t" * 36
LONG = Wish("å" * LONGEST_WISH, "ö" * LONGEST_WISH, "ä" * LONGEST_TEAM)
TIMES = ["torsdag 26 november 2026 10:00 (09:00 för <@U2>)"] * 3


@pytest.fixture(params=list(Language))
def t(request):
    return CATALOGUE[request.param]


def test_messages_are_valid_for_pairs_and_for_threes(t):
    for partners in ([Partner("U2", LONG)], [Partner("U2", LONG), Partner("U3", Wish())]):
        for times in (TIMES, []):
            blocks = shadow.introduction(t, TURN, partners, times, learned_of="fredag 4 december")
            assert validate_message(blocks) == []
    for blocks in (
        shadow.over(t("shadow.skipped")),
        shadow.off(t, [], []),
        shadow.off(t, ["U1"], []),
        shadow.off(t, ["U1"], ["U2"]),
        shadow.ask_back(t, TURN, ["U1", "U2"]),
        shadow.home(t, takes_part=True, next_turn="…", admin=True),
        shadow.home(t, takes_part=False, next_turn="", admin=False),
    ):
        assert validate_message(blocks) == []


@pytest.mark.parametrize("admin", [True, False])
def test_modals_are_valid(t, admin):
    draft = Draft(
        [("s1", "Fredagsfrågan"), ("s2", "x" * 200)],
        "s1",
        2,
        1,
        "09:00",
        date(2026, 11, 25),
        date(2027, 3, 1),
        2,
        admin,
    )
    for view in (
        shadow.sign_up(t, None, [], admin=admin),
        shadow.sign_up(t, LONG, ["…", "…"], admin=admin),
        shadow.look_back(t, TURN, 5, None),
        shadow.look_back(t, TURN, 5, Happened.YES),
        shadow.season(t, draft, weekday_names(t), ["…"]),
    ):
        assert validate_view(view) == []


@given(st.text(max_size=LONGEST_WISH), st.text(max_size=LONGEST_WISH), st.text(max_size=LONGEST_TEAM))
def test_nothing_that_a_volunteer_writes_becomes_a_mention_or_a_link(see, show, team):
    partner = Partner("U2", Wish(see, show, team))
    t = CATALOGUE[Language.SV]
    blocks = shadow.introduction(t, TURN, [partner], TIMES, learned_of="…")
    leaves = [
        leaf
        for one in blocks
        if one["type"] == "rich_text"
        for part in one["elements"]
        for leaf in part["elements"]
    ]
    assert [leaf for leaf in leaves if leaf["type"] != "text"] == (
        [{"type": "user", "user_id": "U2", "style": {"bold": True}}] if leaves else []
    )
    written = "".join(leaf.get("text", "") for leaf in leaves)
    assert all(words in written for words in (see, show, team) if leaves)
