"""What reports say, together and one after the other, is about no fewer than k people."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.acts import Act
from bot.learning.disclosure import Turnout, in_steps, rate_over, rounded_share
from bot.learning.report import (
    MOST_MONTHS,
    ActFigures,
    Deed,
    DeedFigure,
    RoundFigures,
    first_of,
    month_before,
    months_up_to,
    report,
)

K = st.integers(3, 8)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
DAY = date(2026, 12, 15)


@st.composite
def turnouts(draw):
    k = draw(K)
    asked = draw(st.integers(0, 60))
    answered = draw(st.none() | st.integers(0, asked))
    return Turnout(asked, answered, k)


@st.composite
def rounds(draw):
    return RoundFigures(
        draw(DAYS), draw(st.none() | st.sampled_from(Act)), draw(turnouts()), draw(st.integers(0, 9))
    )


@given(st.lists(turnouts(), max_size=8))
def test_a_rate_over_several_rounds_speaks_of_rounds_that_each_have_their_k(several):
    enough = [one for one in several if one.answered is not None and one.answered >= one.k and one.asked]
    rate = rate_over(several)
    assert (rate is None) == (not enough)
    assert rate == rate_over(enough)
    if rate is not None:
        assert rate % 10 == 0 and 10 <= rate <= 90


@given(st.lists(turnouts(), max_size=8), turnouts())
def test_one_more_round_below_its_k_changes_no_rate(several, one):
    if rounded_share(one.answered, one.asked, one.k) is None:
        assert rate_over([*several, one]) == rate_over(several)


@given(st.integers(0, 500), st.integers(0, 500), K)
def test_two_counts_in_steps_are_the_same_or_differ_by_at_least_k(one, other, k):
    first, second = in_steps(one, k), in_steps(other, k)
    assert (first is None) == (one < k)
    if first is not None and second is not None:
        assert first <= one < first + k
        assert first == second or abs(first - second) >= k


@given(st.lists(rounds(), max_size=20), DAYS)
def test_a_month_that_is_over_says_the_same_in_every_later_report(several, last):
    before = report(several, [], last)
    later = report(several, [], last + timedelta(days=31))
    again = {one.first: one for one in later.months}
    for month in before.months:
        assert again.get(month.first, month) == month


@given(st.lists(rounds(), max_size=20), DAYS)
def test_a_report_has_as_many_months_as_a_chart_takes_and_no_round_twice(several, last):
    found = report(several, [], last)
    assert len(found.months) <= MOST_MONTHS
    assert [one.first for one in found.months] == sorted({one.first for one in found.months})
    known = [one for one in several if first_of(one.on) <= first_of(last)]
    if found.months:
        assert found.months[-1].lessons == sum(one.lessons for one in known)


def test_a_report_by_hand():
    several = [
        RoundFigures(date(2026, 11, 6), Act.TOGETHER, Turnout(40, 20, 5), 4),
        RoundFigures(date(2026, 11, 13), Act.RESPECT, Turnout(40, 30, 5), 6),
        RoundFigures(date(2026, 11, 20), Act.RESPECT, Turnout(40, None, 5), 0),
        RoundFigures(date(2026, 12, 4), None, Turnout(40, 12, 5), 2),
    ]
    deeds = [
        DeedFigure(date(2026, 11, 1), date(2026, 11, 1), Deed.THANKED, 10),
        DeedFigure(date(2026, 10, 1), date(2026, 11, 1), Deed.PLANNED, 5),
    ]
    found = report(several, deeds, DAY)
    assert [(one.first.month, one.rate, one.lessons) for one in found.months] == [(11, 60, 10), (12, 30, 12)]
    assert found.acts[Act.RESPECT] == ActFigures(2, 6)
    assert found.acts[Act.INPUT] == ActFigures()
    assert [one.deed for one in found.deeds] == [Deed.PLANNED, Deed.THANKED]
    assert found.acts_since == date(2026, 11, 1)
    assert report([], [], DAY).is_empty


def test_months_are_told_by_their_first_day():
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert months_up_to(date(2026, 2, 3), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
