"""The curation queue: open it, approve, hold, mask."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import curation
from bot.slack.errors import Refusal
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.review import decide, queue_view, reviewed_round
from bot.slack.services import Services
from bot.store.sealed.tables import ReviewState


def register(app: AsyncApp, services: Services) -> None:
    """Register the queue's buttons."""

    async def open_queue(body: Body, client: AsyncWebClient, context: Context) -> None:
        found = await reviewed_round(services, context["visitor"], pressed(body))
        view = await queue_view(services, context["visitor"], found)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def approve(body: Body, client: AsyncWebClient, context: Context) -> None:
        await _decide(body, client, context, ReviewState.APPROVED)

    async def hold(body: Body, client: AsyncWebClient, context: Context) -> None:
        await _decide(body, client, context, ReviewState.HELD)

    async def _decide(body: Body, client: AsyncWebClient, context: Context, state: ReviewState) -> None:
        round_id, _, item_id = pressed(body).partition(".")
        found = await reviewed_round(services, context["visitor"], round_id)
        await decide(services, found, item_id, state)
        view = await queue_view(services, context["visitor"], found)
        await client.views_update(view_id=body["view"]["id"], view=view)

    async def mask(body: Body, client: AsyncWebClient, context: Context) -> None:
        round_id, _, item_id = pressed(body).partition(".")
        found = await reviewed_round(services, context["visitor"], round_id)
        item = await services.texts.item(found.id, item_id)
        if item is None or item.author is not None or item.state is ReviewState.PUBLISHED:
            raise Refusal("error.text_gone")
        view = curation.mask(context["visitor"].t, round_id=found.id, item=item)
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    on_action(app, services, Action.QUEUE, open_queue)
    on_action(app, services, Action.APPROVE, approve)
    on_action(app, services, Action.HOLD, hold)
    on_action(app, services, Action.MASK, mask)
