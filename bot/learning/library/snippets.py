"""Show where a text meets what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.learning.library.query import Query, Term
from bot.learning.library.words import Stems, Word, words_of
from bot.learning.redaction import folded

LONGEST = 220
BEFORE = 60
"""Characters that stand before the first word found, so that it has a beginning to be understood by."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a piece of a text; `found` when it is what was looked for."""

    text: str
    found: bool = False


def snippet(text: str, query: Query, stems: Stems, most: int = LONGEST) -> list[Piece]:
    """Return at most `most` characters around the first place that was looked for, cut between words."""
    words = list(words_of(text))
    places = _places(words, query, stems)
    start, end = _window(text, words, places, most)
    pieces = [Piece("…")] if start else []
    at = start
    for first, last in places:
        if first < at or last > end:
            continue
        pieces += [Piece(text[at:first])] if first > at else []
        pieces.append(Piece(text[first:last], found=True))
        at = last
    pieces += [Piece(text[at:end])] if end > at else []
    return [*pieces, Piece("…")] if end < len(text) else pieces


def _places(words: Sequence[Word], query: Query, stems: Stems) -> list[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for term in query.terms:
        length = len(term.words)
        for number in range(len(words) - length + 1):
            some = words[number : number + length]
            if _meets([one.text for one in some], term, stems):
                found.add((some[0].start, some[-1].end))
    return sorted(found)


def _meets(words: Sequence[str], term: Term, stems: Stems) -> bool:
    plain = tuple(folded(word) for word in words)
    if plain == term.folded:
        return True
    if len(words) > 1:
        return False
    return bool(
        (term.beginning and plain[0].startswith(term.beginning)) or (term.plain & stems.plain(words[0]))
    )


def _window(
    text: str, words: Sequence[Word], places: Sequence[tuple[int, int]], most: int
) -> tuple[int, int]:
    if len(text) <= most:
        return 0, len(text)
    first = places[0][0] if places else 0
    start = 0
    if first > BEFORE:
        start = next((one.start for one in words if first - BEFORE <= one.start <= first), first)
    if len(text) - start <= most:
        # The end is near: rather more before the word than less than there is room for.
        start = next((one.start for one in words if one.start >= len(text) - most), start)
        return start, len(text)
    end = max((one.end for one in words if start < one.end <= start + most), default=start + most)
    return start, end
