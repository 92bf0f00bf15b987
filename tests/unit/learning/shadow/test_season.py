"""A season's turns come when its admin said they would."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.recurrence import Weekday
from bot.learning.shadow.season import SeasonRule

SE = WorkCalendar(HolidayPolicy())
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def rule(**changed) -> SeasonRule:
    given = {
        "every_weeks": 2,
        "weekday": Weekday.TUESDAY,
        "at": time(9, 0),
        "starts": date(2026, 11, 23),
        "ends": date(2027, 2, 28),
        "zone": STOCKHOLM,
    }
    return SeasonRule(**(given | changed))


def test_turns_come_every_so_many_weeks_from_the_first_weekday_on():
    days = [named.isoformat() for named, _ in rule().turns(SE)]
    assert days[:4] == ["2026-11-24", "2026-12-08", "2026-12-22", "2027-01-05"]
    assert days[-1] == "2027-02-16"


def test_a_season_that_begins_after_its_weekday_waits_for_the_next_one():
    named, at = next(iter(rule(starts=date(2026, 11, 25), every_weeks=4).turns(SE)))
    assert (named, at) == (date(2026, 12, 1), datetime(2026, 12, 1, 9, tzinfo=STOCKHOLM))


def test_a_holiday_moves_a_turn_and_not_the_beat():
    turns = dict(rule(weekday=Weekday.WEDNESDAY, starts=date(2026, 12, 9)).turns(SE))
    assert turns[date(2026, 12, 23)].date() == date(2026, 12, 23)
    assert turns[date(2027, 1, 6)] == datetime(2027, 1, 7, 9, tzinfo=STOCKHOLM), "Epiphany is a holiday"
    assert date(2027, 1, 20) in turns


def test_a_month_that_is_left_out_has_no_turn_in_it():
    calendar = WorkCalendar(HolidayPolicy(quiet_months=frozenset({12})))
    assert all(at.month != 12 for _, at in rule().turns(calendar))


def test_a_turn_is_due_from_its_moment_on_and_once():
    first = datetime(2026, 11, 24, 9, tzinfo=STOCKHOLM)
    assert rule().due(SE, first - timedelta(minutes=1), None) is None
    named, at = rule().due(SE, first, None)
    assert (named, at) == (date(2026, 11, 24), first)
    assert rule().due(SE, first + timedelta(days=1), named) is None


@pytest.mark.parametrize(("days", "expected"), [(3, date(2026, 11, 24)), (6, None), (14, date(2026, 12, 8))])
def test_after_a_standstill_only_the_latest_turn_is_made_up_for(days, expected):
    now = datetime(2026, 11, 24, 9, tzinfo=STOCKHOLM) + timedelta(days=days)
    found = rule().due(SE, now, None)
    assert (found and found[0]) == expected


def test_nothing_is_due_when_the_season_is_over():
    assert rule().due(SE, datetime(2027, 3, 2, 9, tzinfo=STOCKHOLM), date(2027, 2, 16)) is None


def test_a_season_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="after it begins"):
        rule(ends=date(2026, 11, 1))
