"""What every listener does first."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack.errors import Listener, Refusal, acked_first
from bot.slack.services import Services

Body = dict[str, Any]
Context = dict[str, Any]


def on_action(app: AsyncApp, services: Services, action: str, listener: Listener) -> None:
    """Register a listener for a button or menu."""
    app.action(action)(acked_first(services, listener))


def view_of(body: Body) -> Body:
    """Return the view in which something was pressed; raise Refusal when it was elsewhere."""
    view = body.get("view")
    if not isinstance(view, dict):
        raise Refusal("error.gone")
    return view


def pressed(body: Body) -> str:
    """Return the value of what was pressed or chosen."""
    action = body["actions"][0]
    chosen = action.get("selected_option") or {}
    value = action.get("value") or chosen.get("value") or ""
    return str(value)
