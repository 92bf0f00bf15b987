"""One call of a method."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sandbox.blocks import Problem
from sandbox.refusal import Refusal
from sandbox.world import Channel, World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """Hold a method's arguments, whether they came as a form or as JSON."""

    world: World
    arguments: Json

    def text(self, name: str, default: str = "") -> str:
        """Return a text argument."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def needed(self, name: str) -> str:
        """Return a text argument that must be there."""
        value = self.text(name)
        if not value:
            raise Refusal(
                "invalid_arguments",
                response_metadata={"messages": [f"[ERROR] missing required field: {name}"]},
            )
        return value

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.text(name)
        return int(value) if value.isdecimal() and int(value) > 0 else default

    def flag(self, name: str) -> bool:
        """Tell whether a flag is set."""
        return self.text(name).lower() in ("true", "1")

    def structure(self, name: str) -> Any:
        """Return a list or mapping, which forms carry as JSON text."""
        value = self.arguments.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                raise Refusal(f"invalid_{name}" if name == "blocks" else "invalid_arguments") from None
        return value

    def channel(self, name: str = "channel") -> Channel:
        """Return a conversation by id; a person's id stands for the direct conversation."""
        wanted = self.needed(name)
        if wanted in self.world.users:
            person = self.world.users[wanted]
            if person["is_bot"]:
                raise Refusal("cannot_dm_bot")
            if person["deleted"]:
                raise Refusal("user_disabled")
            return self.world.direct(wanted)
        if wanted.startswith(("U", "W")):
            raise Refusal("user_not_found")
        found = self.world.channels.get(wanted)
        if found is None or (found.private and self.world.bot_user not in found.members):
            raise Refusal("channel_not_found")
        return found


def page(items: list[Any], call: Call, default: int, most: int) -> tuple[list[Any], str]:
    """Return one page of a listing and the cursor of the next, empty at the end."""
    cursor = call.text("cursor")
    start = 0
    if cursor:
        if not cursor.startswith("next:") or not cursor[5:].isdecimal():
            raise Refusal("invalid_cursor")
        start = int(cursor[5:])
    size = min(call.number("limit", default), most)
    following = f"next:{start + size}" if start + size < len(items) else ""
    return items[start : start + size], following


def places(problems: list[Problem]) -> Json:
    """Return Slack's way of saying where blocks are wrong."""
    return {"messages": [f"[ERROR] {one.reason} [json-pointer:{one.pointer}]" for one in problems]}
