"""Addresses, links, Slack's tokens and the admin's own terms go; names of files and products stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.learning.redaction import Redaction

RedactFor = Callable[..., Redaction]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("anna.b@bolaget.se", "[e-post]"),
        ("ANNA+jobb@sub.bolaget.example", "[e-post]"),
        ("anna @ bolaget.se", "[e-post]"),
        ("anna(at)bolaget.se", "[e-post]"),
        ("anna [at] bolaget [dot] se", "[e-post]"),
        ("anna punkt berg snabel-a bolaget punkt se", "[e-post]"),
        ("anna at bolaget dot com", "[e-post]"),
        ("anna@jobbet", "[e-post]"),
        ("<mailto:a@b.se|a@b.se>", "[e-post]"),
        ("<tel:+46701740605|ring>", "[telefon]"),
        ("https://bolaget.example/a?b=c#d", "[länk]"),
        ("www.bolaget.se", "[länk]"),
        ("bolaget.se/intern", "[länk]"),
        ("BOLAGET.SE", "[länk]"),
        ("<https://bolaget.se/x|här>", "[länk]"),
        ("<@U07QK2M4Z>", "[omnämnande]"),
        ("<@U07QK2M4Z|anna>", "[omnämnande]"),
        ("<#C02ABCDEF|larande>", "[omnämnande]"),
        ("<!subteam^S0123|@drift>", "[omnämnande]"),
        ("&lt;!channel&gt;", "[omnämnande]"),
        ("@anna.b", "[omnämnande]"),
        ("@here", "[omnämnande]"),
        ("U07QK2M4Z9", "[omnämnande]"),
    ],
)
def test_an_address_goes(redact: RedactFor, written: str, expected: str) -> None:
    assert redact(f"Skriv till {written}, tack.").text == f"Skriv till {expected}, tack."


@pytest.mark.parametrize(
    "text",
    [
        "Node.js",
        "ASP.NET",
        "README.md",
        "main.py",
        "t.ex. så",
        "bl.a. det",
        "klart.Se upp",
        "C#",
        "#3",
        "a/b",
        "m.m.",
    ],
)
def test_a_file_a_product_or_an_abbreviation_stays(redact: RedactFor, text: str) -> None:
    assert redact(f"Det var {text} igen").text == f"Det var {text} igen"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Aurora", "[skyddat]"),
        ("AURORAS", "[skyddat]"),
        ("auroraprojektet", "[skyddat]"),
        ("Aurora-teamet", "[skyddat]-teamet"),
        ("Ångströms  Åkeri", "[skyddat]"),
        ("angstroms åkeris", "[skyddat]"),
        ("Ångströms-Åkeri", "[skyddat]"),
        ("Nord & Co", "[skyddat]"),
    ],
)
def test_a_term_of_the_admin_goes_in_any_form(redact: RedactFor, written: str, expected: str) -> None:
    found = redact(f"Vi lovade {written} en demo.", terms=["Aurora", "Ångströms Åkeri", "Nord & Co", " "])
    assert found.text == f"Vi lovade {expected} en demo."


def test_a_term_that_is_an_ordinary_word_goes_only_as_the_admin_wrote_it(redact: RedactFor) -> None:
    assert redact("Blå ville ha blå knappar.", terms=["Blå"]).text == "[skyddat] ville ha blå knappar."


def test_a_term_is_no_pattern(redact: RedactFor) -> None:
    assert redact("Vi testade a+b (x) i dag.", terms=["a+b (x)", ".*"]).text == "Vi testade [skyddat] i dag."
