"""Try to link texts to authors: by storage, by equal values, by journals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.audit.crowd import Truth
from bot.audit.traces import Rows, byte_order, database_files, heap_files, row_orders, tables
from bot.store.database import Locations


@dataclass(frozen=True, slots=True)
class Target:
    """Name where texts and participants lie, so that a leaky schema can be attacked alike."""

    texts: str = "reflection"
    text_column: str = "text"
    people: str = "participation"
    people_column: str = "user_id"


def storage(locations: Locations, truth: Truth, target: Target) -> dict[str, float]:
    """Return each attacker's success on the database as it lies on the disk."""
    found: dict[str, float] = {}
    text_orders = _of_round(row_orders(locations, target.texts, target.text_column), truth.texts)
    people_orders = _of_round(row_orders(locations, target.people, target.people_column), truth.members)
    for name, order in text_orders.items():
        found |= ways(f"rows by {name}", truth, order)
        for other, people in people_orders.items():
            if sorted(people) == sorted(truth.members) and sorted(order) == sorted(truth.texts):
                guess = dict(zip(people, order, strict=True))
                found[f"people by {other}, texts by {name}"] = truth.success(guess)
    files = database_files(locations) or heap_files(locations, target.texts)
    for name, order in byte_order(files, truth.texts).items():
        found |= ways(f"bytes in {name}", truth, order)
    found["equal values in two columns"] = equal_values(tables(locations), truth)
    found["lengths of ciphertexts"] = lengths(tables(locations), truth)
    return found


def journal(files: Iterable[Path], truth: Truth) -> dict[str, float]:
    """Return each attacker's success on copies of a journal, in the order in which it was written."""
    found: dict[str, float] = {}
    for name, order in byte_order(files, truth.texts).items():
        found |= ways(f"journal, {name}", truth, order)
    return found


def in_order_of(rows: Sequence[str], truth: Truth, orders: Mapping[str, list[str]]) -> dict[str, float]:
    """Return each attacker's success who knows when members were active and what came in which order.

    `rows` is what the members' sealed rows are called: who sees a row appear knows whose it is, and may
    look for the order of these names in what was written later.
    """
    found: dict[str, float] = {}
    for name, order in orders.items():
        found |= ways(f"{name} as people were active", truth, order)
        if len(rows) == len(truth.members):
            found |= ways(f"{name} as their sealed rows are called", truth.sorted_by(rows), order)
    return found


def equal_values(rows: Rows, truth: Truth) -> float:
    """Follow equal values from rows that name a member to rows that hold a text, over all columns."""
    by_value: dict[str, set[str]] = defaultdict(set)
    known = set(truth.members)
    for table in rows.values():
        for row in table:
            members = known & {str(value) for value in row.values()}
            if len(members) == 1:
                for value in row.values():
                    by_value[str(value)] |= members
    guess: dict[str, str] = {}
    for table in rows.values():
        for row in table:
            wrote = [str(value) for value in row.values() if str(value) in truth.texts]
            for value in row.values() if wrote else ():
                suspects = by_value.get(str(value), set())
                if len(suspects) == 1:
                    guess.setdefault(next(iter(suspects)), wrote[0])
    return truth.success(guess)


def lengths(rows: Rows, truth: Truth) -> float:
    """Guess by the length of sealed values: the longest ciphertext belongs to the longest text."""
    sealed: list[tuple[int, str]] = []
    known = set(truth.members)
    for table in rows.values():
        for row in table:
            members = known & {str(value) for value in row.values()}
            sizes = [len(value) for value in row.values() if isinstance(value, bytes | memoryview)]
            if len(members) == 1 and sizes:
                sealed.append((max(sizes), next(iter(members))))
    if len({size for size, _ in sealed}) < 2:
        return 0.0
    by_size = [member for _, member in sorted(sealed)]
    by_length = sorted(truth.texts, key=lambda one: len(one.encode()))
    return truth.success(dict(zip(by_size, by_length, strict=False)))


def _of_round(orders: dict[str, list[str]], wanted: Iterable[str]) -> dict[str, list[str]]:
    keep = set(wanted)
    return {name: [one for one in order if one in keep] for name, order in orders.items()}


def ways(name: str, truth: Truth, order: list[str]) -> dict[str, float]:
    """Return an order's success forwards and backwards, under a name."""
    return {f"{name}{way}": success for way, success in truth.in_order(order).items()}
