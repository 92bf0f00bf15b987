"""Find the words that an admin has listed, such as customers and projects."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.learning.redaction.result import Hit, RemovedKind
from bot.learning.redaction.words import WordLists

COMPOUND_FROM = 5


class Terms:
    """Hold listed terms as they are looked for: in any case, with or without diacritics."""

    __slots__ = ("_patterns",)

    def __init__(self, terms: Iterable[str], words: WordLists) -> None:
        """Prepare the terms; the longest win over those that they contain."""
        wanted = sorted({term.strip() for term in terms if term.strip()}, key=lambda one: (-len(one), one))
        self._patterns = [_pattern(term, words) for term in wanted]

    def spot(self, text: str) -> Iterator[Hit]:
        """Yield every place of a term."""
        if not self._patterns:
            return
        plain = "".join(map(_plain, text))
        for pattern in self._patterns:
            for match in pattern.finditer(plain):
                yield Hit(*match.span(), RemovedKind.TERM)


def _pattern(term: str, words: WordLists) -> re.Pattern[str]:
    parts = [re.escape("".join(map(_plain, part))) for part in re.split(r"[\s-]+", term) if part]
    is_word = len(parts) == 1 and any(term.casefold() in known for known in words.frequent.values())
    # An ordinary word that is also a project's name goes only in the way the admin wrote it.
    flags = re.NOFLAG if is_word else re.IGNORECASE
    compound = r"\w*" if len(parts) == 1 and len(term) >= COMPOUND_FROM and not is_word else "(?:['’]?s)?"
    return re.compile(r"(?<!\w)" + r"[\s-]+".join(parts) + rf"{compound}(?:['’]s)?(?!\w)", flags)


def _plain(letter: str) -> str:
    """Return a letter without its diacritics, and always one for one, so that places stay the same."""
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isalpha() else letter
