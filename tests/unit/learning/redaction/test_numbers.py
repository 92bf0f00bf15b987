"""Numbers that lead to a person go, whatever their check digits say; all others stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.learning.redaction import Redaction

RedactFor = Callable[..., Redaction]


@pytest.mark.parametrize(
    "number",
    [
        "850709-9805", "850709-1234", "850709 9805", "8507099805", "19850709-9805", "198507099805",
        "850709+9805", "850709–9805", "1985-07-09-9805", "850769-9805", "850231-1234", "850709-XXXX",
        "556016-0680", "556016-0681", "5560160680", "16556016-0680", "SE556016068001",
        "SE45 5000 0000 0583 9825 7466", "SE4550000000058398257466", "se45 5000 0000 0583 9825 7466",
        "SE46 5000 0000 0583 9825 7466", "GB82 WEST 1234 5698 7654 32", "DE89-3704-0044-0532-0130-00",
        "4111 1111 1111 1111", "4111-1111-1111-1112", "4111111111111112", "3782 822463 10005",
        "123-45-6789",
    ],
)  # fmt: skip
def test_a_number_of_a_person_or_an_account_goes(redact: RedactFor, number: str) -> None:
    assert redact(f"Hon läste upp {number}, högt.").text == "Hon läste upp [nummer], högt."


@pytest.mark.parametrize(
    "number",
    [
        "070-174 06 05", "0701740605", "070 174 06 05", "070.174.06.05", "070–1740605", "0701-740 605",
        "+46 70 174 06 05", "+46701740605", "+46 (0)70 174 06 05", "0046 70 174 06 05", "46 70 174 06 05",
        "08-465 004 00", "08-12 34 56", "(08) 465 004 00", "08/465 004 00", "174 06 05",
        "+44 20 7946 0018", "020 7946 0018", "07700 900018", "(020) 7946 0018",
        "+1 555 010 0199", "(202) 555-0143", "202.555.0143", "1-800-555-0199", "555-0143", "22 33 44 55",
    ],
)  # fmt: skip
def test_a_telephone_number_goes(redact: RedactFor, number: str) -> None:
    assert redact(f"Nås på {number}, dygnet runt.").text == "Nås på [telefon], dygnet runt."


@pytest.mark.parametrize("text", ["Ring 12345 nu.", "Anknytning 4512 är bäst.", "Tel: 45 12 99."])
def test_a_word_before_it_makes_a_short_number_one_to_dial(redact: RedactFor, text: str) -> None:
    assert not any(letter.isdigit() for letter in redact(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02", "2026-10-14 08:30", "2026-10-14 0830", "20261014", "02/11/2026 14.30", "14/10-2026",
        "02-11-2026 - 05-11-2026", "2026-11-23T14:30:00Z", "vecka 47", "2026-W47", "2025/2026",
        "08-17", "8.00-16.30", "08.00–16.30", "0800-1630", "08 15 - 16 45", "07:30-19:00", "kl. 0830",
        "12 500 kr", "1 250 000,50 kr", "+1 250 000 kr", "£1,240.50", "15 000 000 kr", "12 345 678",
        "400-1200 personer", "100-200 st", "0,5 %", "3,14", "version 3.11.4", "v1.2.3-rc.1", "0.1.2",
        "INC0048213", "#48213", "ärende 2026-4411", "order 4500123456", "EAN 7310865004703", "10.0.0.12",
        "192.168.100.200", "ISO 27001", "ISO 9001:2015", "rum 4.17", "ring 112", "ring 3 kunder",
        "10 20 30 40", "404-fel", "§ 4.2.1", "1-2-3",
    ],
)  # fmt: skip
def test_dates_times_amounts_and_versions_stay(redact: RedactFor, text: str) -> None:
    assert redact(f"Det gällde {text} den gången.").text == f"Det gällde {text} den gången."
