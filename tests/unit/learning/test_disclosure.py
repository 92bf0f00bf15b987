"""Nothing that is shown singles out fewer than k."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.disclosure import kept_apart, may_review, rounded_share, shown_count, shown_groups

PEOPLE = [f"U{number}" for number in range(24)]
GROUPS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from(PEOPLE), max_size=24), max_size=6
)
K = st.integers(3, 8)


def regions(groups: list[frozenset[str]]) -> list[frozenset[str]]:
    """Return what any combination of sums and differences can isolate."""
    by_pattern: dict[tuple[bool, ...], set[str]] = {}
    for one in PEOPLE:
        pattern = tuple(one in group for group in groups)
        if any(pattern):
            by_pattern.setdefault(pattern, set()).add(one)
    return [frozenset(region) for region in by_pattern.values()]


@given(GROUPS, K)
def test_no_combination_of_shown_groups_singles_out_fewer_than_k(groups, k):
    shown = list(shown_groups(groups, k).values())
    assert all(len(region) >= k for region in regions(shown))
    for one, other in combinations(shown, 2):
        assert len(one - other) >= k or not one - other


@given(st.lists(GROUPS, min_size=1, max_size=5), K)
def test_a_sequence_of_reports_singles_out_nobody_either(sequence, k):
    before: list[frozenset[str]] = []
    for groups in sequence:
        before += shown_groups(groups, k, before).values()
    assert all(len(region) >= k for region in regions(before))


@given(st.frozensets(st.sampled_from(PEOPLE), min_size=8), st.integers(1, 2))
def test_a_remainder_too_small_hides_one_of_the_two(everyone, few):
    part = frozenset(sorted(everyone)[few:])
    shown = shown_groups({"all": everyone, "part": part}, 3)
    assert set(shown) == {"all"}


@given(GROUPS, K)
def test_whatever_can_be_shown_is_shown(groups, k):
    shown = shown_groups(groups, k)
    for key, group in groups.items():
        if key not in shown and len(group) >= k:
            assert any(len(region) < k for region in regions([*shown.values(), group]))


def test_a_rule_that_looks_at_pairs_only_would_be_found_out():
    # Each pair is fine; the total less both parts is one person.
    whole, left, right = frozenset(PEOPLE[:21]), frozenset(PEOPLE[:10]), frozenset(PEOPLE[10:20])
    pairs = combinations((whole, left, right), 2)
    assert all(len(one - other) >= 3 or not one - other for one, other in pairs)
    assert len(shown_groups({"whole": whole, "left": left, "right": right}, 3)) == 2


@given(st.lists(st.sampled_from(["sv", "en", "fi"]), max_size=30), K)
def test_a_language_of_fewer_than_k_is_never_set_apart(languages, k):
    apart = kept_apart(languages, k)
    assert all(languages.count(language) >= k for language in apart)
    assert not apart or set(apart) == set(languages)


def test_two_languages_with_enough_texts_stand_apart_the_larger_first():
    assert kept_apart(["en"] * 5 + ["sv"] * 7, 5) == ["sv", "en"]
    assert kept_apart(["sv"] * 7, 5) == []


@given(st.integers(0, 60), st.integers(0, 60), K)
def test_shares_are_round_and_never_all_or_nobody(part, whole, k):
    share = rounded_share(part, whole, k)
    assert share is None or (share % 10 == 0 and 10 <= share <= 90 and part >= k)


@pytest.mark.parametrize(("members", "expected"), [(4, None), (5, 9)])
def test_a_count_is_shown_from_k_members_on(members, expected):
    assert shown_count(9, members, 5) == expected


@pytest.mark.parametrize(
    ("took_part", "answered", "may"),
    [(False, 5, True), (True, 9, False), (True, 10, True), (True, None, False), (False, None, True)],
)
def test_a_curator_who_took_part_in_a_small_pool_leaves_it(took_part, answered, may):
    assert may_review(took_part, answered, 5) is may
