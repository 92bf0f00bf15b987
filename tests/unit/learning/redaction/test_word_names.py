"""A name that is also a word goes only when it is written as a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.learning.language import Language
from bot.learning.redaction import Redaction

RedactFor = Callable[..., Redaction]
SWEDISH = ("Björn Lindqvist", "Sten Hallberg", "My Sandell", "Hans Blom", "Dina Storm", "Maj Falk", "Åre Var")
ENGLISH = ("Will Ashdown", "Mark Sutton", "Hope Marsh", "April Doyle", "Ruby Tate", "Alex Day", "Are Holm")


@pytest.mark.parametrize(
    "text",
    [
        "En björn stod på vägen.",
        "Björnen sov.",
        "Vi lämnade ingen sten orörd.",
        "Hans förslag var bra.",
        "Stenar faller.",
        "Det är dina kunder.",
        "Var finns felet?",
        "Storm i ett vattenglas.",
        "Vi ses i maj.",
        "Mys på kontoret.",
        "EN BJÖRN STOD DÄR.",
    ],
)
def test_a_swedish_word_stays_though_somebody_is_called_so(redact: RedactFor, text: str) -> None:
    assert redact(text, *SWEDISH).text == text


@pytest.mark.parametrize(
    "text",
    [
        "My lesson was to ask.",
        "Will this scale?",
        "Mark the date.",
        "Marks out of ten.",
        "Hope is not a plan.",
        "We shipped in April and on 3 April.",
        "In March and April we waited.",
        "The Ruby upgrade broke it.",
        "It will mark the line with hope.",
        "Days later it worked.",
        "People are asked twice.",
        "Thanks! Will this be kept?",
    ],
)
def test_an_english_word_stays_though_somebody_is_called_so(redact: RedactFor, text: str) -> None:
    assert redact(text, *ENGLISH, "My Berg", "May Young", language=Language.EN).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jag bad Björn om råd.", "Jag bad [namn] om råd."),
        ("Björn sa stopp.", "[namn] sa stopp."),
        ("Sten har redan frågat.", "[namn] har redan frågat."),
        ("Björn Lindqvist är klok.", "[namn] är klok."),
        ("björn lindqvist är klok.", "[namn] är klok."),
        ("Stens lista är bra.", "[namn] lista är bra."),
        ("björns idé var bra.", "[namn] idé var bra."),
        ("My har rätt.", "[namn] har rätt."),
        ("Sten, som är ny, såg det.", "[namn], som är ny, såg det."),
        ("Sten och Hallberg kom.", "[namn] och [namn] kom."),
        ("Sten och jag delade på det.", "[namn] och jag delade på det."),
        ("Maj-Britt var snäll.", "[namn] var snäll."),
        ("Bra jobbat!\nMvh Björn", "Bra jobbat!\nMvh [namn]"),
        ("Vi gjorde om (Sten) allt.", "Vi gjorde om ([namn]) allt."),
        ("Som t.ex. Björn gjorde.", "Som t.ex. [namn] gjorde."),
    ],
)
def test_a_swedish_word_goes_where_it_is_written_as_a_name(
    redact: RedactFor, text: str, expected: str
) -> None:
    assert redact(text, *SWEDISH).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I asked Will about it.", "I asked [name] about it."),
        ("Will was right.", "[name] was right."),
        ("Will, thank you.", "[name], thank you."),
        ("Hope always asks why.", "[name] always asks why."),
        ("Mark & I agreed.", "[name] & I agreed."),
        ("Mark's idea won.", "[name] idea won."),
        ("Ms Day told us.", "Ms [name] told us."),
        ("Hope and Sutton agreed.", "[name] and [name] agreed."),
        ("Ruby-style reviews are short.", "Ruby-style reviews are short."),
        ("Hope-style reviews are short.", "[name]-style reviews are short."),
    ],
)
def test_an_english_word_goes_where_it_is_written_as_a_name(
    redact: RedactFor, text: str, expected: str
) -> None:
    people = [name for name in ENGLISH if not name.startswith("Ruby")]
    assert redact(text, *people, language=Language.EN).text == expected


def test_a_swedish_word_is_no_word_in_an_english_text(redact: RedactFor) -> None:
    found = redact("Sten brought it to the table and we read it.", *SWEDISH, language=Language.EN)
    assert found.text == "[name] brought it to the table and we read it."


def test_what_may_be_a_name_is_marked_for_the_author_to_decide(redact: RedactFor) -> None:
    found = redact("Sten är hårt.", *SWEDISH)
    assert (found.text, found.doubtful) == ("Sten är hårt.", ("Sten",))


def test_sentences_that_begin_with_my_or_will_are_not_called_doubtful(redact: RedactFor) -> None:
    assert redact("My view. Will it do?", *ENGLISH, "My Berg", language=Language.EN).doubtful == ()


def test_a_word_that_only_resembles_a_name_without_its_dots_stays(redact: RedactFor) -> None:
    text = "Par i hand fick vi ett par svar, och hakan föll."
    assert redact(text, "Pär Ohlin", "Håkan Ahl").text == text
