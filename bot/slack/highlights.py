"""Find a published highlight and say who may do what with it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.texts import Texts
from bot.slack.blocks.highlight import Item
from bot.slack.errors import Refusal
from bot.slack.roles import may_lead
from bot.slack.services import Services, Visitor
from bot.store.sealed.mailbox import MOST_QUESTIONS, Line
from bot.store.sealed.texts import Published
from bot.store.tables import Round


async def published_item(services: Services, visitor: Visitor, item: Item) -> tuple[Round, Published]:
    """Return a highlight or a leader's example that stands, with its round; raise Refusal when none does."""
    found = await services.rounds.get(item.round_id)
    if found is None or found.team_id != visitor.team:
        raise Refusal("error.text_gone")
    for one in await services.texts.published(found.id):
        if one.id == item.item_id:
            return found, one
    first = await services.examples.standing(found.id)
    if first is not None and first.id == item.item_id:
        return found, Published(first.id, 0, first.text, False, first.author)
    raise Refusal("error.text_gone")


async def leading(services: Services, visitor: Visitor, found: Round) -> None:
    """Raise Refusal unless a visitor leads the schedule of a round."""
    schedule = await services.schedules.get(found.schedule_id)
    if schedule is None or not await may_lead(services, visitor, schedule):
        raise Refusal("error.leaders_only")


def question_problem(t: Texts, lines: Sequence[Line]) -> str:
    """Return why no further question can be asked now; an empty line when one can."""
    if lines and lines[-1].leader is not None:
        return t("ask.not_answered_yet")
    if sum(one.leader is not None for one in lines) >= MOST_QUESTIONS:
        return t("ask.enough", most=MOST_QUESTIONS)
    return ""
