"""Redaction is final: nothing hides from it, and doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.language import Language
from bot.learning.redaction import NameIndex, PersonName, Redaction, Redactor, WordLists
from tests.redaction_set.replies import read_replies

RedactFor = Callable[..., Redaction]
HIDING = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u180e", "\ufe0f", "\u034f"]

REPLIES = read_replies("dev")
WRITTEN = sorted({word for reply in REPLIES for word in reply.text.split(" ")})
ODD = [
    "\n",
    ".",
    "@",
    "<",
    ">",
    "[namn]",
    "[email]",
    "[",
    "]",
    "+46",
    "07",
    "12-12-12",
    "´",
    "ﬁ",
    "i̇",
    "٣",
    *HIDING,
]
TEXTS = st.lists(
    st.tuples(
        st.sampled_from(WRITTEN) | st.sampled_from(ODD) | st.text(max_size=4),
        st.sampled_from([" ", " ", "", "-", ". "]),
    ),
    max_size=25,
).map(lambda pieces: "".join(word + gap for word, gap in pieces))


@pytest.fixture(scope="module")
def redactor(words: WordLists) -> Redactor:
    people = [person for reply in REPLIES for person in reply.directory]
    return Redactor(NameIndex(people), [term for reply in REPLIES for term in reply.terms], words)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=TEXTS, first=st.sampled_from(Language), second=st.sampled_from(Language))
def test_redacting_twice_changes_nothing(
    redactor: Redactor, text: str, first: Language, second: Language
) -> None:
    once = redactor.redact(text, first)
    again = redactor.redact(once.text, second)
    assert (again.text, again.removed) == (once.text, ())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(places=st.lists(st.integers(0, 15), min_size=1, max_size=6), mark=st.sampled_from(HIDING))
def test_hidden_characters_hide_nobody(redactor: Redactor, places: list[int], mark: str) -> None:
    name = "Björn Lindqvist"
    for place in places:
        name = name[:place] + mark + name[place:]
    assert redactor.redact(f"Jag frågade {name} om råd.", Language.SV).text == "Jag frågade [namn] om råd."


@pytest.mark.parametrize("written", ["Ｈｅｄｖｉｇ", "𝐇𝐞𝐝𝐯𝐢𝐠", "He\u0301dvig", "Hedvig´s"])
def test_other_alphabets_for_the_same_letters_hide_nobody(redact: RedactFor, written: str) -> None:
    assert redact(f"Jag frågade {written} om råd.", "Hedvig Bark").text == "Jag frågade [namn] om råd."


def test_line_breaks_code_and_emoji_are_left_as_they_are(redact: RedactFor) -> None:
    text = "- Kör `make test`\n- Fira 🎉"
    assert redact(text, "Hedvig Bark").text == text


def test_everything_removed_is_counted_by_kind(redact: RedactFor) -> None:
    text = (
        "Hedvig (hedvig@b.se, 070-174 06 05) la 850709-9805 på www.b.se, <@U07QK2M4Z>, för Aurora och Bark."
    )
    found = redact(text, "Hedvig Bark", terms=["Aurora"])
    assert {one.kind.value: one.count for one in found.removed} == {
        "person": 2, "email": 1, "link": 1, "phone": 1, "number": 1, "slack": 1, "term": 1,
    }  # fmt: skip


def test_a_placeholder_that_the_author_left_in_place_stays(redact: RedactFor) -> None:
    text = "Jag frågade [namn] och [name] om [telefon]."
    assert redact(text, "Namn Namnsson", terms=["telefon"]).text == text


def test_an_empty_text_stays_empty(redact: RedactFor) -> None:
    assert redact(" \u200b\n ") == Redaction("")


def test_an_index_serves_many_redactors(words: WordLists) -> None:
    index = NameIndex([PersonName(full="Hedvig Bark")])
    texts = {Redactor(index, [term], words).redact("Hedvig, A, B", Language.SV).text for term in "AB"}
    assert texts == {"[namn], [skyddat], B", "[namn], A, [skyddat]"}
