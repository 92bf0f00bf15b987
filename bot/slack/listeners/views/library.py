"""A search is sent."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.ids import View
from bot.slack.library.finding import find_view
from bot.slack.listeners.actions.library import search_of
from bot.slack.listeners.common import Body, Context
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the search."""

    async def send(ack: AsyncAck, view: Body, context: Context) -> None:
        found = await find_view(services, context["visitor"], search_of(view))
        await ack(response_action="update", view=found)

    app.view(View.FIND)(send)
