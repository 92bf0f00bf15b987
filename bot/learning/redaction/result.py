"""What redacting a text gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.learning.language import Language


class RemovedKind(StrEnum):
    """Name what was taken out."""

    PERSON = "person"
    EMAIL = "email"
    LINK = "link"
    PHONE = "phone"
    NUMBER = "number"
    SLACK = "slack"
    TERM = "term"


PLACEHOLDERS: Mapping[Language, Mapping[RemovedKind, str]] = {
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
PERSON_PLACEHOLDERS = frozenset(words[RemovedKind.PERSON] for words in PLACEHOLDERS.values())


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


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold a place in a text that must go, and what stands there."""

    start: int
    end: int
    kind: RemovedKind
