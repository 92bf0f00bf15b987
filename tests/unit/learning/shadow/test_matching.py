"""Who follows whom: nobody is left over, nobody meets again before their time."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.shadow.exactly import cheapest
from bot.learning.shadow.matching import Acquaintance, Willing, divide, meetings, trios_among

NAMES = tuple(f"U{number:02d}" for number in range(40))


def people(count: int, teams: int = 0) -> list[Willing]:
    return [Willing(name, f"team {n % teams}" if teams else "") for n, name in enumerate(NAMES[:count])]


def season(crowd, turns: int, *, size: int = 2, seed: int = 1) -> list[list[tuple[str, ...]]]:
    """Let the same people go through some turns."""
    chance, played = random.Random(seed), []
    for _ in range(turns):
        played.append(divide(crowd, meetings(group for turn in played for group in turn), size, chance, str))
    return played


def every_division(names: list[str], trios: int):
    """Yield every division there is, the slow and obvious way."""
    if not names:
        if not trios:
            yield []
        return
    first, rest = names[0], names[1:]
    for size in (2, 3) if trios else (2,):
        for others in combinations(rest, size - 1):
            left = [one for one in rest if one not in others]
            for more in every_division(left, trios - (size == 3)):
                yield [(first, *others), *more]


crowds = st.integers(2, 9).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.sampled_from(["", "montage", "Kundtjänst", "kundtjänst ", "IT"]),
            min_size=count,
            max_size=count,
        ),
        st.dictionaries(
            st.sampled_from([frozenset(pair) for pair in combinations(NAMES[:count], 2)]), st.integers(1, 4)
        ),
        st.sampled_from([2, 3]),
        st.integers(0, 99),
    )
)


@given(crowds)
@settings(max_examples=60, deadline=None)
def test_everybody_is_in_one_group_and_the_division_is_the_best_there_is(given_crowd):
    count, teams, met, size, seed = given_crowd
    crowd = [Willing(name, team) for name, team in zip(NAMES, teams, strict=False)]
    groups = divide(crowd, met, size, random.Random(seed), str)
    assert Counter(user for group in groups for user in group) == dict.fromkeys(NAMES[:count], 1)
    known = Acquaintance.of(crowd, met)

    def price(division) -> int:
        return sum(known.cost(*pair) for group in division for pair in combinations(group, 2))

    trios = sum(len(group) == 3 for group in groups)
    assert trios == trios_among(count, size)
    assert price(groups) == min(map(price, every_division(list(NAMES[:count]), trios)))


@pytest.mark.parametrize("count", [4, 6, 8, 10, 12, 14, 20, 30])
def test_a_group_that_stays_meets_in_all_its_pairs_before_any_pair_meets_twice(count):
    turns = season(people(count), count - 1)
    met = meetings(group for turn in turns for group in turn)
    assert len(met) == count * (count - 1) // 2 and set(met.values()) == {1}
    again = season(people(count), 2 * (count - 1))
    assert set(meetings(group for turn in again for group in turn).values()) == {2}, "then it begins anew"


@pytest.mark.parametrize(("count", "teams", "turns"), [(12, 2, 6), (12, 3, 8), (20, 2, 10), (24, 4, 14)])
def test_pairs_are_of_two_teams_as_long_as_the_teams_allow_it(count, teams, turns):
    played = season(people(count, teams), turns)
    for group in (group for turn in played for group in turn):
        assert len({int(user[1:]) % teams for user in group}) == len(group)
    assert set(meetings(group for turn in played for group in turn).values()) == {1}


def test_a_team_that_is_larger_than_all_others_still_leaves_nobody_over():
    crowd = [Willing(name, "montage") for name in NAMES[:6]] + [Willing("U90", "IT"), Willing("U91", "HR")]
    (groups,) = season(crowd, 1)
    mixed = [group for group in groups if set(group) & {"U90", "U91"}]
    assert len(groups) == 4 and len(mixed) == 2, "both others meet somebody of the large team"


@given(
    st.lists(st.sets(st.sampled_from(NAMES[:9]), min_size=2), min_size=1, max_size=7),
    st.sampled_from([2, 3]),
    st.integers(0, 9),
)
@settings(max_examples=30, deadline=None)
def test_with_people_coming_and_going_nobody_is_left_over_and_nobody_repeats_needlessly(turns, size, seed):
    chance = random.Random(seed)
    met: Counter[frozenset[str]] = Counter()
    for present in turns:
        groups = divide([Willing(user) for user in sorted(present)], met, size, chance, str)
        assert sorted(user for group in groups for user in group) == sorted(present)
        assert all(len(group) in (2, 3) for group in groups)
        if size == 2:
            assert sum(len(group) == 3 for group in groups) == len(present) % 2, "an odd one out makes a trio"
        floor = min(met[frozenset(pair)] for pair in combinations(present, 2))
        if len(present) <= 7:
            divisions = every_division(sorted(present), sum(len(group) == 3 for group in groups))
            fewest = min(_again(one, met, floor) for one in divisions)
            assert _again(groups, met, floor) == fewest, "nobody meets again while there is a way around it"
        met += meetings(groups)


def _again(groups, met, floor: int) -> list[int]:
    """Return how often the pairs of a division met before, the most often first."""
    return sorted((met[pair] - floor for pair in meetings(groups) if met[pair] > floor), reverse=True)


def test_the_same_pair_waits_until_the_others_have_had_their_turn():
    met = {frozenset(pair): 1 for pair in combinations(NAMES[:4], 2)}
    met[frozenset(NAMES[:2])] = met[frozenset(NAMES[2:4])] = 2
    for seed in range(20):
        groups = divide(people(4), met, 2, random.Random(seed), str)
        assert frozenset(NAMES[:2]) not in map(frozenset, groups)


@pytest.mark.parametrize("count", [0, 1])
def test_a_single_person_gets_no_group(count):
    assert divide(people(count), {}, 2, random.Random(1), str) == []


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 3]), (6, [3, 3]), (7, [2, 2, 3]), (8, [2, 3, 3])],
)
def test_threes_that_do_not_come_out_even_are_made_up_by_pairs(count, sizes):
    assert sorted(map(len, divide(people(count), {}, 3, random.Random(1), str))) == sizes


def test_somebody_who_is_named_twice_is_one_person():
    assert divide([Willing("U1"), Willing("U1"), Willing("U2")], {}, 2, random.Random(1), str) in (
        [("U1", "U2")],
        [("U2", "U1")],
    )


def test_a_large_crowd_with_a_year_behind_it_is_divided_without_a_repeat():
    crowd, chance = [Willing(f"V{n:03d}", f"t{n % 9}") for n in range(150)], random.Random(3)
    met: Counter[frozenset[str]] = Counter()
    for _ in range(13):
        groups = divide(crowd, met, 2, chance, str)
        assert all(not met[pair] for pair in meetings(groups))
        met += meetings(groups)


def test_too_many_trios_are_refused():
    with pytest.raises(ValueError, match="even"):
        cheapest(NAMES[:4], 1, lambda _one, _other: 0)
