"""A snippet shows the word that was looked for, whole words around it, and no more than fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.library import Stems, snippet, understood

STEMS = Stems()
LONG = (
    "Vi började dagen med kaffe. " * 12
    + "Sedan frågade kunden om ritningen. "
    + "Till slut gick vi hem. " * 12
)


def found(text: str, typed: str) -> list[str]:
    return [one.text for one in snippet(text, understood(typed, STEMS, ()), STEMS) if one.found]


def whole(text: str, typed: str) -> str:
    return "".join(one.text for one in snippet(text, understood(typed, STEMS, ()), STEMS))


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("ritning", ["ritningen"]),
        ("fraga", ["frågade"]),
        ('"frågade kunden"', ["frågade kunden"]),
        ("kund", ["kunden"]),
        ("hem kund", ["kunden", "hem", "hem"]),
    ],
)
def test_the_words_found_are_marked_as_they_stand_in_the_text(typed, marked):
    assert found(LONG, typed)[: len(marked)] == marked


def test_a_long_text_is_cut_between_words_around_what_was_found():
    text = whole(LONG, "ritning")
    assert text.startswith("…") and text.endswith("…") and "frågade kunden om ritningen" in text
    assert all(word in LONG.split() for word in text.strip("….").split()[1:-1])


def test_a_short_text_is_shown_whole():
    assert whole("Fråga kunden.", "kund") == "Fråga kunden."


def test_without_anything_found_the_beginning_is_shown():
    assert whole(LONG, "zebra").startswith("Vi började")


@given(st.text(max_size=600), st.text(max_size=20), st.integers(min_value=20, max_value=300))
def test_a_snippet_is_never_longer_than_asked_and_adds_nothing(text, typed, most):
    pieces = snippet(text, understood(typed, STEMS, ()), STEMS, most)
    shown = "".join(one.text for one in pieces)
    assert len(shown) <= most + 2
    assert shown.removeprefix("…").removesuffix("…") in text
