"""A masked text comes back from a curator."""

from __future__ import annotations

import json

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.learning.masking import normalised_mask, only_removes
from bot.slack.errors import Refusal, acked_first
from bot.slack.fields import typed
from bot.slack.ids import Block, View
from bot.slack.listeners.common import Body, Context
from bot.slack.review import redraw, reviewed_round
from bot.slack.services import Services
from bot.slack.writing import sayable


def _ids(view: Body) -> tuple[str, str]:
    try:
        ids = json.loads(view.get("private_metadata", ""))
        return str(ids["round_id"]), str(ids["item_id"])
    except (ValueError, KeyError, TypeError):
        raise Refusal("error.gone") from None


def register(app: AsyncApp, services: Services) -> None:
    """Register the mask modal."""

    async def send(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        round_id, item_id = _ids(view)
        found = await reviewed_round(services, visitor, round_id)
        item = await services.texts.item(round_id, item_id)
        if item is None:
            raise Refusal("error.text_gone")
        text = normalised_mask(typed(view, Block.TEXT))
        problem = sayable(visitor.t, text)
        if problem is None and not only_removes(item.text, text):
            problem = visitor.t("mask.added")
        if problem is None and text == item.text:
            problem = visitor.t("mask.unchanged")
        if problem is not None:
            await ack(response_action="errors", errors={Block.TEXT: problem})
            return
        if not await services.control.mask(found, item_id, text):
            raise Refusal("error.text_gone")
        await ack()

    async def show_queue(view: Body, client: AsyncWebClient, context: Context) -> None:
        round_id, _ = _ids(view)
        found = await reviewed_round(services, context["visitor"], round_id)
        if view.get("previous_view_id"):
            await redraw(services, client, context["visitor"], found, view["previous_view_id"])

    app.view(View.MASK)(acked_first(services, show_queue, send))
