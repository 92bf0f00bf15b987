"""A trend shows what may be shown, and a gap stays a gap."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.ballot import LEVELS, Statement
from bot.learning.trend import MOST_PULSES, PulseTally, trend

FIRST = date(2026, 2, 10)
TALLIES = st.dictionaries(
    st.sampled_from([one.value for one in Statement]),
    st.dictionaries(st.sampled_from(LEVELS), st.integers(1, 9), max_size=5),
)


def pulses(*tallies) -> list[PulseTally]:
    return [PulseTally(FIRST + timedelta(weeks=13 * n), 5, tally) for n, tally in enumerate(tallies)]


def all_at(level: str, people: int = 6) -> dict:
    return {one.value: {level: people} for one in Statement}


def test_levels_follow_each_other_oldest_first():
    found = trend(pulses(all_at("2"), all_at("4")))
    assert found.levels[Statement.ERR] == [2.0, 4.0]
    assert found.days == [FIRST, FIRST + timedelta(weeks=13)]
    assert set(found.unbroken) == set(Statement)


def test_a_statement_that_too_few_answered_once_makes_no_line_and_hides_no_other():
    second = all_at("4") | {"try": {"1": 4}}
    found = trend(pulses(all_at("2"), second))
    assert found.levels[Statement.TRY] == [2.0, None]
    assert set(found.unbroken) == set(Statement) - {Statement.TRY}


def test_a_pulse_of_which_nothing_may_be_shown_is_left_out():
    found = trend(pulses(all_at("3"), {"err": {"1": 4}}, all_at("3")))
    assert len(found.days) == 2
    assert trend(pulses({})).days == [] and trend([]).unbroken == {}


@given(st.lists(TALLIES, max_size=12))
def test_a_trend_is_never_longer_than_two_years_and_shows_nothing_of_fewer_than_k(tallies):
    found = trend(pulses(*tallies))
    assert len(found.days) <= MOST_PULSES
    by_day = {one.asked_on: one for one in pulses(*tallies)}
    for statement in Statement:
        for day, level in zip(found.days, found.levels[statement], strict=True):
            enough = sum(by_day[day].tallies.get(statement, {}).values()) >= 5
            assert (level is not None) == enough
            assert level is None or 1.5 <= level <= 4.5
