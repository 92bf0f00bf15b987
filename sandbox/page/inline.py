"""The safe pieces that all of Slack's text is made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from sandbox.page.emoji import SHORTCODE, emoji_for, with_emoji
from sandbox.page.viewer import Viewer
from sandbox.page.when import slack_date

SCHEMES = ("http", "https", "mailto")
BREAK = Markup("<br>")
MARK = re.compile("\x00(\\d+)\x00")


class Stash:
    """Keep finished pieces aside while the text around them is still being read."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: list[Markup] = []

    def keep(self, piece: Markup) -> str:
        """Put a piece aside; return the mark that stands for it."""
        self._kept.append(piece)
        return f"\x00{len(self._kept) - 1}\x00"

    def back(self, text: str) -> Markup:
        """Escape the text and put every piece back in its place."""
        parts = MARK.split(text)
        return Markup("").join(
            self._kept[int(part)] if number % 2 else escape(part) for number, part in enumerate(parts)
        )


def clean(text: object) -> str:
    """Return text without the character that the stash uses for its marks."""
    return str(text).replace("\x00", "").replace("\r\n", "\n")


def unescaped(text: str) -> str:
    """Undo Slack's three entities, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def safe_url(url: object) -> str | None:
    """Return an address that may be followed; None for every other."""
    text = str(url).strip()
    try:
        scheme = urlsplit(text).scheme.lower()
    except ValueError:
        return None
    if scheme not in SCHEMES or any(one.isspace() or ord(one) < 32 for one in text):
        return None
    return text


def link(url: object, label: str, viewer: Viewer) -> Markup:
    """Return a link, or only its label when the address is not one to follow."""
    shown = with_emoji(viewer.emoji, label)
    target = safe_url(url)
    if target is None:
        return escape(shown)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>').format(
        target, shown
    )


def user_mention(user: str, viewer: Viewer, otherwise: str = "") -> Markup:
    """Return the mention of a person, marked when it is the viewer."""
    me = " is-me" if user == viewer.user else ""
    return Markup('<span class="mention{}" data-user="{}">@{}</span>').format(
        me, user, viewer.name_of(user, otherwise)
    )


def channel_mention(channel: str, viewer: Viewer, otherwise: str = "") -> Markup:
    """Return the mention of a channel; a link when the viewer can see it."""
    name = viewer.channels.get(channel)
    if name is None:
        return Markup('<span class="mention">#{}</span>').format(otherwise or viewer.words.channel)
    return Markup('<a class="mention" href="/as/{}/{}" data-goto="{}">#{}</a>').format(
        viewer.user, channel, channel, name
    )


def broadcast(name: str) -> Markup:
    """Return @here, @channel or @everyone."""
    return Markup('<span class="mention is-me">@{}</span>').format(name)


def group_mention(label: str, viewer: Viewer) -> Markup:
    """Return the mention of a user group."""
    return Markup('<span class="mention">@{}</span>').format(label.lstrip("@") or viewer.words.group)


def date_piece(timestamp: object, template: str, url: object, fallback: str, viewer: Viewer) -> Markup:
    """Return a date in the viewer's zone; the fallback when it cannot be told."""
    shown = slack_date(template, timestamp, viewer)
    if shown is None:
        return escape(fallback)
    if url and safe_url(url):
        return link(url, shown, viewer)
    return Markup("<time>{}</time>").format(shown)


def emoji_piece(hit: re.Match[str], viewer: Viewer) -> Markup | None:
    """Return the emoji of a shortcode with its name as a label; None when it is unknown."""
    found = emoji_for(viewer.emoji, hit[1], hit[2])
    if found is None:
        return None
    return Markup('<span class="emoji" role="img" aria-label="{}">{}</span>').format(
        hit[1].replace("_", " "), found
    )


def stash_emoji(text: str, stash: Stash, viewer: Viewer) -> str:
    """Put every known shortcode aside as an emoji."""

    def one(hit: re.Match[str]) -> str:
        piece = emoji_piece(hit, viewer)
        return hit[0] if piece is None else stash.keep(piece)

    return SHORTCODE.sub(one, text)


def styled(text: str, marks: re.Pattern[str], tags: Callable[[re.Match[str]], str], stash: Stash) -> Markup:
    """Set what stands between marks in its tag, inside out, so that tags never cross."""
    pieces: list[Markup] = []
    place = 0
    for hit in marks.finditer(text):
        inner = next(part for part in hit.groups() if part is not None)
        tag = Markup(tags(hit))
        pieces.append(stash.back(text[place : hit.start()]))
        pieces.append(Markup("<{0}>{1}</{0}>").format(tag, styled(inner, marks, tags, stash)))
        place = hit.end()
    pieces.append(stash.back(text[place:]))
    return Markup("").join(pieces)
