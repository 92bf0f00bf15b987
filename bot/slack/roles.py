"""Decide who may do what, at the time of action."""

from __future__ import annotations

from bot.slack.directory import ROLES_FRESH
from bot.slack.services import Services, Visitor
from bot.store.tables import Schedule


async def is_admin(services: Services, visitor: Visitor) -> bool:
    """Tell whether a visitor is one of Slack's admins or owners, or was appointed; guests never are."""
    person = await services.directory.person(visitor.user, fresh=ROLES_FRESH)
    if person is None or not person.may_be_asked:
        return False
    return person.is_admin or "admin" in await services.members.roles(visitor.team, visitor.user)


async def may_curate(services: Services, visitor: Visitor, schedule: Schedule) -> bool:
    """Tell whether a visitor reviews this schedule's rounds."""
    person = await services.directory.person(visitor.user, fresh=ROLES_FRESH)
    if person is None or not person.may_be_asked or schedule.team_id != visitor.team:
        return False
    return visitor.user in await services.schedules.curators(schedule)
