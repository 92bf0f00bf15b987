"""Colleagues who answer by themselves, and know nothing of the app they answer.

They do what people do: press the primary button of a message meant for them, fill in what is empty,
send, look at the next step, send again.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sandbox.client import Client

Json = dict[str, Any]
MOST_STEPS = 5
LOOKS_FOR_A_VIEW = 40


@dataclass
class Colleague:
    """Live one simulated person's day."""

    client: Client
    user: str
    answers: list[str]
    chance: random.Random
    delay: tuple[float, float] = (0.5, 4.0)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    async def live(self) -> None:
        """Answer whatever comes, until cancelled."""
        async for change in self.client.changes(self.user):
            if change["type"] in ("message", "refresh"):
                await self._look(change.get("channel"))

    def overlook(self) -> None:
        """Take everything that was said so far as read."""
        for conversation in self.client.conversations(self.user):
            if conversation["kind"] == "im":
                said = self.client.messages(self.user, conversation["id"])
                self._seen |= {(one["ts"], _asked(one)) for one in said}

    async def _look(self, only: str | None) -> None:
        for conversation in self.client.conversations(self.user):
            if conversation["kind"] != "im" or only not in (None, conversation["id"]):
                continue
            for message in self.client.messages(self.user, conversation["id"]):
                button = primary_button(message.get("blocks") or [])
                # A message that has changed and asks for something else is answered once more.
                asks = (message["ts"], _asked(message))
                if asks in self._seen:
                    continue
                self._seen.add(asks)
                if button is not None:
                    await asyncio.sleep(self.chance.uniform(*self.delay))
                    await self._answer(conversation["id"], message["ts"], button)

    async def _answer(self, channel: str, ts: str, button: Json) -> None:
        container = {"type": "message", "channel": channel, "ts": ts}
        if not (await self.client.press(self.user, container, button))["ok"]:
            return
        for _ in range(LOOKS_FOR_A_VIEW):
            if self.client.views(self.user):
                break
            await asyncio.sleep(0.05)
        for _ in range(MOST_STEPS):
            stack = self.client.views(self.user)
            if not stack or "submit" not in stack[-1]:
                break
            view = stack[-1]
            result = await self.client.submit(self.user, view["id"], self._filled(view))
            if not result["ok"] or result["closed"]:
                break
        while stack := self.client.views(self.user):
            await self.client.close(self.user, stack[-1]["id"])

    def _filled(self, view: Json) -> Json:
        values: Json = {}
        for block in view["blocks"]:
            if block["type"] != "input":
                continue
            element = block["element"]
            given: Json = {"type": element["type"]}
            if element["type"] == "plain_text_input":
                given["value"] = element.get("initial_value") or self._words()
            elif "initial_option" in element:
                given["selected_option"] = element["initial_option"]
            values[block["block_id"]] = {element["action_id"]: given}
        return values

    def _words(self) -> str:
        return self.answers.pop() if self.answers else "Fråga tidigare."


def _asked(message: Json) -> str:
    button = primary_button(message.get("blocks") or [])
    return str(button["action_id"]) if button else ""


def primary_button(blocks: list[Json]) -> Json | None:
    """Return the action of pressing a message's primary button; None when it has none."""
    for block in blocks:
        for element in block.get("elements") or []:
            if element.get("type") == "button" and element.get("style") == "primary":
                return {
                    "block_id": block.get("block_id"),
                    "action_id": element["action_id"],
                    "type": "button",
                    "value": element.get("value"),
                }
    return None


def hire(client: Client, chance: random.Random, delay: tuple[float, float]) -> list[Colleague]:
    """Return a colleague for every simulated member, each with answers of their own."""
    world = client.world
    decks = {language: list(texts) for language, texts in world.answers.items()}
    for deck in decks.values():
        chance.shuffle(deck)
    found = []
    for user in sorted(world.simulated):
        language = "sv" if world.users[user]["locale"].startswith("sv") else "en"
        deck = decks.get(language, [])
        mine = [deck.pop() for _ in range(min(4, len(deck)))]
        found.append(Colleague(client, user, mine, chance, delay))
    return found


@dataclass
class Crew:
    """Let every simulated member come to work, and go home again."""

    client: Client
    chance: random.Random
    delay: tuple[float, float]
    _lives: list[asyncio.Task[None]] = field(default_factory=list)

    def arrive(self) -> None:
        """Begin to answer what comes from now on."""
        if self._lives:
            return
        for one in hire(self.client, self.chance, self.delay):
            one.overlook()
            self._lives.append(asyncio.create_task(one.live()))

    async def leave(self) -> None:
        """Stop answering."""
        for life in self._lives:
            life.cancel()
            with suppress(asyncio.CancelledError):
                await life
        self._lives.clear()
