"""The curation queue: open it, approve, hold, mask, or leave it to someone else."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import curation
from bot.slack.blocks.answer import note
from bot.slack.errors import Refusal
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed, view_of
from bot.slack.review import curated_round, decide, queue_view, redraw, reviewed_round
from bot.slack.services import Services
from bot.store.sealed.tables import ReviewState
from bot.store.tables import RoundState


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
        await redraw(services, client, context["visitor"], found, view_of(body)["id"])

    async def mask(body: Body, client: AsyncWebClient, context: Context) -> None:
        round_id, _, item_id = pressed(body).partition(".")
        found = await reviewed_round(services, context["visitor"], round_id)
        item = await services.texts.item(found.id, item_id)
        if item is None or item.author is not None or item.state is ReviewState.PUBLISHED:
            raise Refusal("error.text_gone")
        view = curation.mask(context["visitor"].t, round_id=found.id, item=item)
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    async def pass_on(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        found, schedule = await curated_round(services, visitor, pressed(body))
        if found.state is not RoundState.MIXED:
            raise Refusal("error.not_mixed")
        called = await services.control.pass_on(schedule, found, visitor.user)
        sentence = visitor.t("pass_on.done" if called else "pass_on.nobody")
        view = note(visitor.t, visitor.t("curation.title"), sentence)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    on_action(app, services, Action.QUEUE, open_queue)
    on_action(app, services, Action.PASS_ON, pass_on)
    on_action(app, services, Action.APPROVE, approve)
    on_action(app, services, Action.HOLD, hold)
    on_action(app, services, Action.MASK, mask)
