"""What people do with lessons is counted so that no figure, and no two together, single anyone out."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.report import Deed, month_before
from bot.learning.tally import MOST_CARRIED, Tally, month_over

NOVEMBER = date(2026, 11, 1)
PEOPLE = [f"U{number}" for number in range(20)]
DONE = st.lists(st.tuples(st.sampled_from(Deed), st.sampled_from(PEOPLE)), max_size=40)
K = st.integers(3, 7)


def months(first: date):
    while True:
        yield first
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)


@given(st.lists(DONE, min_size=1, max_size=8), K)
def test_every_figure_stands_for_at_least_k_people_who_stand_in_no_other(sequence, k):
    tally, counted = Tally(), []
    for month, done in zip(months(NOVEMBER), sequence, strict=False):
        tally = tally.with_(done, month)
        waiting = {deed: one.people for deed, one in tally.deeds.items()}
        figures, tally = tally.counted(month, k)
        for one in figures:
            assert k <= one.people <= len(waiting[one.deed]) < one.people + k
            assert one.deed not in tally.deeds, "whoever was counted waits no longer"
        counted += [(one.deed, one.since, one.month) for one in figures]
    for deed in Deed:
        spans = sorted((since, month) for of, since, month in counted if of is deed)
        assert all(one[1] < other[0] for one, other in pairwise(spans))


@given(DONE, K, st.sampled_from(PEOPLE), st.sampled_from(Deed))
def test_one_person_more_moves_a_figure_by_a_whole_step_or_not_at_all(done, k, person, deed):
    def people(of: list) -> int:
        figures, _ = Tally().with_(of, NOVEMBER).counted(NOVEMBER, k)
        return next((one.people for one in figures if one.deed is deed), 0)

    assert people([*done, (deed, person)]) - people(done) in (0, k)


def test_too_few_wait_for_the_next_months_and_then_are_let_go():
    tally = Tally()
    for number, month in zip(range(MOST_CARRIED), months(NOVEMBER), strict=False):
        tally = tally.with_([(Deed.TRIED, f"U{number}")], month)
        figures, tally = tally.counted(month, 5)
        assert figures == []
    assert tally.deeds == {}
    tally = Tally().with_([(Deed.TRIED, one) for one in PEOPLE[:4]], NOVEMBER)
    _, tally = tally.counted(NOVEMBER, 5)
    december = date(2026, 12, 1)
    (figure,), _ = tally.with_([(Deed.TRIED, PEOPLE[4])], december).counted(december, 5)
    assert (figure.since, figure.month, figure.people) == (NOVEMBER, december, 5)


@given(DONE)
def test_a_tally_comes_back_from_its_seal_as_it_was(done):
    tally = Tally().with_(done, NOVEMBER)
    assert Tally.unpacked(tally.packed()) == tally


@given(DONE, st.sampled_from(PEOPLE))
def test_whoever_leaves_is_counted_nowhere(done, person):
    left = Tally().with_(done, NOVEMBER).without(person)
    assert left == Tally().with_([one for one in done if one[1] != person], NOVEMBER)


def test_a_month_is_counted_once_it_is_over_however_late():
    assert month_over(None, date(2026, 11, 24)) is None
    assert month_over(NOVEMBER, date(2026, 11, 30)) is None
    assert month_over(NOVEMBER, date(2026, 12, 1)) == NOVEMBER
    assert month_over(NOVEMBER, date(2027, 2, 3)) == date(2027, 1, 1) == month_before(date(2027, 2, 3))
