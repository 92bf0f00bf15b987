"""Make requests out of good ones that are almost what Slack sends."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bot.demo.once import ADMIN, CHANNEL, NAME

Json = dict[str, Any]
IN_EACH = 50
FORM = "application/x-www-form-urlencoded"
WORDS = ["", "\0", "\ud800", "x" * 5000, "'; DROP TABLE round; --", "{}", "[]", "../../etc/passwd"]
WORDS += [ADMIN, CHANNEL, NAME, "T0NORRBRO", "T0ANOTHER", "-1", "9" * 40, "%s%n", "\u202e", "<!channel>"]
WORDS += ["2026-02-30", "25:61", "Europe/Atlantis", "null"]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(WORDS),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    st.recursive(st.none(), lambda inner: st.lists(inner, min_size=1, max_size=1), max_leaves=3),
)
WAYS = st.sampled_from(["drop", "put", "wrap", "swap", "live", "again"])


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one thing that is done to a request: how, where, and with what."""

    how: str
    place: int
    junk: Any


@dataclass(frozen=True, slots=True)
class Mutation:
    """Hold what is done to which request, who sends it, and what its envelope is like."""

    which: int
    changes: list[Change]
    who: int
    envelope: str


CHANGES = st.lists(st.builds(Change, how=WAYS, place=st.integers(0, 10**6), junk=JUNK), max_size=4)
MUTATIONS = st.builds(
    Mutation,
    which=st.integers(0, 10**6),
    changes=CHANGES,
    who=st.integers(0, 10**6),
    envelope=st.sampled_from(["good"] * 12 + ["cut", "type", "flipped", "old", "forged", "unsigned"]),
)


def mutations(how_many: int, number: int) -> list[Mutation]:
    """Return as many mutations as told, always the same ones for a number."""
    found: list[Mutation] = []

    @seed(number)
    @settings(
        max_examples=-(-how_many // IN_EACH) + 1,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(MUTATIONS, min_size=IN_EACH, max_size=IN_EACH))
    def gather(some: list[Mutation]) -> None:
        found.extend(some)

    gather()
    return found[-how_many:]  # the first examples are the plainest


def changed(body: Json, changes: Sequence[Change], live: Sequence[str]) -> Json:
    """Return a request with some of its parts dropped, replaced, wrapped, exchanged or named anew."""
    body = copy.deepcopy(body)
    for one in changes:
        paths = list(_places(body))
        if not paths:
            break
        path = paths[one.place % len(paths)]
        holder, last = _reached(body, path)
        if one.how == "drop":
            del holder[last]
        elif one.how == "put":
            holder[last] = one.junk
        elif one.how == "wrap":
            holder[last] = [holder[last]]
        elif one.how == "swap":
            source, other = _reached(body, paths[(one.place // 7) % len(paths)])
            holder[last] = copy.deepcopy(source[other])
        elif one.how == "live":
            holder[last] = live[one.place % len(live)]
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
    return body


def packed(body: Json) -> tuple[bytes, str]:
    """Return a request as Slack would send it over HTTP, with its content type."""
    if body.get("type") == "event_callback":
        return json.dumps(body).encode(), "application/json"
    if "command" in body and "type" not in body:
        return urlencode({key: _flat(value) for key, value in body.items()}).encode(), FORM
    return urlencode({"payload": json.dumps(body)}).encode(), FORM


def _places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inside:
        yield from _places(value, (*path, key))


def _reached(body: Any, path: tuple[Any, ...]) -> tuple[Any, Any]:
    *above, last = path
    for step in above:
        body = body[step]
    return body, last


def _flat(value: Any) -> str:
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace").decode()
