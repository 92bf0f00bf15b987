"""Nobody asks more of the app than hands can, and no signature is taken twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.slack.directory import read_person
from bot.slack.http import AGE, SeenOnce
from bot.slack.installing.pages import wanted_language
from bot.slack.pace import Pace

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


class Standing:
    """Stand still until told."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


def test_a_member_may_be_quick_but_not_a_machine_and_slows_down_nobody_else():
    clock = Standing()
    pace = Pace(60, clock)
    assert [pace.allows("T1", "U1") for _ in range(61)] == [True] * 60 + [False]
    assert pace.allows("T1", "U2") and pace.allows("T2", "U1")
    clock.at += timedelta(seconds=2)
    assert [pace.allows("T1", "U1") for _ in range(3)] == [True, True, False]
    clock.at += timedelta(hours=1)
    assert [pace.allows("T1", "U1") for _ in range(61)] == [True] * 60 + [False]


def test_whom_nobody_has_heard_of_for_a_minute_takes_no_memory(monkeypatch):
    monkeypatch.setattr("bot.slack.pace.MOST_REMEMBERED", 3)
    clock = Standing()
    pace = Pace(60, clock)
    for number in range(4):
        pace.allows("T1", f"U{number}")
    clock.at += timedelta(minutes=1)
    pace.allows("T1", "U9")
    assert len(pace._spent) == 1


def test_a_limit_of_none_lets_everything_through():
    assert all(Pace(0, Standing()).allows("T1", "U1") for _ in range(1000))


def test_a_signature_is_taken_once_for_as_long_as_it_holds():
    clock = [0.0]
    once = SeenOnce(lambda: clock[0])
    assert once.first("v0=a") and not once.first("v0=a") and once.first("v0=b")
    clock[0] = 2 * AGE
    assert not once.first("v0=a")
    clock[0] = 2 * AGE + 1
    assert once.first("v0=c") and len(once._seen) == 1, "what no longer holds takes no memory"


@pytest.mark.parametrize(
    ("user", "guest"),
    [
        ({"team_id": "T1"}, False),
        ({"team_id": "T2"}, True),
        ({"team_id": "T1", "is_stranger": True}, True),
        ({"team_id": "T1", "is_restricted": True}, True),
        ({"team_id": "T1", "is_ultra_restricted": True}, True),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, False),
        ({"team_id": "T1", "enterprise_user": {"teams": ["T2"]}}, True),
        ({"team_id": "E1"}, False),
        ({}, False),
    ],
)
def test_guests_and_strangers_from_shared_channels_are_told_from_members(user, guest):
    assert read_person({"id": "U1", **user}, NOW, "T1").is_guest is guest


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("de,sv;q=0.5", "sv"),
        ("de", "en"),
        ("", "en"),
        ("sv;q=x, *;q=0", "en"),
        ("sv;q=0, en;q=0.1", "en"),
    ],
)
def test_a_page_speaks_the_language_that_a_browser_asks_for_first(asked, language):
    assert wanted_language(asked) == language
