"""Admins appoint others: people who run learning rarely have Slack's own flags."""

from __future__ import annotations

import re

from bot.slack.appointing import appoint, roles_view
from bot.slack.errors import Refusal
from bot.slack.listeners.commands.request import Request
from bot.slack.roles import is_admin
from bot.slack.services import Services
from bot.store.tables import ADMIN

MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
ADD = {"add", "ge", "ny"}
REMOVE = {"remove", "ta", "bort"}


async def roles(services: Services, request: Request) -> None:
    """List who was appointed, or appoint and dismiss: `roles add @anna`, `roles remove @anna`."""
    t = request.visitor.t
    if not await is_admin(services, request.visitor):
        raise Refusal("error.admin_only")
    word = request.words.split(" ", 1)[0].casefold()
    people = MENTION.findall(request.words)
    if word in ADD | REMOVE:
        if len(people) != 1:
            raise Refusal("roles.who")
        await _change(services, request, people[0], given=word in ADD)
        return
    if word:
        raise Refusal("roles.who")
    appointed = await services.members.appointed(request.visitor.team, ADMIN)
    shown = t.listed([f"<@{user}>" for user in appointed])
    await request.say(t("roles.list", people=shown) if appointed else t("roles.nobody"))


async def _change(services: Services, request: Request, user: str, *, given: bool) -> None:
    t = request.visitor.t
    await appoint(services, request.visitor, user, given=given)
    await request.say(t("roles.added" if given else "roles.removed", who=f"<@{user}>"))


async def open_roles(services: Services, request: Request) -> None:
    """Open a modal in which people are appointed and dismissed."""
    view = await roles_view(services, request.visitor)
    await request.client.views_open(trigger_id=request.trigger_id, view=view)
