"""Understand what a person looks for; whatever they type is words, never a search engine's syntax."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.learning.library.words import Stems, words_of
from bot.learning.redaction import folded

LONGEST = 200
MOST_TERMS = 8
PREFIX_FROM = 3
"""Letters: shorter beginnings are in too many words."""

QUOTED = re.compile(r"[\"”“»«„]([^\"”“»«„]*)[\"”“»«„]")


@dataclass(frozen=True, slots=True)
class Term:
    """Hold a word, or several in a row, in the ways in which a lesson may have it.

    `stems` are a single word's with diacritics, `plain` without; several in a row are taken as they are.
    """

    words: tuple[str, ...]
    stems: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    @property
    def folded(self) -> tuple[str, ...]:
        """Return the words without diacritics."""
        return tuple(folded(word) for word in self.words)

    @property
    def beginning(self) -> str:
        """Return what a longer word may begin with, as "möte" begins "mötesrum"; empty when too short."""
        plain = self.folded[0]
        return plain if len(self.words) == 1 and len(plain) >= PREFIX_FROM and plain.isalpha() else ""


@dataclass(frozen=True, slots=True)
class Query:
    """Hold what is looked for; nothing when no word was typed."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is looked for."""
        return bool(self.terms)


def understood(typed: str, stems: Stems, small_words: Collection[str]) -> Query:
    """Return what was typed as terms: words in quotation marks as one, small words left out beside others."""
    typed = unicodedata.normalize("NFKC", typed[:LONGEST])
    found = tuple(dict.fromkeys(_parts(typed)))
    telling = tuple(one for one in found if len(one) > 1 or one[0] not in small_words)
    return Query(tuple(_term(words, stems) for words in (telling or found)[:MOST_TERMS]))


def _parts(typed: str) -> Iterator[tuple[str, ...]]:
    at = 0
    for match in QUOTED.finditer(typed):
        yield from ((one.text,) for one in words_of(typed[at : match.start()]))
        if together := tuple(one.text for one in words_of(match[1])):
            yield together
        at = match.end()
    yield from ((one.text,) for one in words_of(typed[at:]))


def _term(words: tuple[str, ...], stems: Stems) -> Term:
    if len(words) > 1:
        return Term(words)
    return Term(words, stems.of(words[0]), stems.plain(words[0]))
