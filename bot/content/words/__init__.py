"""Word lists: frequent words from the library wordfreq, all others written for this project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Protocol

import wordfreq
import yaml

from bot.learning.language import Language
from bot.learning.redaction import Surroundings, WordLists, folded

COMMON = 1e-6
"""A share of all words: broad enough for most nouns, too narrow for rare surnames."""
FREQUENT = 1e-5
"""From here on a capital letter at the start of a sentence is more likely a word's than a name's."""


class Frequencies(Protocol):
    """Tell how often words are written."""

    def shares(self, language: Language) -> Mapping[str, float]:
        """Return the share of all written words by word, lower case."""


class Wordfreq:
    """Take frequencies from the library wordfreq, and let go of them once they have been read."""

    def shares(self, language: Language) -> Mapping[str, float]:
        """Return the share of all written words by word, lower case."""
        found: Mapping[str, float] = wordfreq.get_frequency_dict(language.value, wordlist="small")
        wordfreq.get_frequency_dict.cache_clear()
        return found


def load_words(frequencies: Frequencies | None = None) -> WordLists:
    """Read the lists; takes a fraction of a second and some ten megabytes."""
    shares = frequencies or Wordfreq()
    common: dict[Language, frozenset[str]] = {}
    frequent: dict[Language, frozenset[str]] = {}
    for language in Language:
        by_word = shares.shares(language)
        common[language] = frozenset(word for word, share in by_word.items() if share >= COMMON)
        frequent[language] = frozenset(word for word in common[language] if by_word[word] >= FREQUENT)
    names, verbs, around = _read("names_that_are_words"), _read("verbs"), _read("surroundings")
    nicknames = _both_ways(_read("nicknames"))
    return WordLists(
        common=common,
        frequent=frequent,
        word_names={language: frozenset(names[language.value]) for language in Language},
        function_words={
            Language.SV: frozenset(around["swedish"]),
            Language.EN: frozenset(around["english"]),
        },
        never_subjects=frozenset(names["never_subjects"]),
        given=frozenset([*_all("first_names"), *_read("nicknames")]),
        family=frozenset(_all("surnames")),
        nicknames=nicknames,
        around=Surroundings(
            speech=frozenset(verbs["speech"]),
            deeds=frozenset(verbs["deeds"]),
            auxiliaries=frozenset(verbs["auxiliaries"]),
            participles=frozenset(verbs["participles"]),
            perfect=frozenset(verbs["perfect"]),
            adverbs=frozenset(around["adverbs"]),
            relatives=frozenset(around["relatives"]),
            titles=frozenset(around["titles"]),
            greetings=frozenset(around["greetings"]),
            determiners=frozenset(around["determiners"]),
            ways=frozenset(around["ways"]),
            times_and_places=frozenset(around["times_and_places"]),
            times_and_places_after=frozenset(around["times_and_places_after"]),
            abbreviations=frozenset(around["abbreviations"]),
        ),
    )


def _both_ways(nicknames: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    """Lead from short names to full ones and back, since a directory may hold either."""
    found: dict[str, set[str]] = {}
    for short, names in nicknames.items():
        for name in names:
            found.setdefault(folded(short), set()).add(folded(name))
            found.setdefault(folded(name), set()).add(folded(short))
    return {name: frozenset(others) for name, others in found.items()}


def _all(name: str) -> list[str]:
    return [word for words in _read(name).values() for word in words]


def _read(name: str) -> dict[str, list[str]]:
    text = (resources.files("bot.content.words") / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return loaded
