"""Share a lesson from anywhere, or what one has written in a message."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import acked_first
from bot.slack.ids import Shortcut
from bot.slack.listeners.common import Body, Context
from bot.slack.services import Services
from bot.slack.sharing import said_view, share_view


def register(app: AsyncApp, services: Services) -> None:
    """Register both shortcuts."""

    async def share(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await share_view(services, context["visitor"])
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def from_message(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await said_view(services, context["visitor"], body["message"])
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    app.global_shortcut(Shortcut.SHARE)(acked_first(services, share))
    app.message_shortcut(Shortcut.FROM_MESSAGE)(acked_first(services, from_message))
