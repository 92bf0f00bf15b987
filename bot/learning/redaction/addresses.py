"""Find what leads to a person on a network: Slack's tokens, e-mail and web addresses, handles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.learning.redaction.result import Hit, RemovedKind

SLACK_TOKEN = re.compile(r"(?:<|&lt;)[@#!][^<>\n&]{1,200}(?:>|&gt;)")
SLACK_ADDRESS = re.compile(r"(?:<|&lt;)(?P<scheme>[a-z]{2,12}):[^<>\n]{1,2000}?(?:>|&gt;)", re.IGNORECASE)
SLACK_ID = re.compile(r"\b[UW](?=[A-Z]*\d)[A-Z0-9]{8,11}\b")
HANDLE = re.compile(r"(?<![\w@.])@[\w][\w.\-]*\w")

AT = r"(?:@|\s@\s|\s?[(\[{]\s?(?:at|a|@|snabel-?a)\s?[)\]}]\s?|\s+snabel-?a\s+)"
DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}]\s?|\s+(?:dot|punkt)\s+)"
LOCAL = r"\w[\w.+%'-]{0,63}"
EMAIL = re.compile(
    rf"(?:mailto:)?(?:\w+\s(?:dot|punkt)\s)*{LOCAL}(?:{AT}[\w-]+(?:{DOT}[\w-]+)+|\s+at\s+[\w-]+(?:\s?(?:\s(?:dot|punkt)\s|[(\[](?:dot|punkt)[)\]])\s?[\w-]+)+|@[\w-]{{2,}})",
    re.IGNORECASE,
)

LINK = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.)[^\s<>]+", re.IGNORECASE)
LAST_LABELS = (
    "se|nu|com|org|net|eu|io|dev|app|ai|uk|no|dk|fi|de|fr|nl|info|biz|cloud|edu|gov|int|example|test|local"
)
DOMAIN = re.compile(
    rf"(?<![\w@./\\-])(?:[\w][\w-]*\.)+(?:{LAST_LABELS})(?![\w-]|\.\w)(?::\d{{2,5}})?(?:/[^\s<>]*)?"
)
LOUD_DOMAIN = re.compile(r"(?<![\w@./\\-])(?:[A-Z0-9-]+\.)+(?:SE|COM|ORG|NU|EU)(?![\w-])(?:/[^\s<>]*)?")
PRODUCTS = frozenset({"asp.net", "ado.net", "vb.net", "ml.net", "paint.net", "socket.io", "draw.io"})
TRAILING = ".,;:!?)]}\"'”’*_"

SCHEMES = {"mailto": RemovedKind.EMAIL, "tel": RemovedKind.PHONE}


def spot_addresses(text: str) -> Iterator[Hit]:
    """Yield tokens and addresses, those first that win where two overlap."""
    for match in SLACK_TOKEN.finditer(text):
        yield Hit(*match.span(), RemovedKind.SLACK)
    for match in SLACK_ADDRESS.finditer(text):
        yield Hit(*match.span(), SCHEMES.get(match["scheme"].lower(), RemovedKind.LINK))
    for match in LINK.finditer(text):
        yield Hit(match.start(), _without_trailing(match), RemovedKind.LINK)
    for match in EMAIL.finditer(text):
        yield Hit(match.start(), _without_trailing(match), RemovedKind.EMAIL)
    for pattern in (DOMAIN, LOUD_DOMAIN):
        for match in pattern.finditer(text):
            if match.group().casefold() not in PRODUCTS:
                yield Hit(match.start(), _without_trailing(match), RemovedKind.LINK)
    for pattern in (HANDLE, SLACK_ID):
        for match in pattern.finditer(text):
            yield Hit(*match.span(), RemovedKind.SLACK)


def _without_trailing(match: re.Match[str]) -> int:
    """Return where an address ends once the sentence's own punctuation is left out."""
    return match.start() + len(match.group().rstrip(TRAILING))
