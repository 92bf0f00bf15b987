"""Find the cheapest division of a few people into pairs and threes, exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Cost = Callable[[str, str], int]
Division = tuple[int, tuple[tuple[int, ...], ...]]


def cheapest(people: Sequence[str], trios: int, cost: Cost) -> list[tuple[str, ...]]:
    """Return the cheapest division with so many trios; time and memory double with every person.

    Raises ValueError when that many trios leave somebody without a partner.
    """
    if (len(people) - 3 * trios) % 2 or 3 * trios > len(people):
        raise ValueError("these people do not come out even")
    prices = [[cost(one, other) if one != other else 0 for other in people] for one in people]
    found = _Search(prices).best((1 << len(people)) - 1, trios)
    return [tuple(people[place] for place in group) for group in found[1]] if found is not None else []


@dataclass(slots=True)
class _Search:
    """Remember the best division of every set of people that is left over, as bits of a number."""

    prices: list[list[int]]
    known: dict[tuple[int, int], Division | None] = field(default_factory=dict)

    def best(self, left: int, trios: int) -> Division | None:
        if not left:
            return (0, ()) if not trios else None
        if (left, trios) not in self.known:
            self.known[(left, trios)] = min(
                self._beginnings(left, trios), key=lambda one: one[0], default=None
            )
        return self.known[(left, trios)]

    def _beginnings(self, left: int, trios: int) -> list[Division]:
        """Put the first person into every group there can be, and divide the others as well as possible."""
        first = (left & -left).bit_length() - 1
        rest = left ^ (1 << first)
        others = [place for place in range(first + 1, len(self.prices)) if rest >> place & 1]
        found = [self._with((first, one), rest ^ (1 << one), trios) for one in others]
        if trios:
            found += [
                self._with((first, one, two), rest ^ (1 << one) ^ (1 << two), trios - 1)
                for number, one in enumerate(others)
                for two in others[number + 1 :]
            ]
        return [one for one in found if one is not None]

    def _with(self, group: tuple[int, ...], rest: int, trios: int) -> Division | None:
        others = self.best(rest, trios)
        if others is None:
            return None
        price = sum(self.prices[one][two] for one in group for two in group if one < two)
        return price + others[0], (group, *others[1])
