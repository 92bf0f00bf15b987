"""Divide those who are willing into pairs and threes that have not met.

Small groups are solved exactly. Larger ones begin with any division, and a few of its groups at a time are
solved anew until nothing can be gained. Of several divisions that are equally good today the one is taken
that can be followed by the most turns without a repeat.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from bot.learning.shadow.exactly import Cost, cheapest

Group = tuple[str, ...]
Pair = frozenset[str]
Rank = Callable[[str], str]
PAIR, TRIO = 2, 3
SOLVED_AT_ONCE, WITH_TRIOS = 12, 9
"""People whose best division is found exactly, in a few thousandths of a second; threes take longer."""

PATIENCE = 60
"""Attempts without a gain before a division is taken as it is."""

MOST_TIMES = 6
"""Meetings of one pair that are told apart; by then everybody has met everybody many times."""

TOWARDS_THE_UNMET = 0.7
LOOKED_AHEAD_FOR = 16
"""People; more of them have so many others to meet that no division leads to a dead end within a year."""

CANDIDATES, LOOKED_AHEAD = 6, 12
PLENTY = 2 / 3
"""Whoever has not met so large a share of the others can be divided without a repeat, however it goes."""


@dataclass(frozen=True, slots=True)
class Willing:
    """Hold one person who would like to follow a colleague; an empty `team` is unknown, unlike any other."""

    user: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Say how bad it is to bring two people together: worst of all in one team, then how often they met.

    A worse step outweighs any number of lesser ones.
    """

    teams: Mapping[str, str]
    met: Mapping[Pair, int]
    least: int = 0
    _step: int = field(default=2)

    @classmethod
    def of(cls, people: Sequence[Willing], met: Mapping[Pair, int]) -> Acquaintance:
        """Return it for some people; what all of them have behind them with all others counts for nothing."""
        teams = {one.user: " ".join(one.team.split()).casefold() for one in people}
        fresh = cls(teams, met)
        counts = [
            met.get(frozenset(pair), 0) for pair in combinations(teams, 2) if not fresh.colleagues(*pair)
        ]
        return cls(teams, met, min(counts, default=0), len(people) ** 2 + 1)

    def colleagues(self, one: str, other: str) -> bool:
        """Tell whether two people belong to the same known team."""
        return bool(self.teams[one]) and self.teams[one] == self.teams[other]

    def cost(self, one: str, other: str) -> int:
        """Return how bad it is to bring two people together; 0 when they have not met and share no team."""
        times = min(MOST_TIMES, max(0, self.met.get(frozenset((one, other)), 0) - self.least))
        same: int = self._step ** (MOST_TIMES + 1) if self.colleagues(one, other) else 0
        again: int = self._step**times if times else 0
        return same + again


def divide(
    people: Iterable[Willing], met: Mapping[Pair, int], size: int, shuffler: random.Random, rank: Rank
) -> list[Group]:
    """Return groups of a size in which as few as possible share a team, then as few as possible met before.

    Whoever knows the people and their ranks can work out whom a turn brings together, so ranks are secret
    and stay the same from turn to turn.

    Everybody is in a group as long as there are two: an odd one out makes a pair a trio, and where threes
    do not come out even one or two pairs make up for it. A single person gets no group.
    """
    willing = list({one.user: one for one in people}.values())
    if len(willing) < PAIR:
        return []
    groups = _divided(willing, met, size, shuffler, rank)
    if len(willing) <= LOOKED_AHEAD_FOR and _runs_short(willing, met) and not _repeats(groups, met):
        others = [_divided(willing, met, size, shuffler, rank) for _ in range(CANDIDATES - 1)]
        groups = max(
            [groups, *(one for one in others if not _repeats(one, met))],
            key=lambda one: _turns_ahead(willing, meetings(one) + Counter(met), size, shuffler, rank),
        )
    shuffler.shuffle(groups)
    return groups


def trios_among(count: int, size: int) -> int:
    """Return how many groups of three there are among so many people; the others are pairs."""
    if size == PAIR:
        return count % PAIR
    pairs = {0: 0, 1: 2, 2: 1}[count % TRIO]
    return (count - PAIR * pairs) // TRIO


def meetings(groups: Iterable[Sequence[str]]) -> Counter[Pair]:
    """Count how often each two people were in a group together."""
    return Counter(frozenset(pair) for group in groups for pair in combinations(sorted(group), 2))


def _divided(
    people: Sequence[Willing], met: Mapping[Pair, int], size: int, shuffler: random.Random, rank: Rank
) -> list[Group]:
    known = Acquaintance.of(people, met)
    users = sorted((one.user for one in people), key=rank)
    trios = trios_among(len(users), size)
    turn = _round_robin(users, known.cost) if not trios else None
    if turn is not None:
        return turn
    shuffler.shuffle(users)
    return _improved(_any(users, trios), known.cost, shuffler)


def _turns_ahead(
    people: Sequence[Willing], met: Counter[Pair], size: int, shuffler: random.Random, rank: Rank
) -> int:
    """Return how many turns without a repeat follow, with the same people."""
    for turn in range(LOOKED_AHEAD):
        groups = _divided(people, met, size, shuffler, rank)
        if _repeats(groups, met):
            return turn
        met = met + meetings(groups)
    return LOOKED_AHEAD


def _runs_short(people: Sequence[Willing], met: Mapping[Pair, int]) -> bool:
    """Tell whether somebody has met so many of the others that a careless turn could lead to a dead end."""
    known = Acquaintance.of(people, met)
    unmet = [sum(not known.cost(one, other) for other in known.teams) - 1 for one in known.teams]
    return min(unmet) <= PLENTY * len(people)


def _repeats(groups: Iterable[Group], met: Mapping[Pair, int]) -> bool:
    return any(met.get(pair) for pair in meetings(groups))


def _round_robin(users: Sequence[str], cost: Cost) -> list[Group] | None:
    """Return a turn of the classic round robin in which nobody meets again; None when each has a repeat.

    A group that stays the same meets in all its pairs before any pair meets twice.
    """
    fixed, rest = users[0], list(users[1:])
    for _ in rest:
        ring = [fixed, *rest]
        turn = [(ring[place], ring[-1 - place]) for place in range(len(ring) // 2)]
        if not _total(turn, cost):
            return list(turn)
        rest = rest[1:] + rest[:1]
    return None


def _any(users: Sequence[str], trios: int) -> list[Group]:
    cut = TRIO * trios
    groups: list[Group] = [tuple(users[start : start + TRIO]) for start in range(0, cut, TRIO)]
    return groups + [tuple(users[start : start + PAIR]) for start in range(cut, len(users), PAIR)]


def _improved(groups: list[Group], cost: Cost, shuffler: random.Random) -> list[Group]:
    """Solve a few groups anew at a time, beginning with one that could be better."""
    idle = 0
    while idle < PATIENCE and (bad := [group for group in groups if _total([group], cost)]):
        some = _around(shuffler.choice(bad), groups, cost, shuffler)
        members = [user for group in some for user in group]
        shuffler.shuffle(members)
        better = cheapest(members, sum(len(group) == TRIO for group in some), cost)
        gain = _total(some, cost) - _total(better, cost)
        idle = 0 if gain else idle + 1
        groups = [group for group in groups if group not in some] + better
        if len(some) == len(groups):
            break
    return groups


def _around(bad: Group, groups: Sequence[Group], cost: Cost, shuffler: random.Random) -> list[Group]:
    """Choose groups to solve together: mostly those in which somebody is whom another has not met."""
    some, others = [bad], [group for group in groups if group != bad]
    shuffler.shuffle(others)
    room = (WITH_TRIOS if any(len(group) == TRIO for group in groups) else SOLVED_AT_ONCE) - len(bad)
    while others and room >= PAIR:
        user = shuffler.choice(shuffler.choice(some))
        fresh = [group for group in others if any(not cost(user, other) for other in group)]
        chosen = shuffler.choice(fresh) if fresh and shuffler.random() < TOWARDS_THE_UNMET else others[0]
        others.remove(chosen)
        if len(chosen) <= room:
            some.append(chosen)
            room -= len(chosen)
    return some


def _total(groups: Iterable[Group], cost: Cost) -> int:
    return sum(cost(*pair) for group in groups for pair in combinations(group, 2))
