"""The schedule modal's fields that change which other fields are asked."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import Refusal
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, view_of
from bot.slack.roles import is_admin
from bot.slack.scheduling.form import redrawn
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the fields."""

    async def redraw(body: Body, client: AsyncWebClient, context: Context) -> None:
        view, visitor = view_of(body), context["visitor"]
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        await client.views_update(
            view_id=view["id"],
            hash=view.get("hash"),
            view=await redrawn(services, visitor, view),
        )

    on_action(app, services, Action.FREQUENCY, redraw)
    on_action(app, services, Action.AUDIENCE_KIND, redraw)
