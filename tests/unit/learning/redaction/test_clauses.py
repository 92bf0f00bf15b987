"""What follows a name that is also a word tells whether it is one, wherever the verb hides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.learning.language import Language
from bot.learning.redaction import PersonName, Redaction

RedactFor = Callable[..., Redaction]
SWEDISH = ("Tom Bergwall", "Björn Lindqvist", "Sten Hallberg", "Sol Vik", "Dina Storm", "Max Holm")
ENGLISH = ("Hope Marsh", "Will Ashdown", "Mark Sutton", "Grace Tillman", "May Young", "Bill Avery", "My Berg")
TIMES = (
    "hade",
    "har",
    "hade aldrig",
    "har precis",
    "hade tydligen redan",
    "har i flera år",
    "måste ha",
    "ska ha",
)


@pytest.mark.parametrize("auxiliaries", TIMES)
@pytest.mark.parametrize("name", ["Tom", "Björn", "Sten", "Dina"])
@pytest.mark.parametrize("supine", ["råkat låsa", "bett om hjälp", "glömt nyckeln", "prioriterat annat"])
def test_a_perfect_says_what_a_person_has_done(
    redact: RedactFor, name: str, auxiliaries: str, supine: str
) -> None:
    found = redact(f"{name} {auxiliaries} {supine}.", *SWEDISH).text
    assert found == f"[namn] {auxiliaries} {supine}."


@pytest.mark.parametrize("modal", ["skulle", "ska snart", "måste", "borde nog", "kan inte", "vill gärna"])
@pytest.mark.parametrize("name", ["Tom", "Björn", "Sten"])
def test_a_person_is_going_to_do_something(redact: RedactFor, name: str, modal: str) -> None:
    assert redact(f"{name} {modal} ringa kunden.", *SWEDISH).text == f"[namn] {modal} ringa kunden."


@pytest.mark.parametrize(
    "verbs",
    [
        "had forgotten",
        "has already asked for",
        "hadn't seen",
        "should have told me about",
        "couldn’t open",
        "must have missed",
        "would rather not send",
        "didn't know",
        "had to rewrite",
        "accidentally deleted",
        "was told about",
    ],
)
@pytest.mark.parametrize("name", ["Hope", "Will", "Mark", "Grace", "Bill"])
def test_english_auxiliaries_lead_to_a_person_too(redact: RedactFor, name: str, verbs: str) -> None:
    found = redact(f"{name} {verbs} the report.", *ENGLISH, language=Language.EN).text
    assert found == f"[name] {verbs} the report."


@pytest.mark.parametrize(
    "text",
    [
        "Tom bägare skramlar mest.",
        "Tom hade lådan varit hela veckan.",
        "Tom var bägaren när vi kom.",
        "Sol har vi inte haft på veckor.",
        "Sten är hårt.",
        "Sten har använts som ballast.",
        "Björn har setts vid parkeringen.",
        "Björn är ett farligt djur.",
        "Dina filer har försvunnit.",
        "Max var det tio personer i rummet.",
    ],
)
def test_a_swedish_word_stays_before_a_verb_that_is_not_its_own(redact: RedactFor, text: str) -> None:
    assert redact(text, *SWEDISH).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Hope is not a plan.",
        "Hope had faded by then.",
        "Mark finished tasks as done.",
        "Will it work?",
        "Will not help us.",
        "My can of paint had dried.",
        "My will to help got in the way.",
        "May has been a busy month.",
        "Bill payments were late.",
        "Grace under pressure is rare.",
    ],
)
def test_an_english_word_stays_before_a_verb_that_is_not_its_own(redact: RedactFor, text: str) -> None:
    assert redact(text, *ENGLISH, language=Language.EN).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tom, kan du visa mig?", "[namn], kan du visa mig?"),
        ("Tom! Kan du visa mig?", "[namn]! Kan du visa mig?"),
        ("Sten och kollegan hade bytt pass.", "[namn] och kollegan hade bytt pass."),
        ("Sten och Fatima hade bytt pass.", "[namn] och Fatima hade bytt pass."),
        ("Björn med flera sa nej.", "[namn] med flera sa nej."),
        ("Björn är vår säljare.", "[namn] är vår säljare."),
        ("- Björn: ring kunden", "- [namn]: ring kunden"),
        ("Ansvarig: Björn", "Ansvarig: [namn]"),
        ("Björn/Sten gör det.", "[namn]/[namn] gör det."),
        ("Björn är sjuk.", "[namn] är sjuk."),
    ],
)
def test_a_person_is_addressed_coupled_described_or_listed(
    redact: RedactFor, text: str, expected: str
) -> None:
    assert redact(text, *SWEDISH).text == expected


@pytest.mark.parametrize("ending", ["'ll", "’ll", "'d", "’ve", "'s", "s"])
def test_a_name_goes_with_what_is_drawn_together_with_it(redact: RedactFor, ending: str) -> None:
    assert redact(f"I hear Priya{ending} check.", "Priya Raman", language=Language.EN).text == (
        "I hear [name] check."
    )


def test_a_name_is_not_named_twice_by_its_own_auxiliary(redact: RedactFor) -> None:
    found = redact("Will Ashdown will ask. Will you?", *ENGLISH, language=Language.EN)
    assert found.text == "[name] will ask. Will you?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P-O frågade mig.", "[namn] frågade mig."),
        ("PO Hägg frågade.", "[namn] frågade."),
        ("PO frågade mig.", "[namn] frågade mig."),
        ("Vår PO är ny.", "Vår PO är ny."),
    ],
)
def test_initials_of_a_double_name_are_a_name(redact: RedactFor, text: str, expected: str) -> None:
    assert redact(text, people=[PersonName(full="Per-Olof Hägg")]).text == expected


def test_initials_that_may_mean_something_else_are_marked(redact: RedactFor) -> None:
    assert redact("Vi väntade på PO i går.", people=[PersonName(full="Per-Olof Hägg")]).doubtful == ("PO",)


def test_an_arabic_surname_goes_with_its_article(redact: RedactFor) -> None:
    found = redact("Thanks to Fatima al-Sayed we saw it.", "Fatima al-Sayed", language=Language.EN)
    assert found.text == "Thanks to [name] we saw it."
