"""Decide who may do what, at the time of action."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from bot.slack.directory import ROLES_FRESH, Person
from bot.slack.errors import Refusal
from bot.slack.services import Services, Visitor
from bot.store.tables import Round, Schedule


async def is_admin(services: Services, visitor: Visitor) -> bool:
    """Tell whether a visitor is one of Slack's admins or owners, or was appointed; guests never are."""
    person = await _member(services, visitor)
    if person is None:
        return False
    return person.is_admin or "admin" in await services.members.roles(visitor.team, visitor.user)


async def may_curate(services: Services, visitor: Visitor, schedule: Schedule, found: Round) -> bool:
    """Tell whether a visitor reviews this round: as the schedule's curator, or called to it since."""
    if not await _belongs(services, visitor, schedule):
        return False
    curators = await services.schedules.curators(schedule)
    return visitor.user in curators or visitor.user in await services.rounds.called(found.id)


async def may_lead(services: Services, visitor: Visitor, schedule: Schedule) -> bool:
    """Tell whether a visitor leads this schedule, and so answers and asks about its highlights."""
    if not await _belongs(services, visitor, schedule):
        return False
    return visitor.user in await services.schedules.curators(schedule)


async def _belongs(services: Services, visitor: Visitor, schedule: Schedule) -> bool:
    return schedule.team_id == visitor.team and await _member(services, visitor) is not None


async def _member(services: Services, visitor: Visitor) -> Person | None:
    """Return who is acting as Slack has it now, at most five minutes ago; None for guests and strangers.

    Raises Refusal when Slack does not say: in doubt nobody may do anything.
    """
    try:
        person = await services.directory(visitor.team).person(visitor.user, fresh=ROLES_FRESH)
    except (SlackApiError, OSError, TimeoutError):
        raise Refusal("error.role_unknown") from None
    return person if person is not None and person.may_be_asked else None
