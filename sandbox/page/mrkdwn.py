"""Slack's mrkdwn and plain text, turned into harmless HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

from sandbox.page.inline import (
    BREAK,
    Stash,
    broadcast,
    channel_mention,
    clean,
    date_piece,
    group_mention,
    link,
    safe_url,
    stash_emoji,
    styled,
    unescaped,
    user_mention,
)
from sandbox.page.viewer import Viewer

FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
TOKEN = re.compile(r"<([^<>\n]+)>")
CODE_OR_TOKEN = re.compile(rf"`(?P<code>[^`\n]+)`|{TOKEN.pattern}")
BARE = re.compile(r"\bhttps?://[^\s<>|\x00]+[^\s<>|\x00.,;:!?)'\"*_~]")
MARKS = re.compile(
    r"(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])"
    r"|(?<!\w)_(?=\S)([^_\n]*[^_\s])_(?!\w)"
    r"|(?<![\w~])~(?=\S)([^~\n]*[^~\s])~(?![\w~])"
)
TAGS = {"*": "strong", "_": "em", "~": "s"}
QUOTE = re.compile(r"(?:&gt;|>) ?(.*)")
BULLET = re.compile(r"\s*[•◦\-] +(.*)")
NUMBER = re.compile(r"\s*(\d{1,3})\. +(.*)")


def plain_text(text: object, viewer: Viewer, *, emoji: bool = True) -> Markup:
    """Show text as it stands; only emoji, when allowed, and new lines are interpreted."""
    stash = Stash()
    found = clean(text)
    shown = stash.back(stash_emoji(found, stash, viewer) if emoji else found)
    return shown.replace("\n", BREAK)


def mrkdwn(text: object, viewer: Viewer, *, verbatim: bool = False) -> Markup:
    """Show mrkdwn; bare addresses become links unless it is verbatim."""
    pieces: list[Markup] = []
    for number, part in enumerate(FENCE.split(clean(text))):
        if number % 2:
            pieces.append(Markup("<pre><code>{}</code></pre>").format(_literal(part, viewer)))
        elif part.strip("\n"):
            pieces.extend(_lines(part.strip("\n"), viewer, verbatim))
    return Markup("").join(pieces)


def _lines(text: str, viewer: Viewer, verbatim: bool) -> Iterator[Markup]:
    for kind, group in groupby(text.split("\n"), _kind):
        lines = list(group)
        if kind == "quote":
            inner = "\n".join(QUOTE.fullmatch(line)[1] for line in lines)  # type: ignore[index]
            yield Markup("<blockquote>{}</blockquote>").format(_inline(inner, viewer, verbatim))
        elif kind == "bullet":
            items = [BULLET.fullmatch(line)[1] for line in lines]  # type: ignore[index]
            yield _list("ul", None, items, viewer, verbatim)
        elif kind == "number":
            hits = [NUMBER.fullmatch(line) for line in lines]
            first = hits[0][1] if hits[0] else None
            yield _list("ol", first, [hit[2] for hit in hits if hit], viewer, verbatim)
        else:
            yield Markup("<p>{}</p>").format(_inline("\n".join(lines), viewer, verbatim))


def _kind(line: str) -> str:
    if QUOTE.fullmatch(line):
        return "quote"
    if BULLET.fullmatch(line):
        return "bullet"
    return "number" if NUMBER.fullmatch(line) else "text"


def _list(tag: str, start: str | None, items: list[str], viewer: Viewer, verbatim: bool) -> Markup:
    shown = Markup("").join(Markup("<li>{}</li>").format(_inline(item, viewer, verbatim)) for item in items)
    first = Markup(' start="{}"').format(start) if start and start != "1" else ""
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), first, shown)


def _inline(text: str, viewer: Viewer, verbatim: bool) -> Markup:
    stash = Stash()

    def piece(hit: re.Match[str]) -> str:
        if hit["code"]:
            return stash.keep(Markup("<code>{}</code>").format(_literal(hit["code"], viewer)))
        return stash.keep(token(hit[2], viewer))

    def bare(hit: re.Match[str]) -> str:
        url = unescaped(hit[0])
        return stash.keep(link(url, url, viewer))

    found = CODE_OR_TOKEN.sub(piece, text)
    if not verbatim:
        found = BARE.sub(bare, found)
    found = stash_emoji(found, stash, viewer)
    shown = styled(unescaped(found), MARKS, lambda hit: TAGS[hit[0][0]], stash)
    return shown.replace("\n", BREAK)


def _literal(text: str, viewer: Viewer) -> Markup:
    stash = Stash()
    return stash.back(unescaped(TOKEN.sub(lambda hit: stash.keep(token(hit[1], viewer)), text)))


def token(inside: str, viewer: Viewer) -> Markup:
    """Show what stands between < and >: a mention, a date or a link; anything else as it was written."""
    target, _, label = inside.partition("|")
    label = unescaped(label)
    kind, rest = target[:1], target[1:]
    if kind == "@" and rest:
        return user_mention(rest, viewer, label)
    if kind == "#" and rest:
        return channel_mention(rest, viewer, label)
    if kind == "!":
        return _command(rest, label, viewer) or escape(f"<{inside}>")
    url = unescaped(target)
    if safe_url(url):
        return link(url, label or url.removeprefix("mailto:"), viewer)
    return escape(f"<{unescaped(inside)}>")


def _command(rest: str, label: str, viewer: Viewer) -> Markup | None:
    name, *given = rest.split("^")
    if name in ("here", "channel", "everyone"):
        return broadcast(name)
    if name == "subteam":
        return group_mention(label, viewer)
    if name == "date" and len(given) >= 2:
        url = unescaped(given[2]) if len(given) > 2 else None
        return date_piece(given[0], unescaped(given[1]), url, label, viewer)
    return None
