"""What leaders are told about going first, and what everybody sees of it."""

from __future__ import annotations

from bot.content.texts import Texts
from bot.learning.going_first import OPENERS
from bot.learning.language import Language
from bot.learning.prompts import act_of, said_in
from bot.slack.blocks import example
from bot.slack.blocks.example import Invitation
from bot.slack.blocks.kit import Json, escape
from bot.slack.errors import Refusal
from bot.slack.message import Message, one_line
from bot.slack.roles import may_lead
from bot.slack.services import Resources, Services, Visitor
from bot.store.tables import Delivery, DeliveryKind, Round, RoundState, Schedule


async def stale(
    services: Resources, delivery: Delivery, found: Round | None, schedule: Schedule
) -> str | None:
    """Return in one word why an invitation is no longer right; None when it is, and for other messages."""
    if delivery.kind is not DeliveryKind.GO_FIRST or found is None:
        return None
    if schedule.deleted or schedule.paused or found.occurrence.isoformat() != delivery.note:
        return "changed"
    if found.state is not RoundState.PLANNED or is_late(services, found):
        return "too_late"
    if delivery.target not in await services.schedules.leaders(schedule.id):
        return "not_asked"
    return "taken" if await services.examples.of_round(found.id) is not None else None


async def message(services: Resources, delivery: Delivery, found: Round, schedule: Schedule) -> Message:
    """Render an invitation, or that a round opened without an example."""
    visitor = await services.visitor(delivery.team_id, delivery.target)
    t = visitor.t
    if delivery.kind is DeliveryKind.WENT_WITHOUT:
        return one_line(t("first.without_short"), t("first.without", name=escape(schedule.name)))
    card = await invitation(services, visitor, found, schedule)
    return Message(t("first.fallback", name=schedule.name), example.invite(t, card))


async def post(services: Resources, found: Round, schedule: Schedule) -> Message:
    """Render the example as the highlight channel sees it; once it is gone, that it was taken away."""
    t = services.catalogue[Language(schedule.language)]
    shown = await services.examples.standing(found.id)
    question = services.question_of(found, t)
    if shown is None:
        return one_line(t("first.gone"), t("first.gone"))
    answers = [one for one in await services.answers.of_round(found.id) if one.highlight_id == shown.id]
    thanked = (await services.thanks.of_round(found.id)).get(shown.id)
    blocks = example.post(t, found.id, shown, question=question, answers=answers, thanked=thanked)
    return Message(t("first.post_fallback", question=question), blocks)


async def invitation(services: Resources, visitor: Visitor, found: Round, schedule: Schedule) -> Invitation:
    """Return what an invitation to go first shows."""
    t = visitor.t
    return Invitation(
        round_id=found.id,
        name=schedule.name,
        channel=schedule.channel,
        question=coming_question(t, found),
        day=t.day(found.occurrence),
        until=t.moment(found.first_until, visitor.zone) if found.first_until else "",
        openers=openers(t, found),
    )


def coming_question(t: Texts, found: Round) -> str:
    """Return what a round to come is going to ask."""
    return said_in(t.language, found.question_sv, found.question_en)


def openers(t: Texts, found: Round) -> list[str]:
    """Return ways to begin an example that fit the act a round is about."""
    act = act_of(found.prompt_id) or "own"
    return [t(f"opener.{act}_{number}") for number in range(1, OPENERS + 1)]


def is_late(services: Resources, found: Round) -> bool:
    """Tell whether the cut-off for a round's example has passed."""
    return found.first_until is not None and services.clock.now() > found.first_until


async def first_round(services: Services, visitor: Visitor, round_id: str) -> tuple[Round, Schedule]:
    """Return a round that this visitor may go first in or has gone first in; raise Refusal otherwise."""
    found = await services.rounds.get(round_id)
    schedule = None if found is None else await services.schedules.get(found.schedule_id)
    if (
        found is None
        or schedule is None
        or schedule.deleted
        or not await may_lead(services, visitor, schedule)
    ):
        raise Refusal("error.leaders_only")
    return found, schedule


async def write_view(services: Services, visitor: Visitor, round_id: str, opener: str, place: Json) -> Json:
    """Return the modal in which a leader writes or changes an example; raise Refusal when it is too late."""
    found, schedule = await first_round(services, visitor, round_id)
    t = visitor.t
    own = await services.examples.of_round(found.id)
    if found.state is not RoundState.PLANNED:
        raise Refusal("first.opened")
    if own is not None and own.author != visitor.user:
        raise Refusal("first.taken", who=f"<@{own.author}>")
    if own is None and is_late(services, found):
        raise Refusal("first.late")
    if not found.prompt_id:
        found = await services.control.settle(schedule) or found
    begun = openers(t, found)[int(opener) - 1] + " " if opener in ("1", "2", "3") else ""
    return example.write(
        t,
        {"round_id": found.id, **place},
        question=coming_question(t, found),
        text=own.text if own else begun,
    )
