"""Find the round, the prompt message and the receipt that belong to a visitor."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import prompt
from bot.slack.blocks.kit import Json
from bot.slack.cards import letters_told, look_backs_told, prompt_card
from bot.slack.errors import Refusal
from bot.slack.services import Services, Visitor
from bot.store.sealed.receipts import Holder
from bot.store.tables import DeliveryState, Round, RoundState, Schedule

OPEN_STATES = (RoundState.OPENING, RoundState.OPEN)
LANDS_WITHIN, LOOK_AGAIN = 5.0, 0.1
"""Seconds; a message's place is on record a moment after its member can press it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a round that a visitor was asked in, and where the prompt stands."""

    found: Round
    schedule: Schedule
    channel: str
    ts: str

    @property
    def is_open(self) -> bool:
        """Tell whether answers are taken."""
        return self.found.state in OPEN_STATES


async def asked_in(services: Services, visitor: Visitor, round_id: str) -> Asked:
    """Return the round; raise Refusal when this visitor was never asked in it and has no text waiting for it.

    A text that was taken along to a round that never came has no prompt there: channel and ts are empty.
    """
    delivery = await services.outbox.find(f"{round_id}:prompt:{visitor.user}")
    found = await services.rounds.get(round_id)
    if found is None or found.team_id != visitor.team:
        raise Refusal("error.not_yours")
    if delivery is None and await services.intake.own(visitor.team, visitor.user, round_id) is None:
        raise Refusal("error.not_yours")
    schedule = await services.schedules.get(found.schedule_id)
    if schedule is None:
        raise Refusal("error.gone")
    if delivery is None:
        return Asked(found, schedule, "", "")
    return Asked(found, schedule, delivery.channel or "", delivery.ts or "")


async def landed_in(services: Services, visitor: Visitor, round_id: str) -> Asked:
    """Return the round as `asked_in`, with the prompt's place even when it was pressed while being sent."""
    asked = await asked_in(services, visitor, round_id)
    for _ in range(round(LANDS_WITHIN / LOOK_AGAIN)):
        if asked.ts:
            break
        delivery = await services.outbox.find(f"{round_id}:prompt:{visitor.user}")
        if delivery is None or delivery.state not in (DeliveryState.SENDING, DeliveryState.SENT):
            break
        asked = replace(asked, channel=delivery.channel or "", ts=delivery.ts or "")
        if delivery.state is DeliveryState.SENT:
            break
        await asyncio.sleep(LOOK_AGAIN)
    return asked


async def receipt_blocks(
    services: Services, client: AsyncWebClient, visitor: Visitor, asked: Asked, token: bytes, pool: str
) -> list[Json]:
    """Return the receipt that a prompt turns into."""
    return prompt.receipt(
        visitor.t,
        services.question_of(asked.found, visitor.t),
        token,
        Holder(visitor.team, visitor.user, pool),
        services.receipts,
        await letters_told(services, client, asked.found, visitor),
        await look_backs_told(services, client, asked.found, visitor),
        await services.plans.riding(asked.found.id, visitor.user),
    )


async def show(client: AsyncWebClient, asked: Asked, text: str, blocks: list[Json]) -> None:
    """Turn the prompt message into something else; a failure is repaired by the next press."""
    if not asked.ts:
        return
    try:
        await client.chat_update(channel=asked.channel, ts=asked.ts, text=text, blocks=blocks)
    except SlackApiError as problem:
        if problem.response.get("error") not in ("message_not_found", "channel_not_found"):
            raise


async def set_aside(
    services: Services,
    client: AsyncWebClient,
    visitor: Visitor,
    asked: Asked,
    sentence: str,
    place: Json | None = None,
) -> None:
    """Show a prompt as put aside, and the message that was pressed if it was another one."""
    card = await prompt_card(services, client, asked.found, asked.schedule, visitor)
    await show_both(client, asked, sentence, prompt.set_aside(visitor.t, card, sentence), place)


async def show_both(
    client: AsyncWebClient, asked: Asked, text: str, blocks: list[Json], place: Json | None
) -> None:
    """Turn the prompt message into something else, and the one that was pressed if it was another."""
    await show(client, asked, text, blocks)
    if place and place.get("message_ts") not in (None, asked.ts):
        pressed = replace(asked, channel=place["channel_id"], ts=place["message_ts"])
        await show(client, pressed, text, blocks)
