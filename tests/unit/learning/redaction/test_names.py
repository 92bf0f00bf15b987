"""A colleague's name goes in every form in which people write it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.learning.language import Language
from bot.learning.redaction import NameIndex, PersonName, Redaction

RedactFor = Callable[..., Redaction]


@pytest.mark.parametrize(
    ("written", "directory"),
    [
        ("Hedvig", "Hedvig Bark"),
        ("hedvig", "Hedvig Bark"),
        ("HEDVIG", "Hedvig Bark"),
        ("Hedvigs", "Hedvig Bark"),
        ("Hedvig Bark", "Hedvig Bark"),
        ("Hedvig B.", "Hedvig Bark"),
        ("H. Bark", "Hedvig Bark"),
        ("Bergenstråhle", "Thomas Bergenstråhle"),
        ("bergenstrahle", "Thomas Bergenstråhle"),
        ("Sorens", "Sören Grå"),
        ("Ann-Sofie", "Ann-Sofie Gran"),
        ("ann sofie", "Ann-Sofie Gran"),
        ("annsofie", "Ann-Sofie Gran"),
        ("Carl von Platen", "Carl von Platen"),
        ("von Platens", "Carl von Platen"),
        ("D’Arcy", "Shaun D'Arcy"),
        ("darcy", "Shaun D'Arcy"),
        ("Al Nouri", "Faisal Al-Nouri"),
        ("Lasse", "Lars Ohlin"),
        ("Lars", "Lasse Ohlin"),
        ("Vickans", "Viktoria Lagerkvist"),
        ("Ture Lindblad", "Lindblad, Ture"),
        ("Edit Strid", "Edit Strid (hon/hen)"),
    ],
)
def test_a_name_goes_in_this_form(redact: RedactFor, written: str, directory: str) -> None:
    assert redact(f"Jag frågade {written} om råd.", directory).text == "Jag frågade [namn] om råd."


@pytest.mark.parametrize(("language", "expected"), [(Language.SV, "[namn]"), (Language.EN, "[name]")])
def test_every_person_leaves_the_same_mark(redact: RedactFor, language: Language, expected: str) -> None:
    long = redact("Wilhelmina-Kristina Oxenstjärnas", "Wilhelmina-Kristina Oxenstjärna", language=language)
    short = redact("Ylva", "Ylva Ahl", language=language)
    assert long.text == short.text == expected


def test_two_people_beside_each_other_are_two(redact: RedactFor) -> None:
    found = redact("Det var Ylva, Hedvig och Sören.", "Ylva Ahl", "Hedvig Bark", "Sören Grå")
    assert found.text == "Det var [namn], [namn] och [namn]."
    assert [(one.kind, one.count) for one in found.removed] == [("person", 3)]


def test_what_is_named_after_a_person_keeps_its_own_half(redact: RedactFor) -> None:
    assert redact("Vi körde Ylva-metoden.", "Ylva Ahl").text == "Vi körde [namn]-metoden."


def test_a_strangers_surname_after_a_known_first_name_goes_too(redact: RedactFor) -> None:
    assert redact("Ylva Zetterlöw ringde.", "Ylva Ahl").text == "[namn] ringde."


def test_display_names_and_handles_are_names(redact: RedactFor) -> None:
    people = [
        PersonName(full="Kim Sjölund", display="kim_92"),
        PersonName(full="Vera Ozols", display="Vera | Support"),
    ]
    assert redact("Be kim_92 eller Ozols.", people=people).text == "Be [namn] eller [namn]."
    assert redact("Vår Support svarade, support är bra.", people=people).removed == ()


def test_first_names_of_nobody_are_marked_and_stay(redact: RedactFor) -> None:
    found = redact("Jag frågade Fatima om råd.", "Ylva Ahl")
    assert found.text == "Jag frågade Fatima om råd."
    assert found.doubtful == ("Fatima",)


def test_an_empty_directory_takes_nobody_away(redact: RedactFor) -> None:
    assert redact("Vi lärde oss att vänta.").text == "Vi lärde oss att vänta."


def test_empty_and_odd_profiles_do_no_harm() -> None:
    index = NameIndex([PersonName(), PersonName(full="🙂"), PersonName(full="-", display="…")])
    assert not index.firsts | index.lasts
