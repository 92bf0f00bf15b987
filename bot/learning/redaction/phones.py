"""Find telephone numbers, also those that no numbering plan would accept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from bot.learning.redaction.result import Hit, RemovedKind

DASH = r"\-‐‑‒–—−"
BEFORE = rf"(?<![\w.,:/#+{DASH}])"
AFTER = r"(?!\w|[.,:]\d)"
REGIONS = ("SE", "GB", "NO", "DK", "FI")
ENOUGH = re.compile(r"(?:\d\D{0,3}){6}\d")

DIALLED = re.compile(rf"{BEFORE}(?:\+ ?\d|\(\+?\d|0)[\d()./ {DASH}]{{4,22}}\d{AFTER}")
AMERICAN = re.compile(
    rf"{BEFORE}(?:1[ .{DASH}])?\(?\d{{3}}\)?[ .{DASH}]{{1,2}}\d{{3}}[ .{DASH}]\d{{4}}{AFTER}"
)
AMERICAN_LOCAL = re.compile(rf"{BEFORE}([2-9]\d\d)[{DASH}](\d{{4}})(?![\w{DASH}]|[.,:]\d)")
SWEDISH_LOCAL = re.compile(
    rf"{BEFORE}(?:46 )?(?:\d{{1,3}}[ {DASH}])?\d{{3}}[ {DASH}]\d{{2}} \d{{2}}(?! ?\d){AFTER}"
)
PAIRS = re.compile(r"\d\d \d\d \d\d \d\d")
CUED = re.compile(
    r"\b(?:tel|tfn|telefon|telefonnummer|mobil|mobilnummer|mob|ring|ringa|call|phone|dial|sms|sms:a|whatsapp)"
    rf"[.:]? (?:(?:på|on|at|nr|number|me on|mig på) )?(?P<number>\d[\d {DASH}]{{3,14}}\d){AFTER}",
    re.IGNORECASE,
)
EXTENSION = re.compile(
    r"\b(?:anknytning|ankn?\.?|ext\.?|extension) ?:? ?(?P<number>\d{3,6})\b", re.IGNORECASE
)

CLOCK = r"(?:(?:[01]?\d|2[0-4])[.: ]|[01]\d|2[0-4])[0-5]\d"
TIMES = re.compile(rf"{CLOCK} ?[{DASH}] ?{CLOCK}")
DATE = (
    rf"(?:\d\d?[./{DASH}]\d\d?[./{DASH}](?:19|20)?\d\d"
    rf"|(?:19|20)\d\d[./{DASH}](?:0\d|1[0-2])[./{DASH}][0-3]\d)"
)
DATES = re.compile(rf"{DATE}(?: ?[{DASH}] ?{DATE}|,? (?:{TIMES.pattern}|{CLOCK}))?")
THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")
AMOUNT = re.compile(
    r" ?(?:(?:kr|kronor|tkr|mkr|mnkr|sek|eur|usd|gbp|procent|percent|st|personer|people)\b|[€$£%])",
    re.IGNORECASE,
)

LEAST, MOST = 7, 17
LEAST_BARE, LEAST_ABROAD = 8, 10
TRAILING = " (./-‐‑‒–—−"


def spot_phones(text: str) -> Iterator[Hit]:
    """Yield telephone numbers: by a word before them, by their look, by the plans of some countries."""
    for start, end in _places(text):
        if AMOUNT.match(text, end) is None:
            yield Hit(start, end, RemovedKind.PHONE)


def _places(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (CUED, EXTENSION):
        for match in pattern.finditer(text):
            if not _is_time(match["number"]) and not THOUSANDS.fullmatch(match["number"]):
                yield match.span("number")
    if ENOUGH.search(text) is None:
        return
    for pattern in (DIALLED, AMERICAN, SWEDISH_LOCAL):
        for match in pattern.finditer(text):
            written = match.group().rstrip(TRAILING)
            if _looks_dialled(written):
                yield match.start(), match.start() + len(written)
    for match in AMERICAN_LOCAL.finditer(text):
        # A rising pair such as 400-1200 is a range.
        if int(match[1]) > int(match[2]):
            yield match.span()
    yield from _planned(text)


def _planned(text: str) -> Iterator[tuple[int, int]]:
    """Yield what the plan of a country knows, if it is also written as people write such numbers."""
    for region in REGIONS:
        for found in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID):
            written = found.raw_string
            starts_so = written.lstrip("(").startswith(("0", "+"))
            if PAIRS.fullmatch(written) or (starts_so and _looks_dialled(written)):
                yield found.start, found.end


def _looks_dialled(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if not LEAST <= len(digits) <= MOST or _is_time(written):
        return False
    if written.isdigit():
        return len(digits) >= (LEAST_ABROAD if digits.startswith("00") else LEAST_BARE)
    return re.fullmatch(r"0\.\d+", written) is None


def _is_time(written: str) -> bool:
    return bool(TIMES.fullmatch(written) or DATES.fullmatch(written))
