"""Small scenes that several tests begin with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL, NAME, answer, make_schedule
from bot.demo.people import Refused, elements
from bot.slack.ids import Action, View
from bot.store.tables import Delivery, Round, RoundState
from tests.support.waiting import all_done as all_done
from tests.support.waiting import all_sent as all_sent
from tests.support.waiting import until as until
from tests.support.waiting import until_equal as until_equal

Json = dict[str, Any]
STOCKHOLM = ZoneInfo("Europe/Stockholm")
EVERYONE = (
    "U0KARIN",
    "U0TOM",
    "U0PRIYA",
    "U0MAJA",
    "U0EMEKA",
    "U0ELIN",
    "U0JUSSI",
)


def travel(stage, *moment: int) -> None:
    """Move the clock on to a moment in Stockholm."""
    target = datetime(*moment, tzinfo=STOCKHOLM)
    clock = stage.box.world.clock
    seconds = (target - clock.now()).total_seconds()
    assert seconds > 0
    clock.advance(seconds)


async def weekly(stage, line: str = "varje vecka tor 14:30") -> None:
    """Make a schedule from one line."""
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schema ny {line} #larande")
    await until(lambda: _said_saved(stage))


async def _said_saved(stage) -> bool:
    return any("är sparat" in str(one) for one in await stage.people.messages(ADMIN, CHANNEL))


async def happen(stage, **what: object) -> None:
    """Let something happen in the workspace, of which Slack tells the app."""
    async with stage.people.session.post("/control/event", json=what) as answer:
        answer.raise_for_status()


async def seen(stage, user: str, words: str) -> None:
    """Wait until a person's conversation with the app has some words in it."""

    async def there() -> bool:
        return words in str((await stage.people.app_messages(user, stage.bot))[1])

    try:
        await until(there)
    except TimeoutError:
        async with stage.app.services.database.read() as session:
            rows = (await session.execute(select(Delivery).where(col(Delivery.target) == user))).scalars()
            owed = "\n".join(f"{one.kind} {one.state} {one.due_at} {one.reason}" for one in rows)
        raise AssertionError(f"nobody said {words!r} by {stage.box.world.clock.now()}:\n{owed}") from None


async def has_prompt(stage, user: str) -> bool:
    """Tell whether somebody has a message to answer."""
    _, messages = await stage.people.app_messages(user, stage.bot)
    return any(
        one.get("action_id") == Action.ANSWER for message in messages for one in elements(message["blocks"])
    )


async def running_round(stage) -> str:
    """Make the schedule, run it, and return the round's id."""
    await make_schedule(stage.people)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
    await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
    return (await open_round(stage)).id


async def open_round(stage) -> Round:
    """Wait until the one round that runs has been opened to everybody, and return it."""
    found: list[Round] = []

    async def opened() -> bool:
        found[:] = await stage.app.services.rounds.in_state((RoundState.OPEN,))
        return bool(found)

    await until(opened)
    (running,) = found
    return running


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


async def _in_state(stage, round_id: str, state: RoundState) -> bool:
    found = await stage.app.services.rounds.get(round_id)
    return found is not None and found.state is state


def button_value(message: Json, action: str) -> str:
    """Return the value of a button."""
    return next(one["value"] for one in elements(message["blocks"]) if one.get("action_id") == action)


async def at_home(stage, user: str, action: Action, opens: View | None = None) -> None:
    """Press a button of the home tab, once it is drawn anew: opening it draws it.

    What happened before may have it drawn once more; whoever presses what just changed presses again.
    """
    before = (stage.box.client.home(user) or {}).get("hash")
    await stage.box.client.open_home(user)

    async def drawn() -> bool:
        home = stage.box.client.home(user)
        return home is not None and home["hash"] != before and action in str(home)

    await until(drawn)
    for again in reversed(range(4)):
        try:
            await stage.people.press_view(user, stage.box.client.home(user), action)
            break
        except Refused as problem:
            if not again or "no longer there" not in str(problem):
                raise
    if opens is not None:
        await stage.people.close(user, await stage.people.modal(user, opens))
