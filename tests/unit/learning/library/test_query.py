"""Whatever somebody types into the search is words: found in every form, harmless in every one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.library import Stems, Term, understood
from bot.learning.library.query import LONGEST, MOST_TERMS

STEMS = Stems()
SMALL = {"vi", "en", "the", "och"}


def words(typed: str) -> list[tuple[str, ...]]:
    return [term.words for term in understood(typed, STEMS, SMALL).terms]


def test_words_are_looked_for_in_lower_case_and_once_each():
    assert words("Möte RITNING möte") == [("möte",), ("ritning",)]


@pytest.mark.parametrize("quotes", ['"{}"', "”{}”", "“{}”", "»{}«"])
def test_words_in_quotation_marks_stand_together(quotes):
    assert words(f"fråga {quotes.format('en gång till')} kund") == [
        ("fråga",),
        ("en", "gång", "till"),
        ("kund",),
    ]


def test_a_lonely_quotation_mark_is_no_more_than_that():
    assert words('fråga "en gång') == [("fråga",), ("gång",)]


def test_small_words_are_left_out_unless_there_are_no_others():
    assert words("vi och kunden") == [("kunden",)]
    assert words("vi och") == [("vi",), ("och",)]


@pytest.mark.parametrize("typed", ["", "   ", '""', "* - ^ ( ) : ~ !", "<->", "\0", "🙂"])
def test_what_has_no_word_in_it_looks_for_nothing(typed):
    assert not understood(typed, STEMS, SMALL)


@given(st.text(max_size=400))
def test_nothing_but_letters_and_digits_is_ever_looked_for(typed):
    query = understood(typed, STEMS, SMALL)
    assert len(query.terms) <= MOST_TERMS
    for term in query.terms:
        assert all(word.isalnum() for word in (*term.words, *term.stems, *term.plain, *term.folded))


def test_what_is_typed_beyond_the_longest_query_is_left_out():
    assert words("a" * 3 + " b" * LONGEST)[-1] == ("b",)
    assert len(words(" ".join(f"ord{n}" for n in range(40)))) == MOST_TERMS


def test_operators_are_words_like_all_others():
    assert words("NEAR AND OR NOT words:kund kund*") == [
        ("near",),
        ("and",),
        ("or",),
        ("not",),
        ("words",),
        ("kund",),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lärdom", "lärdomarna"),
        ("lardomar", "lärdom"),
        ("frågade", "frågor"),
        ("asking", "asked"),
        ("lessons", "lesson"),
        ("kunderna", "kund"),
    ],
)
def test_forms_of_a_word_have_a_stem_in_common(one, other):
    assert STEMS.plain(one) & STEMS.plain(other)


def test_a_letter_that_falls_apart_in_lower_case_stays_one_word():
    assert words("İzmir") == [("izmir",)]


def test_diacritics_tell_stems_apart_where_they_are_written():
    assert not STEMS.of("lärdom") & STEMS.of("lardom")


def test_a_word_may_begin_a_longer_one_a_short_one_or_a_row_of_them_may_not():
    assert Term(("möte",)).beginning == "mote"
    assert Term(("på",)).beginning == ""
    assert Term(("2026",)).beginning == ""
    assert Term(("möte", "rum")).beginning == ""
