"""Say who is acting before any listener runs, and let only members in, at the pace of people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.slack.errors import Refusal
from bot.slack.pace import Pace
from bot.slack.services import Services, Visitor
from bot.store.tables import Member


def register(app: AsyncApp, services: Services, pace: Pace) -> None:
    """Put the visitor into the context of every request that has one; refuse guests and strangers.

    What Slack tells of its own accord is let through: it is about people rather than from them.
    """

    async def attach_visitor(
        body: dict[str, Any], context: dict[str, Any], next: Callable[[], Awaitable[None]]
    ) -> None:
        team, user = context.get("team_id"), context.get("user_id")
        if body.get("type") == "event_callback":
            if team and isinstance(user, str):
                context["visitor"] = await services.visitor(team, user, context.get("chosen"))
        elif team and user:
            if not pace.allows(team, user):
                raise Refusal("error.too_fast")
            visitor = context["visitor"] = await _known(services, team, user, context.get("chosen"))
            if not visitor.is_member:
                raise Refusal("error.members_only")
        await next()

    app.middleware(attach_visitor)


async def _known(services: Services, team: str, user: str, chosen: Member | None) -> Visitor:
    try:
        return await services.visitor(team, user, chosen)
    except (SlackApiError, ClientError, OSError, TimeoutError):
        # Who it is decides what they may do, so without an answer nobody may do anything.
        raise Refusal("error.role_unknown") from None
