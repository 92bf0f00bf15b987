"""The order, the days and the hours of a conversation."""

from __future__ import annotations

import pytest

from sandbox.page.conversation import days
from sandbox.page.when import slack_date
from tests.sandbox_page.fake import NOON, as_seen_by, message

NOW = int(NOON.timestamp())


def ts(seconds: int) -> str:
    """Return the timestamp of a message some seconds from noon."""
    return f"{NOW + seconds}.000100"


def test_i_read_the_time_on_my_own_clock_in_my_own_way() -> None:
    said = [message(ts(0), "hej")]
    shown = {user: days(said, as_seen_by(user))[0].lines[0].time for user in ("U0ANNA", "U0TOM", "U0GRACE")}
    assert shown["U0ANNA"] == "12:00"
    assert shown["U0TOM"] == "11:00"
    assert shown["U0GRACE"].replace("\u202f", " ") == "6:00 AM"


def test_days_have_names_in_my_language() -> None:
    said = [message(ts(-86_400 * 9)), message(ts(-86_400)), message(ts(0))]
    assert [one.name for one in days(said, as_seen_by())] == ["onsdag 25 november", "I går", "I dag"]
    assert [one.name for one in days(said, as_seen_by("U0TOM"))] == [
        "Wednesday 25 November",
        "Yesterday",
        "Today",
    ]


def test_midnight_is_my_own_midnight() -> None:
    late = message(ts(11 * 3600 + 1800))
    assert [one.name for one in days([message(ts(0)), late], as_seen_by())] == ["I dag"]
    later = message(ts(12 * 3600 + 1800))
    assert [one.name for one in days([message(ts(0)), later], as_seen_by())] == ["I dag", "I morgon"]
    assert [one.name for one in days([message(ts(0)), later], as_seen_by("U0TOM"))] == ["Today"]


def test_messages_sent_together_share_a_face() -> None:
    said = [message(ts(0)), message(ts(60)), message(ts(120), by="U0ANNA"), message(ts(1000), by="U0ANNA")]
    assert [line.follows for line in days(said, as_seen_by())[0].lines] == [False, True, False, False]


def test_what_only_i_see_always_stands_alone() -> None:
    said = [message(ts(0)), message(ts(10), ephemeral=True), message(ts(20))]
    lines = days(said, as_seen_by())[0].lines
    assert [line.follows for line in lines] == [False, False, False]
    assert [line.is_ephemeral for line in lines] == [False, True, False]


def test_replies_stand_under_what_they_answer() -> None:
    said = [message(ts(0), "fråga"), message(ts(10), "annat"), message(ts(20), "svar", thread_ts=ts(0))]
    lines = days(said, as_seen_by())[0].lines
    assert [line.message["text"] for line in lines] == ["fråga", "svar", "annat"]
    assert [line.is_reply for line in lines] == [False, True, False]


def test_an_app_is_marked_and_may_have_another_name() -> None:
    said = [
        message(ts(0), by="U0APP", bot_id="B1"),
        message(ts(10), by="U0APP", bot_id="B1", username="Roboten"),
    ]
    assert [(line.author.name, line.author.is_app) for line in days(said, as_seen_by())[0].lines] == [
        ("Appen", True),
        ("Roboten", True),
    ]


@pytest.mark.parametrize(
    ("template", "swedish", "english"),
    [
        ("{date_num} {time}", "2026-12-04 14:00", "2026-12-04 13:00"),
        ("{date_short_pretty} {time}", "i dag 14:00", "today 13:00"),
        ("{date_long}", "fredag 4 december 2026", "Friday, 4 December 2026"),
    ],
)
def test_a_date_in_a_text_is_told_in_my_zone_and_language(template: str, swedish: str, english: str) -> None:
    assert slack_date(template, 1796389200, as_seen_by()) == swedish
    assert slack_date(template, 1796389200, as_seen_by("U0TOM")) == english


@pytest.mark.parametrize(
    ("template", "stamp"), [("{nope}", 1), ("{date}", "soon"), ("{date}", 1e18), ("{date}", "nan")]
)
def test_a_date_that_cannot_be_told_gives_way_to_its_fallback(template: str, stamp: object) -> None:
    assert slack_date(template, stamp, as_seen_by()) is None
