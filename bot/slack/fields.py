"""Read what a person filled in: text, choices, boxes and people, as they stand in a view's state."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from bot.slack.errors import Refusal

Body = dict[str, Any]
Word = TypeVar("Word", bound=StrEnum)


def typed(view: Body, block: str) -> str:
    """Return what stands in a text field, without space around it and without what no store can keep."""
    for field in _fields(view, block):
        text = str(field.get("value") or "").replace("\0", "")
        return text.encode("utf-8", "replace").decode().strip()
    return ""


def chosen(view: Body, block: str) -> str:
    """Return the value of the option, date, time or conversation that is chosen in a field."""
    for field in _fields(view, block):
        option = field.get("selected_option") or {}
        value = (
            option.get("value")
            or field.get("selected_date")
            or field.get("selected_time")
            or field.get("selected_conversation")
            or ""
        )
        return str(value)
    return ""


def chosen_of(kind: type[Word], view: Body, block: str, otherwise: Word) -> Word:
    """Return which of some words is chosen in a field; raise Refusal for what is none of them."""
    word = chosen(view, block)
    try:
        return kind(word) if word else otherwise
    except ValueError:
        raise Refusal("error.gone") from None


def chosen_number(view: Body, block: str, offered: Collection[int], otherwise: int) -> int:
    """Return which of some numbers is chosen in a field; raise Refusal for what is none of them."""
    return _numbers([word], offered)[0] if (word := chosen(view, block)) else otherwise


def chosen_date(view: Body, block: str) -> date | None:
    """Return the date that is chosen in a field, if any; raise Refusal for what is none."""
    try:
        return date.fromisoformat(word) if (word := chosen(view, block)) else None
    except ValueError:
        raise Refusal("error.gone") from None


def ticked_numbers(view: Body, block: str, offered: Collection[int]) -> list[int]:
    """Return the numbers that are ticked in a field, in order; raise Refusal for what is not offered."""
    return sorted(_numbers(ticked(view, block), offered))


def ticked(view: Body, block: str) -> list[str]:
    """Return the values of the boxes that are ticked in a field."""
    for field in _fields(view, block):
        return [str(option.get("value", "")) for option in field.get("selected_options") or []]
    return []


def chosen_people(view: Body, block: str) -> list[str]:
    """Return the people chosen in a field."""
    for field in _fields(view, block):
        return [str(user) for user in field.get("selected_users") or []]
    return []


def _numbers(words: Sequence[str], offered: Collection[int]) -> list[int]:
    by_word = {str(number): number for number in offered}
    try:
        return [by_word[word] for word in words]
    except KeyError:
        raise Refusal("error.gone") from None


def _fields(view: Body, block: str) -> list[Body]:
    values = (view.get("state") or {}).get("values") or {}
    return list((values.get(block) or {}).values())
