"""A text as words with their places, and the sentences that they stand in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.learning.redaction.words import folded

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ENDINGS = frozenset(".!?:;\n…•–—”“")
# "Anna's", "Anna’ll", "Anna'd", "Annas"; longer ones first.
ENDINGS_OF_NAMES = (*(f"{mark}{end}" for mark in "'’" for end in ("ll", "ve", "re", "s", "d")), "s")
COLON = re.compile(r": *[^\W\d]")
DASH = re.compile(r" [-–—] +[^\W\d]")
LAST_WORD = re.compile(r"[^\s\"'(]+$")


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a word, its place, and whether it is a placeholder for a person."""

    text: str
    lower: str
    start: int
    end: int
    is_person: bool = False

    @property
    def capitalised(self) -> bool:
        """Tell whether the word begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        """Tell whether the word is in capitals throughout."""
        return len(self.text) > 1 and self.text.isupper()

    def stems(self) -> list[tuple[str, str, bool]]:
        """Return the word as it may stand in a directory: folded, as written, and if in the genitive."""
        found = [(folded(self.lower), self.lower, False)]
        for ending in ENDINGS_OF_NAMES:
            if self.lower.endswith(ending) and len(self.lower) > len(ending) + 1:
                base = self.lower[: -len(ending)]
                found.append((folded(base), base, True))
                break
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a text, its words and what lies between them."""

    text: str
    tokens: tuple[Token, ...]
    abbreviations: Collection[str]

    def gap(self, number: int) -> str:
        """Return what lies between a word and the next; a line break where there is none."""
        if not 0 <= number < len(self.tokens) - 1:
            return "\n"
        return self.text[self.tokens[number].end : self.tokens[number + 1].start]

    def at(self, number: int) -> Token | None:
        """Return a word by its number, if there is one."""
        return self.tokens[number] if 0 <= number < len(self.tokens) else None

    def is_label(self, number: int) -> bool:
        """Tell whether a word begins a line, be it after a bullet, and a colon or a dash follows it."""
        token = self.tokens[number]
        marks = self.text[self.text.rfind("\n", 0, token.start) + 1 : token.start]
        bullet = marks.strip(" \t0123456789.)")
        after = self.text[token.end :]
        if bullet.strip("-*•–"):
            return False
        return bool(COLON.match(after)) or (bool(bullet) and bool(DASH.match(after)))

    def begins_sentence(self, number: int) -> bool:
        """Tell whether a word would have a capital letter whatever it is."""
        position = self.tokens[number].start
        while position > 0:
            letter = self.text[position - 1]
            if letter.isalnum() or letter in ",/":
                return False
            if letter == "." and self._abbreviated(position - 1):
                return False
            if letter in ENDINGS or letter in "(\"'" or self.text[max(0, position - 3) : position] == " - ":
                return True
            position -= 1
        return True

    def _abbreviated(self, position: int) -> bool:
        before = LAST_WORD.search(self.text[:position])
        if before is None:
            return False
        word = before.group().casefold()
        return word in self.abbreviations or (len(word) == 1 and before.group().isupper())


def read_line(
    text: str,
    protected: Iterable[tuple[int, int, bool]],
    abbreviations: Collection[str],
) -> Line:
    """Split a text; protected places give no words, save those that stand for a person."""
    tokens: list[Token] = []
    closed = sorted(protected)
    position = 0
    for start, end, is_person in [*closed, (len(text), len(text), False)]:
        for match in WORD.finditer(text, position, start):
            tokens.append(Token(match.group(), match.group().casefold(), match.start(), match.end()))
        if is_person:
            tokens.append(Token(text[start:end], "", start, end, is_person=True))
        position = max(position, end)
    return Line(text, tuple(tokens), abbreviations)
