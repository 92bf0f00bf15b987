"""The names of a workspace's directory, ready to be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from bot.learning.redaction.words import folded

NAME_PART = re.compile(r"[^\W\d_]+(?:['’`´][^\W\d_]+)*")
REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]|\s[-–—|•/@].*|[|•/@].*")
HANDLE = re.compile(r"[\w.\-]*[\d_.][\w.\-]*")
PARTICLES = frozenset(
    {"von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al"}
    | {"af", "av", "bin", "ibn", "ten", "ter", "y", "e"}
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """Hold the names of one person as Slack gives them; `full` alone is enough."""

    full: str = ""
    first: str = ""
    last: str = ""
    display: str = ""


class NameIndex:
    """Find out whether a folded word is part of somebody's name."""

    __slots__ = ("doubles", "firsts", "handles", "initials", "lasts", "pairs", "spellings")

    def __init__(self, people: Iterable[PersonName]) -> None:
        """Take the directory in once; the index never changes afterwards."""
        building = _Building(set(), set(), set(), set(), set(), set(), set())
        for person in people:
            building.add(person)
        self.firsts = frozenset(building.firsts)
        self.lasts = frozenset(building.lasts)
        self.pairs = frozenset(building.pairs)
        self.initials = frozenset(building.initials)
        self.handles = frozenset(building.handles)
        self.doubles = frozenset(building.doubles)
        self.spellings = frozenset(building.spellings)

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is somebody's first, last or display name."""
        return word in self.firsts or word in self.lasts


@dataclass(frozen=True, slots=True)
class _Building:
    firsts: set[str]
    lasts: set[str]
    pairs: set[tuple[str, str]]
    initials: set[tuple[str, str]]
    handles: set[str]
    spellings: set[str]
    doubles: set[str]

    def add(self, person: PersonName) -> None:
        full = _parts(person.full)
        firsts = _parts(person.first) or full[:1] + _hyphenated(person.full)
        lasts = _parts(person.last) or full[1:]
        displayed = _displayed(_parts(person.display), {*full, *firsts, *lasts})
        self.firsts.update(_known(firsts), _known(displayed))
        self.firsts.update(_known(_joined(person.first or person.full)))
        self.lasts.update(_known(lasts))
        self.pairs.update(pairwise(full), pairwise([*firsts, *lasts]), pairwise(displayed))
        self.pairs.update((first, last) for first in firsts for last in lasts)
        self.pairs.update((last, first) for first in firsts for last in lasts)
        self.initials.update((first, last[0]) for first in firsts for last in lasts)
        self.initials.update((first[0], last) for first in firsts for last in lasts)
        self.doubles.update(_double(person.first or person.full))
        for name in (person.full, person.first, person.last, person.display):
            self.spellings.update(NAME_PART.findall(name.casefold()))
        if HANDLE.fullmatch(person.display.strip()):
            self.handles.add(person.display.strip().casefold())


def _parts(name: str) -> list[str]:
    return [folded(part) for part in NAME_PART.findall(REMARK.sub("", name))]


def _hyphenated(name: str) -> list[str]:
    """Return what belongs to a first name beyond its first hyphen."""
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    return _parts(first)[1:]


def _joined(name: str) -> list[str]:
    """Return a hyphenated first name as people write it in one word."""
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    return ["".join(_parts(first))] if "-" in first else []


def _double(name: str) -> list[str]:
    """Return the initials of a first name of two halves, by which some are called."""
    halves = name.split(maxsplit=1)[0].split("-") if name.strip() else []
    return ["".join(half[:1] for half in halves).casefold()] if len(halves) == 2 and all(halves) else []


def _displayed(parts: list[str], others: set[str]) -> list[str]:
    """Leave out what stands in a display name beside a person's own names, such as a department."""
    if len(parts) < 2:
        return parts
    if not any(part in others for part in parts):
        return parts[:1]
    return [part for number, part in enumerate(parts) if part in others or number == 0]


def _known(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if len(part) > 1 and part not in PARTICLES]
