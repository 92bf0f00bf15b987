"""Small builders for Block Kit's dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.learning.reading import Tip, parted
from bot.slack.ids import Action

Json = dict[str, Any]
TITLE_LIMIT = 24
MOST_TEXT = 3000


def escape(text: str) -> str:
    """Make text harmless inside mrkdwn: & first, then the two brackets."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, *, emoji: bool = True) -> Json:
    """Build a plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": emoji}


def mrkdwn(text: str) -> Json:
    """Build a mrkdwn object that links no names."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str, *, accessory: Json | None = None, block_id: str | None = None) -> Json:
    """Build a section of our own words."""
    built: Json = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        built["accessory"] = accessory
    if block_id is not None:
        built["block_id"] = block_id
    return built


def quoted(text: str, block_id: str | None = None) -> Json:
    """Build a quotation of what somebody wrote; nothing in it is interpreted."""
    words, tip = parted(text)
    elements: list[Json] = [{"type": "rich_text_quote", "elements": [{"type": "text", "text": words}]}]
    built: Json = {
        "type": "rich_text",
        "elements": elements + ([] if tip is None else [recommended(tip)]),
    }
    if block_id is not None:
        built["block_id"] = block_id
    return built


def recommended(tip: Tip) -> Json:
    """Build what an author recommends: the title is words only, and the address shows where it leads."""
    title: list[Json] = [
        {"type": "emoji", "name": "books"},
        {"type": "text", "text": f" {tip.title}", "style": {"bold": True}},
    ]
    address: list[Json] = [{"type": "text", "text": "\n"}, {"type": "link", "url": tip.link}]
    return {"type": "rich_text_section", "elements": title + (address if tip.link else [])}


def preformatted(text: str) -> Json:
    """Build text that stands as it was written, to be copied; nothing in it is interpreted."""
    pieces = [text[start : start + MOST_TEXT] for start in range(0, len(text), MOST_TEXT)]
    elements = [{"type": "text", "text": piece} for piece in pieces]
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": elements}]}


def said_by(lead: str, user: str, text: str) -> list[Json]:
    """Build rich text in which a named person says something; nothing in it is interpreted."""
    return [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": f"{lead} ", "style": {"bold": True}},
                {"type": "user", "user_id": user},
                {"type": "text", "text": f": {text}"},
            ],
        }
    ]


def header(text: str) -> Json:
    """Build a header."""
    return {"type": "header", "text": plain(text)}


def context(*texts: str) -> Json:
    """Build a line of small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> Json:
    """Build a dividing line."""
    return {"type": "divider"}


def confirm(title: str, text: str, yes: str, no: str, *, danger: bool = False) -> Json:
    """Build a question that is asked before a button acts."""
    built: Json = {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)}
    if danger:
        built["style"] = "danger"
    return built


def button(text: str, action: str, value: str, *, style: str | None = None, ask: Json | None = None) -> Json:
    """Build a button."""
    built: Json = {"type": "button", "action_id": action, "text": plain(text), "value": value}
    if style is not None:
        built["style"] = style
    if ask is not None:
        built["confirm"] = ask
    return built


def actions(*elements: Json, block_id: str | None = None) -> Json:
    """Build a row of buttons and menus."""
    built: Json = {"type": "actions", "elements": list(elements)}
    if block_id is not None:
        built["block_id"] = block_id
    return built


def option(text: str, value: str, description: str | None = None) -> Json:
    """Build one choice of a menu or of radio buttons."""
    built: Json = {"text": plain(text), "value": value}
    if description is not None:
        built["description"] = plain(description)
    return built


def select(action: str, label: str, options: Sequence[Json]) -> Json:
    """Build a menu with a word on it."""
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(label),
        "options": list(options),
    }


def overflow(action: str, options: Sequence[Json]) -> Json:
    """Build a menu behind three dots."""
    return {"type": "overflow", "action_id": action, "options": list(options)}


def text_input(
    action: str, *, multiline: bool = False, initial: str = "", most: int | None = None, hint: str = ""
) -> Json:
    """Build a field to write in."""
    built: Json = {"type": "plain_text_input", "action_id": action, "multiline": multiline}
    if initial:
        built["initial_value"] = initial
    if most is not None:
        built["max_length"] = most
    if hint:
        built["placeholder"] = plain(hint)
    return built


def choice(kind: str, action: str, options: Sequence[Json], chosen: str | None) -> Json:
    """Build radio buttons or a static select with one option chosen."""
    built: Json = {"type": kind, "action_id": action, "options": list(options)}
    for one in options:
        if one["value"] == chosen:
            built["initial_option"] = one
    return built


def channel_select(placeholder: str, chosen: str | None) -> Json:
    """Build a menu of channels, public and private."""
    built: Json = {
        "type": "conversations_select",
        "action_id": Action.FIELD,
        "placeholder": plain(placeholder),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if chosen is not None:
        built["initial_conversation"] = chosen
    return built


def people_select(chosen: Sequence[str]) -> Json:
    """Build a menu of people, of whom several can be chosen."""
    built: Json = {"type": "multi_users_select", "action_id": Action.FIELD}
    if chosen:
        built["initial_users"] = list(chosen)
    return built


def field(
    block_id: str, label: str, element: Json, *, optional: bool = False, hint: str = "", sends: bool = False
) -> Json:
    """Build an input block; `sends` reports every change at once."""
    built: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    if hint:
        built["hint"] = plain(hint)
    if sends:
        built["dispatch_action"] = True
    return built


def modal(
    callback: str,
    title: str,
    blocks: Sequence[Json],
    *,
    close: str,
    submit: str | None = None,
    metadata: str = "",
) -> Json:
    """Build a modal view; `metadata` holds ids only."""
    built: Json = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title[:TITLE_LIMIT]),
        "close": plain(close),
        "blocks": list(blocks),
        "private_metadata": metadata,
    }
    if submit is not None:
        built["submit"] = plain(submit)
    return built
