"""Show leaders the good examples of late, and let them lift one into the next digest."""

from __future__ import annotations

from datetime import timedelta

from bot.slack.blocks import examples
from bot.slack.blocks.examples import ExampleCard
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal
from bot.slack.roles import may_lead
from bot.slack.services import Services, Visitor
from bot.store.sealed.lifting import MOST_LIFTED, Candidate
from bot.store.tables import Schedule

OF_LATE = timedelta(days=90)
MOST_SHOWN = 10
MOST_SCHEDULES = 3


async def led(services: Services, visitor: Visitor) -> list[Schedule]:
    """Return the schedules that a visitor leads."""
    found = await services.schedules.all(visitor.team)
    return [one for one in found if await may_lead(services, visitor, one)]


async def examples_view(services: Services, visitor: Visitor) -> Json:
    """Return the list of good examples by name; raise Refusal for whoever leads nothing."""
    schedules = await led(services, visitor)
    if not schedules:
        raise Refusal("error.leaders_only")
    since = services.today() - OF_LATE
    own = [one.id for one in schedules]
    found = await services.lifting.candidates(visitor.team, own, since, MOST_SHOWN)
    cards = [_card(services, visitor, one, schedules[:MOST_SCHEDULES]) for one in found]
    return examples.listing(visitor.t, cards, several=len(schedules) > 1)


async def lift(services: Services, visitor: Visitor, value: str) -> None:
    """Lift an example into a schedule's next digest; raise Refusal when it is gone or that is full."""
    schedule, item_id = await _meant(services, visitor, value)
    lifted = await services.control.lift(schedule, item_id, visitor.user)
    if lifted is None:
        raise Refusal("lift.full", most=MOST_LIFTED)
    if not lifted:
        raise Refusal("error.text_gone")


async def lower(services: Services, visitor: Visitor, value: str) -> None:
    """Take back that an example is lifted."""
    schedule, item_id = await _meant(services, visitor, value)
    await services.control.lower(schedule, item_id)


async def _meant(services: Services, visitor: Visitor, value: str) -> tuple[Schedule, str]:
    schedule_id, _, item_id = value.partition(".")
    schedule = await services.schedules.get(schedule_id)
    if schedule is None or schedule.deleted or not await may_lead(services, visitor, schedule):
        raise Refusal("error.leaders_only")
    return schedule, item_id


def _card(services: Services, visitor: Visitor, one: Candidate, schedules: list[Schedule]) -> ExampleCard:
    # What waits belongs to its own schedule; what has been shown may go into any.
    possible = [each for each in schedules if not one.waits or each.id == one.held.schedule_id]
    return ExampleCard(
        id=one.id,
        author=one.author,
        text=one.text,
        question=services.question_of(one.held, visitor.t),
        waits=one.waits,
        offered=[(each.id, each.name) for each in possible if each.id not in one.lifted],
        lifted=[(each.id, each.name) for each in possible if each.id in one.lifted],
    )
