"""Leaders look through good examples by name, and lift one into the next digest."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.ids import Action
from bot.slack.lifting import examples_view, lift, lower
from bot.slack.listeners.common import Body, Context, on_action, pressed, view_of
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the list's buttons."""

    async def open_list(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await examples_view(services, context["visitor"])
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def lift_one(body: Body, client: AsyncWebClient, context: Context) -> None:
        await lift(services, context["visitor"], pressed(body))
        await _redraw(body, client, context)

    async def lower_one(body: Body, client: AsyncWebClient, context: Context) -> None:
        await lower(services, context["visitor"], pressed(body))
        await _redraw(body, client, context)

    async def _redraw(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await examples_view(services, context["visitor"])
        await client.views_update(view_id=view_of(body)["id"], view=view)

    on_action(app, services, Action.EXAMPLES, open_list)
    on_action(app, services, Action.LIFT, lift_one)
    on_action(app, services, Action.LOWER, lower_one)
