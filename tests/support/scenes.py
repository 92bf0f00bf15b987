"""Small scenes that several tests begin with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from bot.demo.once import ADMIN, CHANNEL, NAME, answer, make_schedule
from bot.demo.people import elements
from bot.slack.ids import Action
from bot.store.tables import RoundState

Json = dict[str, Any]
EVERYONE = (
    "U0KARIN",
    "U0TOM",
    "U0PRIYA",
    "U0MAJA",
    "U0EMEKA",
    "U0ELIN",
    "U0JUSSI",
)


async def running_round(stage) -> str:
    """Make the schedule, run it, and return the round's id."""
    await make_schedule(stage.people)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
    await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
    found = await stage.app.services.rounds.in_state((RoundState.OPEN,))
    return found[0].id


async def all_answer(stage, texts: Iterable[tuple[str, str]]) -> None:
    """Let people answer one after the other."""
    for user, text in texts:
        await answer(stage.people, stage.bot, user, text)


async def mixed(stage, round_id: str, state: RoundState = RoundState.MIXED) -> None:
    """Close the round and wait until it is mixed."""
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule close {NAME}")
    await until(lambda: _in_state(stage, round_id, state))


async def said(stage, user: str, channel: str = CHANNEL) -> str:
    """Wait for what the app says to one person only, and return all of it."""
    found: list[str] = []

    async def heard() -> bool:
        found[:] = [str(one) for one in await stage.people.messages(user, channel) if one.get("ephemeral")]
        return bool(found)

    await until(heard)
    return found[-1]


async def until(true, seconds: float = 30) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(seconds):
        while True:
            if await true():
                return
            await asyncio.sleep(0.03)


async def _in_state(stage, round_id: str, state: RoundState) -> bool:
    found = await stage.app.services.rounds.get(round_id)
    return found is not None and found.state is state


def button_value(message: Json, action: str) -> str:
    """Return the value of a button."""
    return next(one["value"] for one in elements(message["blocks"]) if one.get("action_id") == action)
