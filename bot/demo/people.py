"""Do over HTTP what a person does in the local Slack: type, press, fill in, send."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

Json = dict[str, Any]
LOOK_AGAIN = 0.1
SOONEST = 0.005
TRY_AGAIN = "Try again?"


class Refused(Exception):
    """Say that the local Slack or the app did not take what a person did."""


@dataclass(frozen=True, slots=True)
class People:
    """Act as anyone in the workspace."""

    session: ClientSession
    patience: int = 0
    """How often somebody presses again when Slack asks them to; a busy machine may let three seconds pass."""

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
        """Wait until the modal on top is the one that is named, and return it."""

        def on_top(views: list[Json]) -> Json | None:
            return views[-1] if views and views[-1].get("callback_id") == callback else None

        return await self._until(f"/client/{user}/views", on_top)

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
        """Wait for a message of the app that has a certain button; return its channel and itself."""
        while True:
            channel, messages = await self.app_messages(user, bot)
            for message in reversed(messages):
                if any(element.get("action_id") == action for element in elements(message.get("blocks"))):
                    return channel, message
            await asyncio.sleep(LOOK_AGAIN)

    async def message(self, user: str, channel: str, ts: str) -> Json:
        """Return one message that a person sees."""
        return next(one for one in await self.messages(user, channel) if one["ts"] == ts)

    async def becomes(self, user: str, channel: str, ts: str, action: str) -> None:
        """Wait until a message has a certain button."""
        wait = SOONEST
        while True:
            message = await self.message(user, channel, ts)
            if any(one.get("action_id") == action for one in elements(message["blocks"])):
                return
            await asyncio.sleep(wait)
            wait = min(LOOK_AGAIN, 2 * wait)

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

    async def _until(self, path: str, found: Callable[[list[Json]], Json | None]) -> Json:
        wait = SOONEST
        while True:
            seen = found(await self._get(path))
            if seen is not None:
                return seen
            await asyncio.sleep(wait)
            wait = min(LOOK_AGAIN, 2 * wait)

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
