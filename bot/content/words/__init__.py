"""Word lists: frequent words from the library wordfreq, nicknames and verbs of our own."""

from __future__ import annotations

from importlib import resources

import wordfreq
import yaml

from bot.learning.redaction import WordLists
from bot.learning.redaction.names import folded

LEAST_FREQUENT = 1e-6
"""About once in a million words: broad enough for björn and sten, too narrow for rare surnames."""


def load_words() -> WordLists:
    """Read the lists; takes a fraction of a second and some megabytes."""
    verbs = _read("verbs.yaml")
    nicknames: dict[str, set[str]] = {}
    for short, names in _read("nicknames.yaml").items():
        nicknames[folded(short)] = {folded(name) for name in names}
    return WordLists(
        common=frozenset(folded(word) for word in _ordinary("sv") | _ordinary("en")),
        word_names=frozenset(
            folded(word) for words in _read("names_that_are_words.yaml").values() for word in words
        ),
        nicknames=nicknames,
        verbs=frozenset(word for words in verbs.values() for word in words),
    )


def _ordinary(language: str) -> set[str]:
    found = wordfreq.get_frequency_dict(language, wordlist="small")
    return {word for word, share in found.items() if share >= LEAST_FREQUENT}


def _read(name: str) -> dict[str, list[str]]:
    text = (resources.files("bot.content.words") / name).read_text(encoding="utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return loaded
