"""What Slack's own client refuses before a modal is sent."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TEXT_FIELDS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
CHOSEN = (
    "selected_option",
    "selected_options",
    "selected_date",
    "selected_time",
    "selected_date_time",
    "selected_user",
    "selected_users",
    "selected_conversation",
    "selected_conversations",
    "selected_channel",
    "selected_channels",
    "rich_text_value",
)


def check_values(view: Json, values: Json) -> dict[str, str]:
    """Return one sentence for each input block that could not be sent."""
    problems: dict[str, str] = {}
    for block in view.get("blocks", []):
        if block.get("type") != "input":
            continue
        element = block["element"]
        given = (values.get(block.get("block_id", "")) or {}).get(element.get("action_id", "")) or {}
        if problem := _problem(element, given, optional=bool(block.get("optional"))):
            problems[block["block_id"]] = problem
    return problems


def _problem(element: Json, given: Json, *, optional: bool) -> str | None:
    if element["type"] not in TEXT_FIELDS:
        empty = not any(given.get(key) for key in CHOSEN)
        return "Please complete this required field." if empty and not optional else None
    text = given.get("value") or ""
    if not text.strip():
        return None if optional else "Please complete this required field."
    most, least = element.get("max_length"), element.get("min_length")
    if most is not None and len(text) > most:
        return f"Please use at most {most} characters (now {len(text)})."
    if least is not None and len(text) < least:
        return f"Please use at least {least} characters."
    if element["type"] == "email_text_input" and MAIL.fullmatch(text) is None:
        return "Please enter an email address."
    if element["type"] == "url_text_input" and not text.startswith(("http://", "https://")):
        return "Please enter an address that begins with https://."
    return _number_problem(element, text) if element["type"] == "number_input" else None


def _number_problem(element: Json, text: str) -> str | None:
    try:
        number = float(text) if element.get("is_decimal_allowed") else int(text)
    except ValueError:
        return "Please enter a number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None
