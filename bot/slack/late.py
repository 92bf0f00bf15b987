"""Keep a text whose round has closed: take it along, share it by name, or keep it."""

from __future__ import annotations

from enum import StrEnum

from bot.slack.asked import Asked
from bot.slack.blocks import answer
from bot.slack.blocks.answer import Place
from bot.slack.blocks.kit import Json
from bot.slack.services import Services, Visitor
from bot.store.sealed.intake import Taken
from bot.store.sealed.seal import Share, Submission
from bot.store.tables import RoundState


class Rescued(StrEnum):
    """Say where a late text went."""

    CARRIED = "carried"
    NAMED = "named"
    KEPT = "kept"
    NO_NEXT = "no_next"


async def late_view(
    services: Services, visitor: Visitor, asked: Asked, text: str, *, changed: bool = False
) -> Json:
    """Return the modal that keeps a late text and offers the ways on."""
    t = visitor.t
    lead = t("late.lead_held" if asked.found.state is RoundState.HELD else "late.lead")
    return answer.late(
        t,
        Place(asked.found.id),
        question=services.question_of(asked.found, t),
        text=text,
        lead=f"{t('preview.again')}\n{lead}" if changed else lead,
        can_carry=await services.rounds.planned(asked.schedule.id) is not None,
    )


async def rescue(
    services: Services, visitor: Visitor, asked: Asked, share: Share, text: str
) -> tuple[Rescued, bytes | None, str]:
    """Put a late text where its author wants it; return what happened, its token and its pool."""
    if share is Share.ANONYMOUS:
        planned = await services.rounds.planned(asked.schedule.id)
        if planned is None:
            return Rescued.NO_NEXT, None, ""
        taken = await services.intake.submit(
            visitor.team, planned.id, Submission(visitor.user, Share.ANONYMOUS, text)
        )
        if taken is Taken.CLOSED:
            return Rescued.NO_NEXT, None, ""
        await services.intake.remove(visitor.team, visitor.user, asked.found.id)
        token = services.intake.token(visitor.team, visitor.user, planned.id)
        return Rescued.CARRIED, token, planned.id
    if share is Share.NAMED:
        round_id = await _round_for_names(services, asked)
        if round_id is None:
            return Rescued.NO_NEXT, None, ""
        token = await services.texts.add_named(round_id, visitor.team, visitor.user, text)
        outcome = Rescued.NAMED
    else:
        token = await services.texts.add_private(visitor.team, text)
        outcome = Rescued.KEPT
    await services.intake.remove(visitor.team, visitor.user, asked.found.id)
    return outcome, token, asked.found.id


async def _round_for_names(services: Services, asked: Asked) -> str | None:
    if asked.found.state is RoundState.MIXED:
        return asked.found.id
    planned = await services.rounds.planned(asked.schedule.id)
    return None if planned is None else planned.id
