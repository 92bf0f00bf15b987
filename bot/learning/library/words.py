"""Take texts apart into words, and words back to their stems, in Swedish and English at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import snowballstemmer

from bot.learning.redaction import folded

WORD = re.compile(r"[^\W_]+")
RULES = 2
"""To be raised when texts are taken apart in another way than before: every index is built anew then."""


@dataclass(frozen=True, slots=True)
class Word:
    """Hold a word as it is looked for, lower case, and its place in the text."""

    text: str
    start: int
    end: int


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order; numbers are words too."""
    for match in WORD.finditer(text):
        text = match.group().casefold()
        if not text.isalnum():
            # Lower case may bring a mark that stands by itself, as Turkish İ does.
            text = "".join(filter(str.isalnum, text))
        if text:
            yield Word(text, match.start(), match.end())


class Stems:
    """Find the stems of words by Snowball's rules (snowballstem.org).

    Nobody says in which language a lesson is written, so every word is taken as both.
    """

    def __init__(self) -> None:
        """Prepare both languages."""
        self._languages = [snowballstemmer.stemmer(name) for name in ("swedish", "english")]

    @property
    def made_with(self) -> str:
        """Return what an index depends on: another version may find other stems."""
        return f"{RULES} snowball {version('snowballstemmer')}"

    def of(self, word: str) -> frozenset[str]:
        """Return the stems of a word in lower case: "lärdomar" gives "lärdom"."""
        return frozenset(one.stemWord(word) for one in self._languages)

    def plain(self, word: str) -> frozenset[str]:
        """Return the same without diacritics, as a word may be typed in haste.

        "lärdomar" and "lardomar" both give "lardom".
        """
        plain = folded(word)
        return frozenset(map(folded, self.of(word))) | self.of(plain)
