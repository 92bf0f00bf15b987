"""Find a person's own prompts and receipts."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.cards import own_link
from bot.slack.services import Services, Visitor
from bot.store.tables import DeliveryKind, RoundState

MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class OwnPrompt:
    """Hold one of a visitor's own prompts or receipts; `link` is None when the message is gone."""

    round_id: str
    question: str
    link: str | None
    is_open: bool


async def own_prompts(
    services: Services, client: AsyncWebClient, visitor: Visitor, *, open_only: bool
) -> list[OwnPrompt]:
    """Return a visitor's own prompts and receipts, newest first."""
    found: list[OwnPrompt] = []
    for delivery in await services.outbox.sent_to(visitor.team, visitor.user, DeliveryKind.PROMPT):
        asked = await services.rounds.get(delivery.round_id or "")
        if asked is None or asked.stripped:
            continue
        is_open = asked.state in (RoundState.OPENING, RoundState.OPEN)
        if open_only and not is_open:
            continue
        link = await own_link(services, client, asked.id, visitor.user)
        question = services.question_of(asked, visitor.t)
        found.append(OwnPrompt(asked.id, question, link, is_open))
        if len(found) == MOST_LINKS:
            break
    return found
