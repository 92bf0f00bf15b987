"""Decide who may do what, at the time of action."""

from __future__ import annotations

from bot.slack.directory import ROLES_FRESH
from bot.slack.services import Services, Visitor
from bot.store.tables import Round, Schedule


async def is_admin(services: Services, visitor: Visitor) -> bool:
    """Tell whether a visitor is one of Slack's admins or owners, or was appointed; guests never are."""
    person = await services.directory(visitor.team).person(visitor.user, fresh=ROLES_FRESH)
    if person is None or not person.may_be_asked:
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
    person = await services.directory(visitor.team).person(visitor.user, fresh=ROLES_FRESH)
    return person is not None and person.may_be_asked and schedule.team_id == visitor.team
