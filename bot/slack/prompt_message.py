"""Render a round's question for one member, as it stands with them now."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import prompt
from bot.slack.cards import prompt_card
from bot.slack.message import Message
from bot.slack.services import Resources, Visitor
from bot.store.sealed.receipts import Holder
from bot.store.tables import DeliveryState, Round, Schedule


async def prompt_message(
    services: Resources, client: AsyncWebClient, found: Round, schedule: Schedule, visitor: Visitor
) -> Message:
    """Return the question, or the receipt of a member who has answered, or that they skip it."""
    t = visitor.t
    card = await prompt_card(services, client, found, schedule, visitor)
    token = services.intake.token(visitor.team, visitor.user, found.id)
    reaction = await services.intake.reaction(visitor.team, visitor.user, found.id)
    if token and reaction is not None and reaction.is_answer:
        holder = Holder(visitor.team, visitor.user, found.id)
        receipt = prompt.receipt(
            t, card.question, token, holder, services.receipts, card.letters, card.look_backs, card.plans
        )
        return Message(t("receipt.saved"), receipt)
    if reaction is not None and not reaction.is_promise:
        return Message(t("prompt.skipped"), prompt.set_aside(t, card, t("prompt.skipped")))
    if reaction is not None:
        sentence = await noted(services, found, visitor)
        return Message(sentence, prompt.promised(t, card, sentence))
    return Message(t("prompt.fallback", question=card.question), prompt.prompt(t, card))


async def noted(services: Resources, found: Round, visitor: Visitor) -> str:
    """Say when somebody who will do it is asked how it went: with the reminder that everyone has."""
    t = visitor.t
    reminder = await services.outbox.find(f"{found.id}:reminder:{visitor.user}")
    if reminder is not None and reminder.state is DeliveryState.WAITING:
        return t("invite.noted", when=t.moment(reminder.due_at, visitor.zone))
    closes = t.moment(found.closes_at, visitor.zone) if found.closes_at else t("prompt.soon")
    return t("invite.noted_open", when=closes)
