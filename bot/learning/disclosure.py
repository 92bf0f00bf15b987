"""Decide what may be shown of a group: everything that a screen, a post or a file says passes through here.

Six rules. Nothing is shown of fewer than k people. No combination of what is shown, now or before,
may single out fewer than k. A language in which fewer than k wrote is not set apart. Shares and levels are
rounded, because "all" and "nobody" speak about each single person. What is asked again and again moves on
screen only when at least k people's answers moved it; people who are counted without being remembered are
counted in steps of k. One thing is shown as it is: how many thanked for a text. Whoever presses does it in
front of everyone and says no more of themselves; the number tells of a text, and moves once a day.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

DEFAULT_K = 5
SMALLEST_K = 3
LARGEST_K = 50
STEP = 10
LOWEST, HIGHEST = 10, 90
LEVEL_STEP = 2
"""Levels from one to five are shown in halves."""

LOWEST_LEVEL, HIGHEST_LEVEL = 1.5, 4.5

Key = TypeVar("Key", bound=Hashable)
Label = TypeVar("Label", bound=Hashable)


def is_enough(members: int, k: int) -> bool:
    """Tell whether distinct members reach the threshold."""
    return members >= k


def rounded_share(part: int | None, whole: int | None, k: int) -> int | None:
    """Return a share in per cent, rounded to tens and kept within 10 to 90; None below k."""
    if part is None or not whole or not is_enough(part, k):
        return None
    nearest = int(STEP * ((100 * part / whole + STEP / 2) // STEP))
    return min(HIGHEST, max(LOWEST, nearest))


@dataclass(frozen=True, slots=True)
class Turnout:
    """Hold how many were asked in a round and how many answered; None when that is not to be known."""

    asked: int | None
    answered: int | None
    k: int


def rate_over(rounds: Iterable[Turnout]) -> int | None:
    """Return the rounded share of several rounds together; None when none of them may be shown.

    A round below its own k is left out whole, as if nobody had been asked in it: so two such rates
    differ by whole rounds, each of which has its k.
    """
    shown = [one for one in rounds if rounded_share(one.answered, one.asked, one.k) is not None]
    if not shown:
        return None
    answered = sum(one.answered or 0 for one in shown)
    return rounded_share(answered, sum(one.asked or 0 for one in shown), max(one.k for one in shown))


def widest(ks: Iterable[int], usual: int) -> int:
    """Return the k for what is counted over several schedules: their largest, no less than usual."""
    return max((usual, *ks))


def in_steps(people: int, k: int) -> int | None:
    """Return how many people did something, "at least": k, 2k, 3k …; None below k."""
    return people // k * k if is_enough(people, k) else None


def shown_count(count: int, members: int, k: int) -> int | None:
    """Return how often something happened when at least k members did it, else None."""
    return count if is_enough(members, k) else None


def shown_thanks(pressed: int) -> int | None:
    """Return how many thanked for a text, exactly; None when nobody has: no lesson is shown to have none.

    The only count below k that is shown: who reads "1 has used this" has learned that somebody read.
    """
    return pressed or None


def shown_groups(
    groups: Mapping[Key, Collection[str]], k: int, before: Iterable[Collection[str]] = ()
) -> dict[Key, frozenset[str]]:
    """Return those groups of members that may be shown beside each other and beside earlier ones.

    The largest come first, those of equal size as they are given. A group is left out when it is
    below k, or when it would cut a piece of fewer than k out of what is shown: the remainder of a
    total, the difference of two reports, the overlap of two groups.
    """
    pieces: list[frozenset[str]] = []
    for earlier in before:
        pieces = _cut(pieces, frozenset(earlier))
    shown: dict[Key, frozenset[str]] = {}
    for key in sorted(groups, key=lambda one: -len(frozenset(groups[one]))):
        group = frozenset(groups[key])
        if not is_enough(len(group), k):
            continue
        cut = _cut(pieces, group)
        if all(len(piece) >= k or piece in pieces for piece in cut):
            pieces, shown[key] = cut, group
    return {key: shown[key] for key in groups if key in shown}


def kept_apart(labels: Sequence[Label], k: int, named: Collection[Label] = ()) -> list[Label]:
    """Return by which labels texts may be set apart: all of them, or none when one has fewer than k.

    A single label sets nothing apart. `labels` are those of anonymous texts; whoever stands by name hides
    nobody, so `named` count for nothing. Used for the languages of a digest: a language with too few texts
    is merged with the others.
    """
    counts = Counter(labels)
    if len(counts) < 2 or min(counts.values()) < k or not counts.keys() >= set(named):
        return []
    return sorted(counts, key=lambda label: (-counts[label], str(label)))


def people_between(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    """Return of how many people at least the answers differ between two counts of the same question.

    Whoever answers otherwise is missing in one place and new in another; who joins or leaves is one of both.
    """
    choices = {*one, *other}
    more = sum(max(0, one.get(choice, 0) - other.get(choice, 0)) for choice in choices)
    fewer = sum(max(0, other.get(choice, 0) - one.get(choice, 0)) for choice in choices)
    return max(more, fewer)


def shown_tally(
    counted: Mapping[str, int], k: int, before: Sequence[Mapping[str, int]]
) -> Mapping[str, int] | None:
    """Return which count of a repeated question may be shown now, given all that were shown before.

    None below k. An earlier one when fewer than k people's answers lie between it and now, so that no two
    that are shown ever differ by fewer than k people: who joined, left or changed their mind cannot be read
    from the difference.
    """
    if not is_enough(sum(counted.values()), k):
        return None
    close = [earlier for earlier in before if people_between(earlier, counted) < k]
    return min(close, key=lambda earlier: people_between(earlier, counted), default=counted)


def shown_level(tally: Mapping[int, int], k: int) -> float | None:
    """Return the mean of answers from one to five, in halves and never at an end; None below k."""
    answers = sum(tally.values())
    if not is_enough(answers, k):
        return None
    mean = sum(level * count for level, count in tally.items()) / answers
    nearest = math.floor(LEVEL_STEP * mean + 0.5) / LEVEL_STEP
    return min(HIGHEST_LEVEL, max(LOWEST_LEVEL, nearest))


def may_review(took_part: bool, answered: int | None, k: int) -> bool:
    """Tell whether a curator may review: in a pool of fewer than 2k nobody who took part does.

    Whoever wrote one of the texts has one candidate less to choose from for all the others.
    """
    return not took_part or (answered is not None and answered >= 2 * k)


def _cut(pieces: Sequence[frozenset[str]], group: frozenset[str]) -> list[frozenset[str]]:
    """Cut disjoint pieces along one more group, whatever lies outside them included."""
    rest = group
    cut: list[frozenset[str]] = []
    for piece in pieces:
        cut += [part for part in (piece & group, piece - group) if part]
        rest -= piece
    return [*cut, rest] if rest else cut
