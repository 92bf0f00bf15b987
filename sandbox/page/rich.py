"""Slack's rich text, turned into harmless HTML."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from sandbox.page.emoji import emoji_for
from sandbox.page.inline import (
    BREAK,
    broadcast,
    channel_mention,
    clean,
    date_piece,
    group_mention,
    link,
    user_mention,
)
from sandbox.page.viewer import Viewer

Json = dict[str, Any]
STYLES = {
    "code": "code",
    "bold": "strong",
    "italic": "em",
    "strike": "s",
    "underline": "u",
    "highlight": "mark",
}
DEEPEST = 8
HEX = frozenset("0123456789abcdefABCDEF")


def rich_text(block: Json, viewer: Viewer) -> Markup:
    """Show a rich_text block."""
    return Markup("").join(_part(part, viewer) for part in block.get("elements") or [])


def _part(part: Json, viewer: Viewer) -> Markup:
    kind = part.get("type")
    if kind == "rich_text_list":
        return _list(part, viewer)
    inside = _leaves(part, viewer)
    if kind == "rich_text_quote":
        return Markup("<blockquote>{}</blockquote>").format(inside)
    if kind == "rich_text_preformatted":
        return Markup("<pre><code>{}</code></pre>").format(inside)
    if kind == "rich_text_section":
        return Markup("<p>{}</p>").format(inside)
    return Markup('<p class="unknown">{} <code>{}</code></p>').format(viewer.words.unknown, str(kind))


def _list(part: Json, viewer: Viewer) -> Markup:
    items = Markup("").join(
        Markup("<li>{}</li>").format(_leaves(item, viewer)) for item in part.get("elements") or []
    )
    ordered = part.get("style") == "ordered"
    first = Markup(' start="{}"').format(int(part["offset"]) + 1) if ordered and part.get("offset") else ""
    return Markup('<{0} class="indent-{1}"{2}>{3}</{0}>').format(
        Markup("ol" if ordered else "ul"), min(int(part.get("indent") or 0), DEEPEST), first, items
    )


def _leaves(part: Json, viewer: Viewer) -> Markup:
    return Markup("").join(_leaf(leaf, viewer) for leaf in part.get("elements") or [])


def _leaf(leaf: Json, viewer: Viewer) -> Markup:
    kind = leaf.get("type")
    if kind in ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"):
        return _leaves(leaf, viewer) if kind == "rich_text_section" else _part(leaf, viewer)
    return _with_style(_bare(leaf, str(kind), viewer), leaf.get("style"))


def _bare(leaf: Json, kind: str, viewer: Viewer) -> Markup:
    if kind == "text":
        return _text(leaf.get("text", ""))
    if kind == "link":
        return link(leaf.get("url", ""), str(leaf.get("text") or leaf.get("url", "")), viewer)
    if kind == "emoji":
        return _emoji(leaf, viewer)
    if kind == "user":
        return user_mention(str(leaf.get("user_id", "")), viewer)
    if kind == "channel":
        return channel_mention(str(leaf.get("channel_id", "")), viewer)
    if kind == "usergroup":
        return group_mention("", viewer)
    if kind == "broadcast":
        return broadcast(str(leaf.get("range", "here")))
    if kind == "date":
        fallback = str(leaf.get("fallback") or leaf.get("timestamp", ""))
        template = str(leaf.get("format") or "{date_short}")
        return date_piece(leaf.get("timestamp"), template, leaf.get("url"), fallback, viewer)
    if kind == "color":
        return _colour(str(leaf.get("value", "")))
    return Markup('<span class="unknown">[{}]</span>').format(kind)


def _text(text: object) -> Markup:
    return escape(clean(text)).replace("\n", BREAK)


def _emoji(leaf: Json, viewer: Viewer) -> Markup:
    name = str(leaf.get("name", ""))
    tone = leaf.get("skin_tone")
    found = emoji_for(viewer.emoji, name, str(tone) if tone in (2, 3, 4, 5, 6) else None)
    if found is None:
        found = _from_code_points(str(leaf.get("unicode", "")))
    if found is None:
        return escape(f":{name}:")
    return Markup('<span class="emoji" role="img" aria-label="{}">{}</span>').format(
        name.replace("_", " "), found
    )


def _from_code_points(points: str) -> str | None:
    try:
        return "".join(chr(int(point, 16)) for point in points.split("-")) if points else None
    except (ValueError, OverflowError):
        return None


def _colour(value: str) -> Markup:
    digits = value.removeprefix("#")
    if len(digits) not in (3, 6) or not HEX.issuperset(digits):
        return escape(value)
    return Markup('<span class="swatch" style="--swatch:#{0}"></span><code>#{0}</code>').format(digits)


def _with_style(piece: Markup, style: object) -> Markup:
    if not isinstance(style, dict):
        return piece
    for name, tag in STYLES.items():
        if style.get(name) or (name == "highlight" and style.get("client_highlight")):
            piece = Markup("<{0}>{1}</{0}>").format(Markup(tag), piece)
    return piece
