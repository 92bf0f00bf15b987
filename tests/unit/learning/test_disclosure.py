"""Nothing that is shown singles out fewer than k."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.disclosure import (
    kept_apart,
    may_review,
    people_between,
    rounded_share,
    shown_count,
    shown_groups,
    shown_level,
    shown_tally,
    shown_thanks,
)

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


def test_texts_by_name_hide_no_unnamed_one_of_their_language():
    assert kept_apart(["en"] * 4 + ["sv"] * 7, 5, named=["en"] * 9) == []
    assert kept_apart(["en"] * 5 + ["sv"] * 7, 5, named=["sv", "en"]) == ["sv", "en"]
    assert kept_apart(["en"] * 5 + ["sv"] * 7, 5, named=["de"]) == [], "nothing is left without a part"


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


ANSWERS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from("12345"))


def told(given_answers, k):
    """Count one pulse after the other; return what was shown of each."""
    shown: list[Counter[str]] = []
    for answers in given_answers:
        tally = shown_tally(Counter(answers.values()), k, [one for one in shown if one is not None])
        shown.append(tally)
    return shown


@given(ANSWERS, ANSWERS)
def test_two_counts_never_lie_further_apart_than_the_people_who_answered_otherwise(one, other):
    changed = sum(one.get(user) != other.get(user) for user in PEOPLE)
    assert people_between(Counter(one.values()), Counter(other.values())) <= changed


@given(st.lists(ANSWERS, max_size=8), K)
def test_no_two_pulses_that_are_shown_differ_by_fewer_than_k_people(pulses, k):
    shown = [one for one in told(pulses, k) if one is not None]
    assert all(sum(one.values()) >= k for one in shown)
    for one, other in combinations(shown, 2):
        assert people_between(one, other) == 0 or people_between(one, other) >= k


@given(ANSWERS, st.sampled_from(PEOPLE), st.sampled_from("12345"), K)
def test_who_joins_or_changes_their_mind_moves_nothing_on_screen(answers, user, choice, k):
    first, second = told([answers, answers | {user: choice}], k)
    assert first is None or second == first


@given(st.lists(ANSWERS, max_size=6), K)
def test_what_is_shown_is_never_k_people_away_from_what_was_answered(pulses, k):
    for answers, tally in zip(pulses, told(pulses, k), strict=True):
        assert (tally is None) == (len(answers) < k)
        assert tally is None or people_between(tally, Counter(answers.values())) < k


@pytest.mark.parametrize(
    ("tally", "level"),
    [({5: 5}, 4.5), ({1: 9}, 1.5), ({3: 5}, 3.0), ({4: 3, 3: 2}, 3.5), ({5: 4}, None), ({2: 4, 1: 1}, 2.0)],
)
def test_a_level_is_rounded_to_halves_and_never_all_or_nobody(tally, level):
    assert shown_level(tally, 5) == level


def test_thanks_are_shown_from_the_first_one_on_and_never_as_none():
    assert [shown_thanks(pressed) for pressed in (0, 1, 7)] == [None, 1, 7]
