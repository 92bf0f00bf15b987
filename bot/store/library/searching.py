"""Look for lessons: with FTS5 on SQLite, with the dictionaries of two languages on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, column, func, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.learning.library import Query, Term
from bot.store.library.tables import ENTRY, Entry

WEIGHTS = "bm25(library_words, 0, 8, 4, 1)"
"""A word as it was typed counts most, then its stem, then what is alike without diacritics."""

POSTGRESQL_WEIGHTS = {"A": (8, "{0, 0, 0, 1}"), "B": (4, "{0, 0, 1, 0}"), "C": (1, "{0, 1, 0, 0}")}
"""The same; PostgreSQL's own weights, from D to A, are those of words in the text, not in the query."""

SHORTER_IS_BETTER = 1
"""Divide by one plus the logarithm of a text's length."""

VECTOR = "library_entry.words"
DICTIONARIES = ("swedish", "english")
NOTHING = Query()
NEWEST = (ENTRY.c.held_on.desc(), ENTRY.c.round_id, ENTRY.c.position)
WORDS = table("library_words", column("item_id"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold what is looked for, and in which schedules; everything else is optional.

    `since` and `until` are dates of rounds, the first included and the last not.
    """

    team: str
    schedules: Sequence[str]
    query: Query = NOTHING
    act: str = ""
    tips: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """Hold a page of results, how many there are in all, and whether each has every word."""

    total: int
    entries: Sequence[Entry]
    every_word: bool = True


async def search(session: AsyncSession, wanted: Wanted, first: int, most: int) -> Results:
    """Return results, best first; those with any of the words when none has them all."""
    if not wanted.schedules:
        return Results(0, [])
    found = await _found(session, wanted, first, most, "AND")
    if found.total or len(wanted.query.terms) < 2:
        return found
    some = await _found(session, wanted, first, most, "OR")
    return Results(some.total, some.entries, every_word=False)


async def _found(session: AsyncSession, wanted: Wanted, first: int, most: int, joined: str) -> Results:
    statement = _narrowed(wanted)
    values: Mapping[str, str] = {}
    if wanted.query and session.get_bind().dialect.name == "sqlite":
        statement = statement.join(WORDS, WORDS.c.item_id == ENTRY.c.item_id)
        statement = statement.where(text("library_words MATCH :match"))
        values = {"match": f" {joined} ".join(map(_fts5, wanted.query.terms))}
        best_first = [text(WEIGHTS)]
    elif wanted.query:
        looked_for, rank, values = _tsquery(wanted.query.terms, "&&" if joined == "AND" else "||")
        statement = statement.where(text(f"{VECTOR} @@ ({looked_for})"))
        best_first = [text(f"{rank} DESC")]
    else:
        best_first = []
    total = await session.scalar(select(func.count()).select_from(statement.subquery()), values)
    if not total:
        return Results(0, [])
    page = statement.order_by(*best_first, *NEWEST).limit(most).offset(first)
    rows = (await session.execute(page, values)).mappings()
    return Results(total, [Entry.read(dict(row)) for row in rows])


def _narrowed(wanted: Wanted) -> Select[Any]:
    statement = select(ENTRY).where(
        ENTRY.c.team_id == wanted.team, ENTRY.c.schedule_id.in_(sorted(wanted.schedules))
    )
    if wanted.act:
        statement = statement.where(ENTRY.c.act == wanted.act)
    if wanted.tips:
        statement = statement.where(ENTRY.c.tip.is_(True))
    if wanted.since is not None:
        statement = statement.where(ENTRY.c.held_on >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(ENTRY.c.held_on < wanted.until)
    return statement


def _fts5(term: Term) -> str:
    """Return a term in FTS5's language; words are letters and digits only, so no quotation mark can end."""
    ways = [f'words : "{" ".join(term.words)}"', f'folded : "{" ".join(term.folded)}"']
    ways += [f'stems : "{stem}"' for stem in sorted(term.stems)]
    ways += [f'folded : "{stem}"' for stem in sorted(term.plain - {*term.folded})]
    if term.beginning:
        ways.append(f'folded : "{term.beginning}" *')
    return f"({' OR '.join(ways)})"


def _tsquery(terms: Sequence[Term], joined: str) -> tuple[str, str, Mapping[str, str]]:
    """Return SQL that matches terms, SQL that ranks matches, and values for both.

    The dictionaries find the stems, and drop words that mean nothing to them.
    """
    parts: dict[str, list[str]] = {"A": [], "B": [], "C": []}
    values: dict[str, str] = {}
    for number, term in enumerate(terms):
        one = len(term.words) == 1
        values[f"a{number}"] = _row(term.words, "A")
        values[f"b{number}"] = _row(term.words, "B")
        values[f"c{number}"] = _row(term.folded, "*C" if term.beginning else "C")
        values[f"d{number}"] = _row(term.folded, "C")
        parts["A"].append(_ways(f":a{number}", "simple"))
        parts["B"].append(_ways(f":b{number}", *DICTIONARIES) if one else "''::tsquery")
        folded = [_ways(f":c{number}", "simple"), *([_ways(f":d{number}", *DICTIONARIES)] if one else [])]
        parts["C"].append(" || ".join(folded))
    each = [" || ".join(ways) for ways in zip(*parts.values(), strict=True)]
    ranks = [
        f"{factor} * ts_rank('{weights}', {VECTOR}, {' || '.join(parts[part])}, {SHORTER_IS_BETTER})"
        for part, (factor, weights) in POSTGRESQL_WEIGHTS.items()
    ]
    return f" {joined} ".join(f"({ways})" for ways in each), " + ".join(ranks), values


def _ways(value: str, *dictionaries: str) -> str:
    return " || ".join(f"to_tsquery('{one}', {value})" for one in dictionaries)


def _row(words: Sequence[str], mark: str) -> str:
    return " <-> ".join(f"'{word}':{mark}" for word in words)
