"""Find numbers that stand for a person, a company, an account or a card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.fi import hetu
from stdnum.no import fodselsnummer

from bot.learning.redaction.result import Hit, RemovedKind

DASH = r"\-‐‑‒–—−"
PERSONAL = re.compile(
    rf"(?<![\d{DASH}.,])(?P<century>1[6-9]|20)?\d{{2}} ?(?P<month>\d{{2}}) ?(?P<day>\d{{2}})"
    rf"(?P<gap> ?[{DASH}+/:.]? ?)(?:\d ?){{3}}[\dXx*](?![\d])"
)
DATED = re.compile(rf"(?<!\d)(?:\d{{2}})?\d{{2}}[{DASH}./]\d{{2}}[{DASH}./]\d{{2}} ?[{DASH}+] ?\d{{4}}(?!\d)")
MASKED = re.compile(rf"(?<!\d)(?:\d{{2}})?\d{{6}} ?[{DASH}+] ?[Xx*]{{4}}(?!\w)")
SIX_AND_FOUR = re.compile(rf"(?<![\d{DASH}])(?:16)?\d{{6}} ?[{DASH}] ?\d{{4}}(?!\d)")
COMPANY = re.compile(r"(?<!\d)(?:16)?[1-35-9]\d[2-9]\d{3} ?\d{4}(?!\d)")
VAT = re.compile(rf"\b[A-Z]{{2}} ?\d{{6}}[{DASH} ]?\d{{4}} ?01\b", re.IGNORECASE)
NORDIC = re.compile(r"(?<!\d)\d{6} ?(?:\d{5}|[-+A-FU-Y]\d{3}[0-9A-Y])(?!\w)")
AMERICAN = re.compile(rf"(?<![\d{DASH}])\d{{3}}[{DASH}]\d{{2}}[{DASH}]\d{{4}}(?![\d{DASH}])")
BRITISH = re.compile(r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")

ACCOUNT = re.compile(rf"\b[A-Z]{{2}}\d{{2}}(?:[ {DASH}]?[A-Z0-9]){{11,32}}\b", re.IGNORECASE)
ACCOUNT_GROUPS = re.compile(
    rf"\b[A-Z]{{2}} ?\d{{2}}(?:[ {DASH}]?\d{{4}}){{3,7}}(?:[ {DASH}]?\d{{1,3}})?\b", re.IGNORECASE
)
ACCOUNT_START = re.compile(r"\b[A-Z]{2}\d{2}", re.IGNORECASE)
ACCOUNT_LENGTHS = {
    "SE": 24, "NO": 15, "DK": 18, "FI": 18, "IS": 26, "DE": 22, "GB": 22, "IE": 22, "NL": 18,
    "FR": 27, "ES": 24, "IT": 27, "PT": 25, "PL": 28, "BE": 16, "AT": 20, "CH": 21,
    "EE": 20, "LT": 20, "LV": 21, "LU": 20, "CZ": 24, "SK": 24, "HU": 28, "RO": 24, "GR": 27,
    "HR": 21, "BG": 22, "TR": 26,
}  # fmt: skip
"""ISO 13616 lengths by country, of countries whose accounts are met in Swedish and British payrolls."""

CARD_GROUPS = re.compile(
    rf"(?<!\d)\d{{4}}(?:[ {DASH}.]\d{{4}}){{3}}(?!\d)"
    rf"|(?<!\d)3[47]\d{{2}}[ {DASH}]\d{{6}}[ {DASH}]\d{{5}}(?!\d)"
)
CARD_DIGITS = re.compile(r"(?<![\d.,])\d(?:[ -]?\d){13,18}(?![\d])")
CARD_LENGTH = 16


def spot_numbers(text: str) -> Iterator[Hit]:
    """Yield numbers by their shape; check digits decide only where a shape alone says little."""
    for start, end in _places(text):
        yield Hit(start, end, RemovedKind.NUMBER)


def _places(text: str) -> Iterator[tuple[int, int]]:
    yield from _accounts(text)
    for pattern in (CARD_GROUPS, VAT, DATED, MASKED, SIX_AND_FOUR, AMERICAN, BRITISH):
        yield from (match.span() for match in pattern.finditer(text))
    for match in CARD_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        looks_like_card = len(digits) == CARD_LENGTH and match.group().isdigit() and digits[0] in "23456"
        if looks_like_card or luhn.is_valid(digits):
            yield match.span()
    for match in PERSONAL.finditer(text):
        if _is_birth_date(int(match["month"]), int(match["day"])) and _may_be_personal(match):
            yield match.span()
    for match in COMPANY.finditer(text):
        if luhn.is_valid(re.sub(r"\D", "", match.group())[-10:]):
            yield match.span()
    for match in NORDIC.finditer(text):
        compact = match.group().replace(" ", "")
        if fodselsnummer.is_valid(compact) or hetu.is_valid(compact):
            yield match.span()


def _is_birth_date(month: int, day: int) -> bool:
    # A coordination number has 60 added to its day.
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


def _may_be_personal(match: re.Match[str]) -> bool:
    """Tell a number from a date with a time of day after it, and from a bare mobile number."""
    if match.group().isdigit() and len(match.group()) == 10 and match.group().startswith("07"):
        return False
    if match["century"] == "20" and match["gap"].strip() == "" and match["gap"]:
        hour, minute = int(match.group()[-4:-2]), int(match.group()[-2:])
        return not (hour < 24 and minute < 60)
    return True


def _accounts(text: str) -> Iterator[tuple[int, int]]:
    for match in ACCOUNT_START.finditer(text):
        length = ACCOUNT_LENGTHS.get(match.group()[:2].upper())
        end = _end_of_account(text, match.start(), length) if length is not None else None
        if end is not None:
            yield match.start(), end
    for match in ACCOUNT_GROUPS.finditer(text):
        yield match.span()
    for match in ACCOUNT.finditer(text):
        if iban.is_valid(match.group()):
            yield match.span()


def _end_of_account(text: str, start: int, length: int) -> int | None:
    """Return where so many letters and digits end, in the way accounts are written; check digits aside."""
    taken = digits = 0
    position = start
    while position < len(text) and taken < length:
        letter = text[position]
        if letter.isascii() and letter.isalnum():
            taken += 1
            digits += letter.isdigit()
        elif letter not in " -‐‑‒–—−":
            return None
        position += 1
    whole_word = position == len(text) or not text[position].isalnum()
    return position if taken == length and whole_word and digits >= length // 2 else None
