"""What must be known of two languages to tell a name from an ordinary word."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.learning.language import Language

APOSTROPHES = str.maketrans("", "", "'’`´")
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def folded(word: str) -> str:
    """Return a word without case, diacritics and apostrophes, as people type it in haste."""
    plain = word.casefold()
    if plain.isascii():
        return plain.translate(APOSTROPHES)
    plain = unicodedata.normalize("NFKD", plain.translate(LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(APOSTROPHES)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold the words around a name by which it is known, all lower case."""

    speech: Collection[str]
    deeds: Collection[str]
    auxiliaries: Collection[str]
    participles: Collection[str]
    perfect: Collection[str]
    adverbs: Collection[str]
    relatives: Collection[str]
    titles: Collection[str]
    greetings: Collection[str]
    labels: Collection[str]
    determiners: Collection[str]
    ways: Collection[str]
    modals: Collection[str]
    copulas: Collection[str]
    states: Collection[str]
    states_of_two: Collection[str]
    possessions: Collection[str]
    roles: Collection[str]
    possessives: Collection[str]
    spans: Collection[str]
    inverting: Collection[str]
    objects: Collection[str]
    complements: Collection[str]
    times_and_places: Collection[str]
    times_and_places_after: Collection[str]
    abbreviations: Collection[str]


@dataclass(frozen=True, slots=True)
class VerbForms:
    """Hold the forms of a language's verbs, lower case; `participles` are supines in Swedish."""

    infinitives: Collection[str]
    presents: Collection[str]
    pasts: Collection[str]
    participles: Collection[str]
    progressives: Collection[str]


@dataclass(frozen=True, slots=True)
class WordLists:
    """Hold what tells names from ordinary words.

    By language: `common` are words written at least once in a million words, `frequent` ten times as
    often, `word_names` names that are words too, `function_words` what a language is recognised by;
    all of them lower case. Of the word names no verb can otherwise follow `never_subjects`; `bare` may
    begin a sentence as nouns without an article; `before_nouns` stand in front of one. `acts` are what
    people do, `events` what things do too. `given` and `family` are known names, lower case;
    `nicknames` lead from a name, folded, to those it may stand for.
    """

    common: Mapping[Language, Collection[str]]
    frequent: Mapping[Language, Collection[str]]
    word_names: Mapping[Language, Collection[str]]
    function_words: Mapping[Language, Collection[str]]
    never_subjects: Collection[str]
    bare: Mapping[Language, Collection[str]]
    before_nouns: Mapping[Language, Collection[str]]
    acts: Mapping[Language, VerbForms]
    events: Mapping[Language, VerbForms]
    given: Collection[str]
    family: Collection[str]
    nicknames: Mapping[str, Collection[str]]
    around: Surroundings

    def languages_of(self, words: Collection[str]) -> tuple[Language, ...]:
        """Return the language that lower-case words are written in; both, where that is not clear."""
        counts = {
            language: sum(word in known for word in words) for language, known in self.function_words.items()
        }
        best = max(counts, key=lambda language: counts[language])
        if all(counts[best] > 2 * count for language, count in counts.items() if language != best):
            return (best,)
        return tuple(counts)
