"""People join, change, or let the app into a channel."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.common import Body, Context
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register changes of people."""

    async def learn(event: Body, context: Context) -> None:
        services.directory(context["team_id"]).learn(event["user"])

    app.event("user_change")(learn)
    app.event("team_join")(learn)
