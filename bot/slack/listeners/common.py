"""What every listener does first."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack.errors import Listener, acked_first
from bot.slack.services import Services

Body = dict[str, Any]
Context = dict[str, Any]


def on_action(app: AsyncApp, services: Services, action: str, listener: Listener) -> None:
    """Register a listener for a button or menu."""
    app.action(action)(acked_first(services, listener))


def pressed(body: Body) -> str:
    """Return the value of what was pressed or chosen."""
    action = body["actions"][0]
    chosen = action.get("selected_option") or {}
    value = action.get("value") or chosen.get("value") or ""
    return str(value)


def typed(view: Body, block: str) -> str:
    """Return what stands in a text field, without space around it and without what no store can keep."""
    for field in (view.get("state", {}).get("values", {}).get(block) or {}).values():
        text = str(field.get("value") or "").replace("\0", "")
        return text.encode("utf-8", "replace").decode().strip()
    return ""


def chosen(view: Body, block: str) -> str:
    """Return the value of the option, date, time or conversation that is chosen in a field."""
    for field in (view.get("state", {}).get("values", {}).get(block) or {}).values():
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


def ticked(view: Body, block: str) -> list[str]:
    """Return the values of the boxes that are ticked in a field."""
    for field in (view.get("state", {}).get("values", {}).get(block) or {}).values():
        return [str(option.get("value", "")) for option in field.get("selected_options") or []]
    return []


def chosen_people(view: Body, block: str) -> list[str]:
    """Return the people chosen in a field."""
    for field in (view.get("state", {}).get("values", {}).get(block) or {}).values():
        return [str(user) for user in field.get("selected_users") or []]
    return []
