"""Say who is acting before any listener runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.slack.services import Services

log = structlog.get_logger("slack")


def register(app: AsyncApp, services: Services) -> None:
    """Put the visitor into the context of every request that has one."""

    async def attach_visitor(
        context: dict[str, Any], next: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        team, user = context.get("team_id"), context.get("user_id")
        if team and not await services.members.knows(team):
            # Nobody there installed this app; their ids mean nothing here.
            log.warning("unknown_workspace", team=team)
            return BoltResponse(status=200, body="")
        if team and user:
            context["visitor"] = await services.visitor(team, user)
        await next()
        return None

    app.middleware(attach_visitor)
