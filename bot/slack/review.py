"""Let curators review a mixed round."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.learning.disclosure import may_review
from bot.slack.blocks import curation
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal
from bot.slack.roles import may_curate
from bot.slack.services import Services, Visitor
from bot.store.sealed.tables import ReviewState
from bot.store.tables import Round, RoundState, Schedule

VIEW_GONE = ("not_found", "view_not_found", "hash_conflict")
REVIEWED = (RoundState.MIXED, RoundState.PUBLISHED, RoundState.HELD)


async def curated_round(services: Services, visitor: Visitor, round_id: str) -> tuple[Round, Schedule]:
    """Return a round that this visitor is a curator of, with its schedule; raise Refusal otherwise."""
    found = await services.rounds.get(round_id)
    schedule = None if found is None else await services.schedules.get(found.schedule_id)
    if found is None or schedule is None or not await may_curate(services, visitor, schedule, found):
        raise Refusal("error.curators_only")
    return found, schedule


async def reviewed_round(services: Services, visitor: Visitor, round_id: str) -> Round:
    """Return a round whose texts this visitor may see; raise Refusal otherwise.

    Who took part in a small pool leaves it to another: one text would be known to be their own.
    """
    found, _ = await curated_round(services, visitor, round_id)
    if found.state not in REVIEWED or (found.state is RoundState.HELD and found.answered is None):
        raise Refusal("error.not_mixed")
    took_part = await services.texts.took_part(found.id, visitor.user)
    if not may_review(took_part, found.answered, found.k):
        raise Refusal("curation.took_part", least=2 * found.k)
    return found


async def queue_view(services: Services, visitor: Visitor, found: Round) -> Json:
    """Return the queue as it stands now, in a new order."""
    return curation.queue(
        visitor.t,
        round_id=found.id,
        question=services.question_of(found, visitor.t),
        items=await services.texts.queue(found.id),
    )


async def redraw(
    services: Services, client: AsyncWebClient, visitor: Visitor, found: Round, view_id: str
) -> None:
    """Show an open queue anew; a person who has closed it meanwhile misses nothing."""
    view = await queue_view(services, visitor, found)
    try:
        await client.views_update(view_id=view_id, view=view)
    except SlackApiError as problem:
        if problem.response.get("error") not in VIEW_GONE:
            raise


async def decide(services: Services, found: Round, item_id: str, state: ReviewState) -> None:
    """Approve or hold a text; raise Refusal when it is gone or already published."""
    if not await services.control.decide(found, item_id, state):
        raise Refusal("error.text_gone")
