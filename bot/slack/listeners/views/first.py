"""A leader's example is looked at once more, then kept."""

from __future__ import annotations

import json

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.learning.going_first import LONGEST_EXAMPLE
from bot.slack.blocks import answer, example
from bot.slack.blocks.answer import Place
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal, acked_first
from bot.slack.fields import typed
from bot.slack.going_first import coming_question, first_round
from bot.slack.home import publish_home
from bot.slack.ids import Block, View
from bot.slack.listeners.common import Body, Context
from bot.slack.services import Services
from bot.slack.writing import sayable
from bot.store.sealed.seal import Share


def register(app: AsyncApp, services: Services) -> None:
    """Register both steps."""

    async def next_step(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        await first_round(services, visitor, str(_place(view)["round_id"]))
        text = typed(view, Block.TEXT)
        if problem := sayable(visitor.t, text, LONGEST_EXAMPLE):
            await ack(response_action="errors", errors={Block.TEXT: problem})
            return
        redaction = await services.redacted(visitor, text)
        pushed = example.preview(visitor.t, view["private_metadata"], redaction)
        await ack(response_action="push", view=pushed)

    async def send(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t, text = visitor.t, typed(view, Block.TEXT)
        found, schedule = await first_round(services, visitor, str(_place(view)["round_id"]))
        if problem := sayable(t, text, LONGEST_EXAMPLE):
            await ack(response_action="errors", errors={Block.TEXT: problem})
            return
        redaction = await services.redacted(visitor, text)
        if redaction.text != text:
            again = example.preview(t, view["private_metadata"], redaction, again=True)
            await ack(response_action="update", view=again)
            return
        outcome = await services.control.go_first(schedule, found, visitor.user, text)
        if outcome == "stored":
            await ack(response_action="clear")
        elif outcome == "taken":
            # Somebody else was quicker. The text is worth as much, by name, in the next digest.
            place = Place(found.id, share=Share.NAMED, free=True)
            await ack(response_action="update", view=answer.preview(t, place, redaction, said="first.second"))
        else:
            late = t("first.late" if outcome == "late" else "first.opened")
            await ack(response_action="errors", errors={Block.TEXT: late})

    async def show(view: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        place = _place(view)
        found, _ = await first_round(services, visitor, str(place["round_id"]))
        kept = await services.examples.of_round(found.id)
        if kept is None or kept.author != visitor.user or kept.text != typed(view, Block.TEXT):
            return
        if not place.get("ts"):
            await publish_home(services, client, visitor)
            return
        t = visitor.t
        blocks = example.written(t, found.id, question=coming_question(t, found), day=t.day(found.occurrence))
        await client.chat_update(
            channel=str(place["channel"]), ts=str(place["ts"]), text=t("first.thanks"), blocks=blocks
        )

    app.view(View.FIRST)(next_step)
    app.view(View.FIRST_PREVIEW)(acked_first(services, show, send))


def _place(view: Body) -> Json:
    try:
        found = json.loads(view.get("private_metadata", ""))
        return {name: str(found[name]) for name in ("round_id", "channel", "ts")}
    except (ValueError, KeyError, TypeError):
        raise Refusal("error.gone") from None
