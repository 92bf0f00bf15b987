"""Let curators review a mixed round."""

from __future__ import annotations

from bot.slack.blocks import curation
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal
from bot.slack.roles import may_curate
from bot.slack.services import Services, Visitor
from bot.store.sealed.tables import ReviewState
from bot.store.tables import Round, RoundState

REVIEWED = (RoundState.MIXED, RoundState.PUBLISHED)


async def reviewed_round(services: Services, visitor: Visitor, round_id: str) -> Round:
    """Return a round that this visitor may review; raise Refusal otherwise."""
    found = await services.rounds.get(round_id)
    schedule = None if found is None else await services.schedules.get(found.schedule_id)
    if found is None or schedule is None or not await may_curate(services, visitor, schedule):
        raise Refusal("error.curators_only")
    if found.state not in REVIEWED:
        raise Refusal("error.not_mixed")
    return found


async def queue_view(services: Services, visitor: Visitor, found: Round) -> Json:
    """Return the queue as it stands now, in a new order."""
    return curation.queue(
        visitor.t,
        round_id=found.id,
        question=services.question(found.prompt_id, visitor.t.language),
        items=await services.texts.queue(found.id),
    )


async def decide(services: Services, found: Round, item_id: str, state: ReviewState) -> None:
    """Approve or hold a text; raise Refusal when it is gone or already published."""
    if not await services.texts.decide(found.id, item_id, state):
        raise Refusal("error.text_gone")
    if found.state is RoundState.PUBLISHED and state is ReviewState.APPROVED:
        await services.control.add_to_digest(found)
