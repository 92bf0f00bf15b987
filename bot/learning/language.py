"""The languages that Lärdom speaks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum

WORD = re.compile(r"[^\W\d_]+")


class Language(StrEnum):
    """Name a language by its ISO 639-1 code."""

    SV = "sv"
    EN = "en"

    @classmethod
    def of_locale(cls, locale: str | None) -> Language:
        """Return the language of a locale such as sv-SE; English for any other than Swedish."""
        return cls.SV if (locale or "").lower().startswith("sv") else cls.EN


def written_in(
    text: str, function_words: Mapping[Language, Collection[str]], otherwise: Language
) -> Language:
    """Return the language in which most of a text's small words are; `otherwise` when none tells.

    It is worked out when a text is shown and stored nowhere: a column would set a few people apart.
    """
    words = [word.casefold() for word in WORD.findall(text)]
    counts = {one: sum(word in function_words[one] for word in words) for one in Language}
    best = max(counts.values())
    leading = [one for one in Language if counts[one] == best]
    return leading[0] if best and len(leading) == 1 else otherwise
