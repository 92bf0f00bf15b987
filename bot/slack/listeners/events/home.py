"""Somebody opens the Home tab."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import acked_first
from bot.slack.home import publish_home
from bot.slack.listeners.common import Body, Context
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the Home tab."""

    async def opened(event: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context.get("visitor")
        if event.get("tab", "home") == "home" and visitor is not None and visitor.is_member:
            await publish_home(services, client, visitor)

    app.event("app_home_opened")(acked_first(services, opened))
