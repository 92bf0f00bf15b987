"""Recommended reading: a title and perhaps an address that an author leaves with a lesson.

Both are kept as the last lines of the lesson's own text, so they are sealed, mixed, changed and withdrawn
with it, and no column tells who left any. An address can tell whose it is: what it carries besides its
page is left out, and what shows its owner, hides where it leads or lies within the company is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from itertools import pairwise
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from bot.learning.redaction import NameIndex, PersonName, folded
from bot.learning.redaction.names import NAME_PART

MARK = "↗ "
LONGEST_TITLE = 100
LONGEST_LINK = 300
TAIL = re.compile(rf"\n\n{MARK}([^\n]{{1,{LONGEST_TITLE}}})(?:\n(https?://[!-~]{{4,{LONGEST_LINK}}}))?\Z")

ABOUT_THE_PAGE = frozenset({"v", "id", "p", "isbn", "doi", "article", "episode"})
"""Names of what may follow the question mark: it says which page, not who came by."""
PLAIN_VALUE = re.compile(r"[\w-]{1,24}", re.ASCII)

SHORTENERS = (
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "goo.gl",
    "lnkd.in",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "shorturl.at",
    "t.ly",
    "rb.gy",
)
OF_SOMEBODY = (
    "docs.google.com",
    "drive.google.com",
    "mail.google.com",
    "calendar.google.com",
    "sharepoint.com",
    "1drv.ms",
    "onedrive.live.com",
    "teams.microsoft.com",
    "outlook.com",
    "dropbox.com",
    "box.com",
    "icloud.com",
    "notion.so",
    "notion.site",
    "atlassian.net",
    "slack.com",
    "wetransfer.com",
    "figma.com",
    "miro.com",
    "facebook.com",
    "instagram.com",
    "linkedin.com",
)
WITHIN = ("local", "localhost", "internal", "intranet", "lan", "corp", "home", "localdomain")


class LinkProblem(StrEnum):
    """Name what is wrong with an address."""

    NO_ADDRESS = "no_address"
    LONG = "long"
    HIDES = "hides"
    OF_SOMEBODY = "of_somebody"
    WITHIN = "within"
    NAMES = "names"


class BadLink(ValueError):
    """Say what is wrong with an address."""

    def __init__(self, problem: LinkProblem) -> None:
        """Remember the problem."""
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Tip:
    """Hold what an author recommends: a title of their own wording, and an address or none."""

    title: str
    link: str = ""


def joined(text: str, tip: Tip | None) -> str:
    """Return a lesson with what its author recommends, as one text."""
    if tip is None:
        return text
    return f"{text}\n\n{MARK}{tip.title}" + (f"\n{tip.link}" if tip.link else "")


def parted(stored: str) -> tuple[str, Tip | None]:
    """Return a lesson's own words, and what is recommended with it."""
    found = TAIL.search(stored)
    if found is None:
        return stored, None
    link = found[2] or ""
    try:
        if link and checked(link) != link:
            return stored, None
    except BadLink:
        return stored, None
    return stored[: found.start()], Tip(found[1], link)


def searchable(stored: str) -> str:
    """Return the words by which a lesson is found: its own and the title, not the address."""
    text, tip = parted(stored)
    return text if tip is None else f"{text}\n{tip.title}"


def checked(address: str) -> str:
    """Return an address without what it carries besides its page; raise BadLink for one that will not do."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
        port, has_user = parts.port, "@" in parts.netloc
    except ValueError:
        raise BadLink(LinkProblem.NO_ADDRESS) from None
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"\s", address.strip()):
        raise BadLink(LinkProblem.NO_ADDRESS)
    if has_user or port is not None or _is_number(host) or "." not in host or host.split(".")[-1] in WITHIN:
        raise BadLink(LinkProblem.WITHIN)
    if _under(host, SHORTENERS):
        raise BadLink(LinkProblem.HIDES)
    if _under(host, OF_SOMEBODY):
        raise BadLink(LinkProblem.OF_SOMEBODY)
    about = [
        (name, value)
        for name, value in parse_qsl(parts.query)
        if name in ABOUT_THE_PAGE and PLAIN_VALUE.fullmatch(value)
    ]
    path = quote(unquote(parts.path), safe="/-._~!$'()*+,:@")
    link = urlunsplit((parts.scheme.lower(), host, path, urlencode(about), ""))
    if len(link) > LONGEST_LINK:
        raise BadLink(LinkProblem.LONG)
    return link


def words_of_link(link: str) -> list[str]:
    """Return the words in an address, as they are written."""
    return NAME_PART.findall(unquote(link.partition("://")[2]))


def names_somebody(link: str, names: NameIndex, own: PersonName | None) -> bool:
    """Tell whether an address has somebody of the directory in it, or any part of its author's own name."""
    words = [folded(word) for word in words_of_link(link)]
    if any(pair in names.pairs for pair in pairwise(words)):
        return True
    pieces = {*words, *unquote(link).casefold().split("/")}
    if not pieces.isdisjoint({*names.handles, *(first + last for first, last in names.pairs)}):
        return True
    mine = "" if own is None else f"{own.full} {own.first} {own.last}"
    parts = {folded(part) for part in NAME_PART.findall(mine)}
    return any(word in parts and len(word) > 2 for word in words)


def _under(host: str, places: Sequence[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in places)


def _is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return host.replace(".", "").isdigit()
    return True
