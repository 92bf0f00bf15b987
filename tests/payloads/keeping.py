"""Keep one request of each kind that a scene sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

Json = dict[str, Any]


def kind_of(body: Json) -> str:
    """Return what a request is a kind of: a button, a modal, a command, a shortcut, an event."""
    match body.get("type"):
        case "block_actions":
            return f"press {body['actions'][0]['action_id']}"
        case "view_submission" | "view_closed" as sent:
            return f"{sent} {body['view']['callback_id']}"
        case "event_callback":
            return f"event {body['event']['type']}"
        case "shortcut" | "message_action" as called:
            return f"{called} {body['callback_id']}"
        case _:
            return f"command {(body.get('text') or 'help').split()[0]}"


@contextmanager
def kept(app: AsyncApp, found: dict[str, Json]) -> Iterator[None]:
    """Keep the last request of each kind that reaches an app meanwhile."""
    dispatch = app.async_dispatch

    async def keeping(request: Any) -> Any:
        found[kind_of(request.body)] = json.loads(json.dumps(request.body))
        return await dispatch(request)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app, "async_dispatch", keeping)
        yield
