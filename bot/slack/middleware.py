"""Say who is acting before any listener runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Put the visitor into the context of every request that has one."""

    async def attach_visitor(context: dict[str, Any], next: Callable[[], Awaitable[None]]) -> None:
        team, user = context.get("team_id"), context.get("user_id")
        if team and user:
            context["visitor"] = await services.visitor(team, user)
        await next()

    app.middleware(attach_visitor)
