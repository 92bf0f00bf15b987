"""Word lists: frequent words from the library wordfreq, all others written for this project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from importlib import resources
from typing import Any, Protocol

import wordfreq
import yaml

from bot.content.words.forms import forms_of
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
    names, around = _read("names_that_are_words"), {**_read("verbs"), **_read("surroundings")}
    verbs = _read_nested("acts")
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
        bare={language: frozenset(names[f"{language.value}_bare"]) for language in Language},
        before_nouns={language: frozenset(names[f"{language.value}_before_nouns"]) for language in Language},
        acts={language: forms_of(verbs["people"][language.value], language) for language in Language},
        events={language: forms_of(verbs["things"][language.value], language) for language in Language},
        given=frozenset([*_all("first_names"), *_read("nicknames")]),
        family=frozenset(_all("surnames")),
        nicknames=nicknames,
        around=Surroundings(**{field.name: frozenset(around[field.name]) for field in fields(Surroundings)}),
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
    loaded: dict[str, list[str]] = _load(name)
    return loaded


def _read_nested(name: str) -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = _load(name)
    return loaded


def _load(name: str) -> Any:
    text = (resources.files("bot.content.words") / f"{name}.yaml").read_text(encoding="utf-8")
    # The loader in C is there in every wheel and takes a tenth of the time.
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
