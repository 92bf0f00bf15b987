"""Play a round with people who insist, and note what was acknowledged to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlalchemy import select, update
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL
from bot.demo.people import elements
from bot.slack.ids import Action, Block, View
from bot.store.sealed.tables import Reflection, ReviewState
from bot.store.tables import DeliveryKind, DeliveryState, RoundState, Schedule
from tests.support.power import PATIENCE, Power
from tests.support.scenes import EVERYONE, until

LINE = "varje vecka tis 14:30"


async def play(here: Power, halfway: Callable[[], Awaitable[None]] | None = None) -> dict[str, str]:
    """Play one round from its schedule to its digest; return what was acknowledged to whom.

    `halfway` happens while people answer.
    """
    people, bot = here.people, here.box.world.bot_user

    async def has_schedule() -> bool:
        with suppress(Exception):
            return await here.count(Schedule) == 1
        return False

    await here.insist(
        lambda: people.command(ADMIN, CHANNEL, f"/lardom schema ny {LINE} #larande"), has_schedule
    )
    async with here.database.write() as session:
        await session.execute(update(Schedule).values(curation=False))
        (name,) = (await session.execute(select(col(Schedule.name)))).scalars()

    await here.insist(
        lambda: people.command(ADMIN, CHANNEL, f"/lardom schema kör {name}"),
        lambda: here.in_state(RoundState.OPENING, RoundState.OPEN),
    )
    await until(lambda: here.in_state(RoundState.OPEN), PATIENCE)
    await until(lambda: _prompts_settled(here), PATIENCE)
    missed = {one.target for one in await here.deliveries(DeliveryKind.PROMPT) if one.reason == "unsure"}
    reached = [user for user in EVERYONE if user not in missed or await _sees(here, user, Action.ANSWER)]
    acknowledged: dict[str, str] = {}
    for number, user in enumerate(reached):
        text = f"Jag lärde mig att fråga {number + 2} gånger."

        async def answered(user: str = user, text: str = text) -> None:
            await _close_all(here, user)
            if await _sees(here, user, Action.EDIT):
                # Its ack was lost, and the receipt says all the same that the answer is there.
                acknowledged[user] = text
                return
            channel, prompt = await people.message_with(user, bot, Action.ANSWER)
            await people.press_message(user, channel, prompt, Action.ANSWER)
            await people.submit(user, await people.modal(user, View.WRITE), {Block.TEXT: {"value": text}})
            await people.submit(user, await people.modal(user, View.PREVIEW))
            acknowledged[user] = text

        meanwhile = halfway() if halfway is not None and number == len(reached) // 2 else _nothing()
        await asyncio.gather(meanwhile, here.insist(answered, lambda user=user: _is_in(acknowledged, user)))
    await here.insist(
        lambda: people.command(ADMIN, CHANNEL, f"/lardom schema stäng {name}"),
        lambda: here.in_state(RoundState.CLOSED, RoundState.MIXED, RoundState.PUBLISHED),
    )
    await until(lambda: here.in_state(RoundState.MIXED, RoundState.PUBLISHED), PATIENCE)
    await until(lambda: _approved(here), PATIENCE)
    await here.insist(
        lambda: people.command(ADMIN, CHANNEL, f"/lardom schema publicera {name}"),
        lambda: here.in_state(RoundState.PUBLISHED),
    )
    await until(lambda: _digest_settled(here), PATIENCE)
    return acknowledged


async def _nothing() -> None:
    return


async def _close_all(here: Power, user: str) -> None:
    async with here.people.session.get(f"/client/{user}/views") as answer:
        views = await answer.json()
    for view in reversed(views):
        await here.people.close(user, view)


async def _is_in(acknowledged: dict[str, str], user: str) -> bool:
    return user in acknowledged


async def _approved(here: Power) -> bool:
    return not await here.count(Reflection, col(Reflection.state) == ReviewState.PENDING)


async def _sees(here: Power, user: str, button: Action) -> bool:
    _, messages = await here.people.app_messages(user, here.box.world.bot_user)
    return button in {one.get("action_id") for message in messages for one in elements(message.get("blocks"))}


async def _prompts_settled(here: Power) -> bool:
    prompts = await here.deliveries(DeliveryKind.PROMPT)
    return all(one.state is DeliveryState.SENT for one in prompts)


async def _digest_settled(here: Power) -> bool:
    (digest,) = await here.deliveries(DeliveryKind.DIGEST)
    return digest.state in (DeliveryState.SENT, DeliveryState.FAILED)
