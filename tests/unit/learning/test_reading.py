"""A link that an author leaves leads to a page and to nobody, and is never another one in disguise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.reading import (
    BadLink,
    LinkProblem,
    Tip,
    checked,
    joined,
    names_somebody,
    parted,
    searchable,
)
from bot.learning.redaction import NameIndex, PersonName

ANNA = PersonName(full="Anna Sjöberg", first="Anna", last="Sjöberg", display="anna.s")
NAMES = NameIndex([ANNA, PersonName(full="Tom Whitlock", first="Tom", last="Whitlock")])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/bok", "https://example.org/bok"),
        ("HTTPS://Example.ORG/Bok", "https://example.org/Bok"),
        ("https://example.org/a?utm_source=nyhetsbrev&fbclid=abc#kommentar", "https://example.org/a"),
        ("https://youtube.com/watch?v=dQw4w9WgXcQ&si=whoSharedIt", "https://youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://example.org/a?id=tom%40example.org", "https://example.org/a"),
        ("https://räksmörgås.se/läs", "https://xn--rksmrgs-5wao1o.se/l%C3%A4s"),
    ],
)
def test_what_an_address_carries_besides_its_page_is_left_out(typed, kept):
    assert checked(typed) == kept
    assert checked(kept) == kept


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", LinkProblem.NO_ADDRESS),
        ("example.org", LinkProblem.NO_ADDRESS),
        ("javascript:alert(1)", LinkProblem.NO_ADDRESS),
        ("https://", LinkProblem.NO_ADDRESS),
        ("https://[", LinkProblem.NO_ADDRESS),
        ("https://ex ample.org", LinkProblem.NO_ADDRESS),
        ("https://bank.se@evil.example/", LinkProblem.WITHIN),
        ("https://example.org:8080/", LinkProblem.WITHIN),
        ("https://10.0.0.1/", LinkProblem.WITHIN),
        ("https://wiki/sida", LinkProblem.WITHIN),
        ("https://wiki.norrbro.internal/sida", LinkProblem.WITHIN),
        ("https://bit.ly/abc", LinkProblem.HIDES),
        ("https://docs.google.com/document/d/abc", LinkProblem.OF_SOMEBODY),
        ("https://norrbro.sharepoint.com/x", LinkProblem.OF_SOMEBODY),
        ("https://www.linkedin.com/in/someone", LinkProblem.OF_SOMEBODY),
        ("https://example.org/" + "a" * 400, LinkProblem.LONG),
    ],
)
def test_an_address_that_hides_or_shows_somebody_is_refused_with_the_reason(typed, problem):
    with pytest.raises(BadLink) as refused:
        checked(typed)
    assert refused.value.problem is problem


@pytest.mark.parametrize(
    ("link", "own", "found"),
    [
        ("https://example.org/blogg/anna-sjoberg/1", None, True),
        ("https://annasjoberg.se/", None, True),
        ("https://example.org/whitlock/tom", None, True),
        ("https://example.org/anna/1", None, False),
        ("https://example.org/anna/1", ANNA, True),
        ("https://example.org/om-att-fraga", ANNA, False),
    ],
)
def test_a_name_in_an_address_is_found(link, own, found):
    assert names_somebody(link, NAMES, own) is found


TIPS = [None, Tip("Att fråga"), Tip("Att fråga", "https://example.org/bok")]


@pytest.mark.parametrize("tip", TIPS)
def test_a_lesson_and_its_tip_come_apart_as_they_were_put_together(tip):
    assert parted(joined("Fråga först.\n\nFråga sedan.", tip)) == ("Fråga först.\n\nFråga sedan.", tip)


def test_the_title_is_searched_and_the_address_is_not():
    assert searchable(joined("Fråga.", TIPS[2])) == "Fråga.\nAtt fråga"


def test_an_address_that_would_not_be_taken_is_never_a_link():
    for link in ("https://bit.ly/abc", "https://bank.se@evil.example/", "https://example.org/a?utm_x=1"):
        stored = f"Fråga.\n\n↗ Att fråga\n{link}"
        assert parted(stored) == (stored, None)


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_no_word_is_lost(typed):
    text, tip = parted(typed)
    assert joined(text, tip) == typed
    try:
        assert checked(checked(typed)) == checked(typed)
    except BadLink as refused:
        assert refused.problem in LinkProblem
