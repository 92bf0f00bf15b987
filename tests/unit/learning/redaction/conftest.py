"""The word lists, read once, and a way to redact in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from bot.content.words import load_words
from bot.learning.language import Language
from bot.learning.redaction import NameIndex, PersonName, Redaction, Redactor, WordLists

RedactFor = Callable[..., Redaction]


@pytest.fixture(scope="session")
def words() -> WordLists:
    return load_words()


@pytest.fixture(scope="session")
def redact(words: WordLists) -> RedactFor:
    def run(
        text: str,
        *directory: str,
        language: Language = Language.SV,
        terms: Iterable[str] = (),
        people: Iterable[PersonName] = (),
    ) -> Redaction:
        index = NameIndex([*(PersonName(full=name) for name in directory), *people])
        return Redactor(index, terms, words).redact(text, language)

    return run
