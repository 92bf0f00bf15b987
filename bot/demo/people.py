"""Do over HTTP what a person does in the local Slack: type, press, fill in, send."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import ClientSession

Json = dict[str, Any]
LOOK_AGAIN = 0.1
SOONEST = 0.005
TRY_AGAIN = "Try again?"
T = TypeVar("T")


class Refused(Exception):
    """Say that the local Slack or the app did not take what a person did."""


class NeverCame(TimeoutError):
    """Say what somebody waited for in vain."""


@dataclass(frozen=True, slots=True)
class People:
    """Act as anyone in the workspace."""

    session: ClientSession
    patience: int = 0
    """How often somebody presses again when Slack asks them to; a busy machine may let three seconds pass."""

    longest: float = 60.0
    """For so many seconds somebody waits for what the app is to show."""

    async def everyone(self) -> list[Json]:
        """Return the people of the workspace."""
        return await self._get("/client/people")

    async def command(self, user: str, channel: str, line: str) -> None:
        """Type a line in a channel."""
        await self._post(f"/client/{user}/command", channel=channel, line=line)

    async def conversations(self, user: str) -> list[Json]:
        """Return what a person's sidebar lists."""
        return await self._get(f"/client/{user}/conversations")

    async def messages(self, user: str, channel: str) -> list[Json]:
        """Return the messages a person sees, oldest first."""
        return await self._get(f"/client/{user}/messages?channel={channel}")

    async def app_messages(self, user: str, bot: str) -> tuple[str, list[Json]]:
        """Return a person's direct conversation with the app; its id is empty before the first message."""
        for one in await self.conversations(user):
            if one["kind"] == "im" and one.get("with") == bot:
                return one["id"], await self.messages(user, one["id"])
        return "", []

    async def modal(self, user: str, callback: str) -> Json:
        """Wait until the modal on top is the one that is named, and return it; raise NeverCame."""

        async def on_top() -> Json | None:
            views = await self._get(f"/client/{user}/views")
            return views[-1] if views and views[-1].get("callback_id") == callback else None

        return await self.waited(on_top, f"{user} has no modal {callback} on top")

    async def press_message(self, user: str, channel: str, message: Json, action: str) -> None:
        """Press a button of a message."""
        container = {"type": "message", "channel": channel, "ts": message["ts"]}
        await self._press(user, container, message["blocks"], action)

    async def press_view(self, user: str, view: Json, action: str, block_id: str | None = None) -> None:
        """Press a button of a modal."""
        blocks = [one for one in view["blocks"] if block_id is None or one.get("block_id") == block_id]
        await self._press(user, {"type": "view", "view_id": view["id"]}, blocks, action)

    async def choose_message(self, user: str, channel: str, message: Json, action: str, word: str) -> None:
        """Choose from the first menu of a message that has an option whose value begins with a word."""
        container = {"type": "message", "channel": channel, "ts": message["ts"]}
        for block in message["blocks"]:
            for element in elements([block]):
                if element.get("action_id") != action:
                    continue
                for option in element["options"]:
                    if option["value"].startswith(word):
                        chosen = {
                            "block_id": block.get("block_id"),
                            "action_id": action,
                            "type": element["type"],
                            "selected_option": option,
                        }
                        await self._post(f"/client/{user}/press", container=container, action=chosen)
                        return
        raise Refused(f"no {word} here")

    async def choose_view(self, user: str, view: Json, action: str, value: str) -> None:
        """Choose from a menu of a modal."""
        for block in view["blocks"]:
            for element in elements([block]):
                if element.get("action_id") == action:
                    option = next(one for one in element["options"] if one["value"] == value)
                    chosen = {
                        "block_id": block.get("block_id"),
                        "action_id": action,
                        "type": element["type"],
                        "selected_option": option,
                    }
                    container = {"type": "view", "view_id": view["id"]}
                    await self._post(f"/client/{user}/press", container=container, action=chosen)
                    return
        raise Refused(f"no {action} here")

    async def submit(self, user: str, view: Json, answers: Json | None = None) -> Json:
        """Send a modal, with its initial values where nothing else is given."""
        values = {
            block["block_id"]: {
                block["element"]["action_id"]: {
                    "type": block["element"]["type"],
                    **((answers or {}).get(block["block_id"]) or _initial(block["element"])),
                }
            }
            for block in view["blocks"]
            if block["type"] == "input"
        }
        result: Json = await self._post(f"/client/{user}/submit", view_id=view["id"], values=values)
        return result

    async def close(self, user: str, view: Json) -> None:
        """Close a modal."""
        await self._post(f"/client/{user}/close", view_id=view["id"])

    async def message_with(self, user: str, bot: str, action: str) -> tuple[str, Json]:
        """Wait for a message of the app that has a certain button; return its channel and itself.

        Raises NeverCame.
        """

        async def newest() -> tuple[str, Json] | None:
            channel, messages = await self.app_messages(user, bot)
            having = [one for one in messages if has_button(one, action)]
            return (channel, having[-1]) if having else None

        return await self.waited(newest, f"{user} has no message with the button {action}")

    async def message(self, user: str, channel: str, ts: str) -> Json:
        """Return one message that a person sees."""
        return next(one for one in await self.messages(user, channel) if one["ts"] == ts)

    async def becomes(self, user: str, channel: str, ts: str, action: str) -> None:
        """Wait until a message has a certain button; raise NeverCame."""

        async def has_become() -> bool | None:
            return has_button(await self.message(user, channel, ts), action) or None

        await self.waited(has_become, f"{user}'s message has no button {action}")

    async def waited(self, look: Callable[[], Awaitable[T | None]], otherwise: str) -> T:
        """Look again and again until there is something, and return it; raise NeverCame."""
        began, pause = time.monotonic(), SOONEST
        while (found := await look()) is None:
            if time.monotonic() - began > self.longest:
                raise NeverCame(f"After {self.longest:g} seconds {otherwise}.")
            await asyncio.sleep(pause)
            pause = min(LOOK_AGAIN, 2 * pause)
        return found

    async def _press(self, user: str, container: Json, blocks: list[Json], action: str) -> None:
        for block in blocks:
            for element in elements([block]):
                if element.get("action_id") == action:
                    pressed = {
                        "block_id": block.get("block_id"),
                        "action_id": action,
                        "type": element["type"],
                        "value": element.get("value"),
                    }
                    await self._post(f"/client/{user}/press", container=container, action=pressed)
                    return
        raise Refused(f"no {action} here")

    async def _get(self, path: str) -> list[Json]:
        async with self.session.get(path) as answer:
            answer.raise_for_status()
            found: list[Json] = await answer.json()
            return found

    async def _post(self, path: str, **body: object) -> Any:
        for again in range(self.patience + 1):
            async with self.session.post(path, json=body) as answer:
                answer.raise_for_status()
                result = await answer.json()
            if not isinstance(result, dict) or result.get("ok") is not False:
                break
            error = str(result.get("error") or result.get("errors"))
            if again == self.patience or not error.endswith(TRY_AGAIN):
                raise Refused(error)
        return result


def elements(blocks: list[Json] | None) -> Iterator[Json]:
    """Yield every button and menu of some blocks."""
    for block in blocks or []:
        yield from block.get("elements") or []
        if block.get("accessory"):
            yield block["accessory"]


def has_button(message: Json, action: str) -> bool:
    """Tell whether a message has a certain button or menu."""
    return any(one.get("action_id") == action for one in elements(message.get("blocks")))


def option_of(view: Json, block_id: str, value: str) -> Json:
    """Return what choosing an option of an input block sends."""
    for block in view["blocks"]:
        if block.get("block_id") == block_id:
            options = block["element"]["options"]
            return {"selected_option": next(one for one in options if one["value"] == value)}
    raise LookupError(block_id)


def _initial(element: Json) -> Json:
    for given, kept in (
        ("initial_value", "value"),
        ("initial_option", "selected_option"),
        ("initial_options", "selected_options"),
        ("initial_time", "selected_time"),
        ("initial_date", "selected_date"),
        ("initial_users", "selected_users"),
        ("initial_conversation", "selected_conversation"),
    ):
        if given in element:
            return {kept: element[given]}
    return {}
