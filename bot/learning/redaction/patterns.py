"""Addresses and numbers that lead to a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import iban, luhn

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
SLACK = re.compile(r"<[@#!][^<>\n]{1,200}>")
SLACK_LINK = re.compile(r"<(?:https?|mailto|tel):[^<>\n]+>", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w@])@[\w.-]{2,}")
EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\(a\)|\[a\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>]+|\b[\w-]+(?:\.[\w-]+)*\.(?:se|com|org|net|nu|io|eu|uk|fi|no|dk|example)\b(?:/[^\s<>]*)?",
    re.IGNORECASE,
)
PERSONAL = re.compile(
    r"(?<![\d-])(?:(?:19|20)\d{2}|\d{2})[ ]?(?:[0-3]\d)[ ]?(?:[0-9]\d)\s?[-+ ]?\s?\d{4}(?!\d)"
)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{2,4}){3,8}\b")
CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
REGIONS = ("SE", "GB", "FI", "NO", "DK", "US")


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold a place in a text, and what stands there."""

    start: int
    end: int
    kind: str


def clean(text: str) -> str:
    """Return a text in one Unicode form and without characters that hide or turn others round."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text))).strip()


def spot_patterns(text: str) -> Iterator[Hit]:
    """Yield every address and number, kinds in the order in which they win over each other."""
    for kind, pattern in (
        ("slack", SLACK),
        ("link", SLACK_LINK),
        ("email", EMAIL),
        ("link", LINK),
        ("slack", HANDLE),
    ):
        for match in pattern.finditer(text):
            yield Hit(match.start(), match.end(), kind)
    for match in IBAN.finditer(text):
        if iban.is_valid(match.group()) or match.group().startswith("SE"):
            yield Hit(match.start(), match.end(), "number")
    for match in PERSONAL.finditer(text):
        if _is_personal(match.group()):
            yield Hit(match.start(), match.end(), "number")
    for match in CARD.finditer(text):
        if luhn.is_valid(re.sub(r"\D", "", match.group())):
            yield Hit(match.start(), match.end(), "number")
    yield from _phones(text)


def _is_personal(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if len(digits) == 12:
        digits = digits[2:]
    month, day = int(digits[2:4]), int(digits[4:6])
    # Days above 60 are coordination numbers; months above 20 are organisation numbers.
    is_person = 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)
    return is_person or (month >= 20 and luhn.is_valid(digits))


def _phones(text: str) -> Iterator[Hit]:
    seen: set[tuple[int, int]] = set()
    for region in REGIONS:
        leniency = phonenumbers.Leniency.POSSIBLE if region == "SE" else phonenumbers.Leniency.VALID
        for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=leniency):
            if (match.start, match.end) in seen or not _looks_dialled(match.raw_string):
                continue
            seen.add((match.start, match.end))
            yield Hit(match.start, match.end, "phone")


def _looks_dialled(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return len(digits) >= 7 and written.lstrip("(").startswith(("0", "+"))
