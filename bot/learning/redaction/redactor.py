"""Redact a text: what hides, then addresses and numbers, then listed terms, then names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from bot.learning.language import Language
from bot.learning.redaction.addresses import spot_addresses
from bot.learning.redaction.names import NameIndex
from bot.learning.redaction.numbers import spot_numbers
from bot.learning.redaction.phones import spot_phones
from bot.learning.redaction.result import (
    PERSON_PLACEHOLDERS,
    PLACEHOLDER,
    PLACEHOLDERS,
    Hit,
    Redaction,
    Removed,
    RemovedKind,
)
from bot.learning.redaction.spotting import spot_names
from bot.learning.redaction.terms import Terms
from bot.learning.redaction.words import WordLists

Protected = list[tuple[int, int, bool]]

# An accent that stands by itself is meant as an apostrophe; NFKC would make a space and a mark of it.
ACCENTS = str.maketrans("´", "'")
MARKS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164\ufe00-\ufe0f\uffa0]")


def clean(text: str) -> str:
    """Return a text in one Unicode form, without characters that hide others or turn them round."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    plain = unicodedata.normalize("NFKC", MARKS.sub("", seen).translate(ACCENTS))
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf").strip()


class Redactor:
    """Redact texts against a directory and a list of protected terms."""

    def __init__(self, names: NameIndex, terms: Iterable[str], words: WordLists) -> None:
        """Prepare the terms; the directory and the word lists are shared."""
        self._names = names
        self._words = words
        self._terms = Terms(terms, words)

    def redact(self, text: str, language: Language) -> Redaction:
        """Return a text as it may be stored; redacting it again changes nothing."""
        text = clean(text)
        counts: Counter[RemovedKind] = Counter()
        while True:
            hits, doubtful = self._spot(text)
            if not hits:
                break
            # What is left reads differently once something is gone, so look again until nothing is found.
            text = clean(_replaced(text, hits, language))
            counts.update(hit.kind for hit in hits)
        removed = tuple(Removed(kind, counts[kind]) for kind in RemovedKind if counts[kind])
        return Redaction(text, removed, doubtful)

    def _spot(self, text: str) -> tuple[list[Hit], tuple[str, ...]]:
        kept: Protected = [
            (*match.span(), match.group() in PERSON_PLACEHOLDERS) for match in PLACEHOLDER.finditer(text)
        ]
        hits: list[Hit] = []
        taken: Protected = list(kept)
        for found in (spot_addresses(text), spot_numbers(text), spot_phones(text), self._terms.spot(text)):
            for hit in found:
                if all(hit.end <= start or end <= hit.start for start, end, _ in taken):
                    hits.append(hit)
                    taken.append((hit.start, hit.end, False))
        names = spot_names(text, taken, self._names, self._words)
        hits += [Hit(start, end, RemovedKind.PERSON) for start, end in names.places]
        return hits, names.doubtful


def _replaced(text: str, hits: Iterable[Hit], language: Language) -> str:
    pieces: list[str] = []
    position = 0
    for hit in sorted(hits, key=lambda one: one.start):
        pieces += (text[position : hit.start], PLACEHOLDERS[language][hit.kind])
        position = hit.end
    return "".join([*pieces, text[position:]])
