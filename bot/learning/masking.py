"""Check that a curator only took words out."""

from __future__ import annotations

import re
import unicodedata

MASK = "[…]"
_MASKS = re.compile(r"\[\s*(?:…|\.{2,3})?\s*\]|▇+|█+|\*{3,}|…")
_WORD = re.compile(r"[^\W_]+(?:[-'’:.,/][^\W_]+)*|[^\w\s]")
_SPEAKING = ("So", "Sk", "Sm", "Sc")
"""Unicode's classes of symbols: a raised eyebrow or an arrow says something, a comma does not."""


def normalised_mask(text: str) -> str:
    """Return a text with every way to write a mask made alike."""
    return _MASKS.sub(MASK, text).strip()


def only_removes(original: str, masked: str) -> bool:
    """Tell whether `masked` is `original` with words left out or masked, and none added or moved."""
    left = iter(_words(original))
    return all(any(word == candidate for candidate in left) for word in _words(masked))


def _words(text: str) -> list[str]:
    return [
        word.casefold()
        for word in _WORD.findall(normalised_mask(text).replace(MASK, " "))
        if word.isalnum() or len(word) > 1 or word in "!?" or unicodedata.category(word) in _SPEAKING
    ]
