"""Let admins appoint others to look after the app, and dismiss them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.slack.blocks import roles as blocks
from bot.slack.blocks.kit import Json
from bot.slack.directory import ROLES_FRESH
from bot.slack.errors import Refusal
from bot.slack.roles import is_admin
from bot.slack.services import Services, Visitor
from bot.store.tables import ADMIN


async def roles_view(services: Services, visitor: Visitor) -> Json:
    """Return the modal that shows who is appointed; raise Refusal for who is no admin."""
    if not await is_admin(services, visitor):
        raise Refusal("error.admin_only")
    appointed = await services.members.appointed(visitor.team, ADMIN)
    return blocks.roles(visitor.t, [user for user in appointed if await _fit(services, visitor, user)])


async def appoint(services: Services, visitor: Visitor, user: str, *, given: bool) -> None:
    """Appoint somebody or dismiss them; raise Refusal for who cannot be appointed."""
    if given and not await _fit(services, visitor, user):
        raise Refusal("roles.not_fit", who=f"<@{user}>")
    await services.members.appoint(visitor.team, user, ADMIN, given=given)


async def appoint_all(services: Services, visitor: Visitor, wanted: Iterable[str]) -> list[str]:
    """Let the appointed be those who are wanted, and return them; raise Refusal before anything is changed.

    Whoever was appointed and is not wanted any more is dismissed.
    """
    users = sorted(set(wanted))
    for user in users:
        if not await _fit(services, visitor, user):
            raise Refusal("roles.not_fit_here", who=await _name(services, visitor, user))
    before = await services.members.appointed(visitor.team, ADMIN)
    for user in sorted({*before, *users}):
        if (user in before) is not (user in users):
            await services.members.appoint(visitor.team, user, ADMIN, given=user in users)
    return users


async def _fit(services: Services, visitor: Visitor, user: str) -> bool:
    person = await services.directory(visitor.team).person(user, fresh=ROLES_FRESH)
    return person is not None and person.may_be_asked


async def _name(services: Services, visitor: Visitor, user: str) -> str:
    # A sentence under a field is plain text, in which Slack shows no mentions.
    person = await services.directory(visitor.team).person(user)
    return person.names.full or user if person is not None else user
