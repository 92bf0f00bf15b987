"""Redact a text: addresses and numbers first, then names, then protected terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.learning.language import Language
from bot.learning.redaction.names import NameIndex, WordLists, spot_names
from bot.learning.redaction.patterns import Hit, clean, spot_patterns


class RemovedKind(StrEnum):
    """Name what was taken out."""

    PERSON = "person"
    EMAIL = "email"
    LINK = "link"
    PHONE = "phone"
    NUMBER = "number"
    SLACK = "slack"
    TERM = "term"


PLACEHOLDERS = {
    Language.SV: {
        RemovedKind.PERSON: "[namn]",
        RemovedKind.EMAIL: "[e-post]",
        RemovedKind.LINK: "[länk]",
        RemovedKind.PHONE: "[telefon]",
        RemovedKind.NUMBER: "[nummer]",
        RemovedKind.SLACK: "[omnämnande]",
        RemovedKind.TERM: "[skyddat]",
    },
    Language.EN: {
        RemovedKind.PERSON: "[name]",
        RemovedKind.EMAIL: "[email]",
        RemovedKind.LINK: "[link]",
        RemovedKind.PHONE: "[phone]",
        RemovedKind.NUMBER: "[number]",
        RemovedKind.SLACK: "[mention]",
        RemovedKind.TERM: "[protected]",
    },
}
PLACEHOLDER = re.compile(
    "|".join(re.escape(word) for words in PLACEHOLDERS.values() for word in sorted(words.values()))
)


@dataclass(frozen=True, slots=True)
class Removed:
    """Hold how many of one kind were taken out."""

    kind: RemovedKind
    count: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """Hold a redacted text, what was taken out, and words that may be names."""

    text: str
    removed: tuple[Removed, ...] = ()
    doubtful: tuple[str, ...] = ()


class Redactor:
    """Redact texts against a directory and a list of protected terms."""

    def __init__(self, names: NameIndex, terms: Iterable[str], words: WordLists) -> None:
        """Prepare the terms; the directory and the word lists are shared."""
        self._names = names
        self._words = words
        wanted = sorted({term.strip() for term in terms if term.strip()}, key=len, reverse=True)
        self._terms = (
            re.compile(
                r"(?<!\w)(?:" + "|".join(map(re.escape, wanted)) + r")(?:s|'s|’s)?(?!\w)", re.IGNORECASE
            )
            if wanted
            else None
        )

    def redact(self, text: str, language: Language) -> Redaction:
        """Return a text as it may be stored; redacting it again changes nothing."""
        text = clean(text)
        kept = [Hit(hit.start(), hit.end(), "kept") for hit in PLACEHOLDER.finditer(text)]
        hits = _without_overlaps([*kept, *spot_patterns(text)])
        if self._terms is not None:
            terms = [Hit(hit.start(), hit.end(), "term") for hit in self._terms.finditer(text)]
            hits = _without_overlaps([*hits, *terms])
        spotted = spot_names(text, self._names, self._words)
        hits = _without_overlaps([*hits, *(Hit(one.start, one.end, "person") for one in spotted if one.sure)])
        doubtful = [
            text[one.start : one.end]
            for one in spotted
            if not one.sure and not any(hit.start < one.end and one.start < hit.end for hit in hits)
        ]
        counts: Counter[RemovedKind] = Counter()
        pieces: list[str] = []
        position = 0
        for hit in _names_joined(text, hits):
            pieces.append(text[position : hit.start])
            if hit.kind == "kept":
                pieces.append(text[hit.start : hit.end])
            else:
                kind = RemovedKind(hit.kind)
                counts[kind] += 1
                pieces.append(PLACEHOLDERS[language][kind])
            position = hit.end
        pieces.append(text[position:])
        removed = tuple(Removed(kind, counts[kind]) for kind in RemovedKind if counts[kind])
        return Redaction("".join(pieces), removed, tuple(dict.fromkeys(doubtful)))


def _without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """Keep the earlier listed of two places that overlap."""
    chosen: list[Hit] = []
    for hit in hits:
        if all(hit.end <= other.start or other.end <= hit.start for other in chosen):
            chosen.append(hit)
    return sorted(chosen, key=lambda hit: hit.start)


def _names_joined(text: str, hits: list[Hit]) -> list[Hit]:
    """Join names that stand side by side, so that a full name leaves one placeholder."""
    joined: list[Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == hit.kind == "person"
            and text[last.end : hit.start] in (" ", "-")
        ):
            joined[-1] = Hit(last.start, hit.end, "person")
        else:
            joined.append(hit)
    return joined
