"""Write, preview, send: the way of an answer into the intake."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import ClientError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.asked import Asked, asked_in, landed_in, receipt_blocks, show
from bot.slack.blocks import answer
from bot.slack.blocks.answer import note
from bot.slack.errors import Refusal, acked_first
from bot.slack.fields import chosen_of
from bot.slack.ids import Block, View
from bot.slack.late import late_view
from bot.slack.listeners.common import Body, Context
from bot.slack.reading import as_typed, asks_for_tip, written
from bot.slack.services import Services, Visitor
from bot.slack.sharing import keep_shared, post_receipt, undo
from bot.slack.writing import readable_place
from bot.store.sealed.intake import Taken
from bot.store.sealed.seal import Share, Submission
from bot.store.tables import RoundState


def register(app: AsyncApp, services: Services) -> None:
    """Register the two steps of answering."""

    async def next_step(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        place = readable_place(view)
        lesson = await written(services, visitor, view)
        if lesson.problems:
            await ack(response_action="errors", errors=lesson.problems)
            return
        place = replace(place, share=chosen_of(Share, view, Block.SHARE, Share.ANONYMOUS).value)
        tips = asks_for_tip(view)
        shown = answer.preview(visitor.t, place, lesson.redaction, tips=tips)
        await ack(response_action="push", view=shown)

    async def send(ack: AsyncAck, view: Body, context: Context, client: AsyncWebClient) -> None:
        visitor = context["visitor"]
        place = readable_place(view)
        lesson = await written(services, visitor, view)
        if lesson.problems:
            await ack(response_action="errors", errors=lesson.problems)
            return
        text = lesson.text
        if lesson.changed:
            tips = asks_for_tip(view)
            again = answer.preview(visitor.t, place, lesson.redaction, again=True, tips=tips)
            await ack(response_action="update", view=again)
            return
        if place.free:
            kept = await keep_shared(services, visitor, place, text)
            try:
                await post_receipt(services, client, visitor, kept)
            except (SlackApiError, ClientError, TimeoutError):
                await undo(services, visitor, kept)
                raise Refusal("lesson.not_saved") from None
            said = visitor.t(f"lesson.done_{kept.share}")
            await ack(response_action="update", view=note(visitor.t, visitor.t("lesson.title"), said))
            return
        submission = Submission(visitor.user, Share(place.share), text)
        if await services.intake.submit(visitor.team, place.round_id, submission) is Taken.STORED:
            await ack(response_action="clear")
            return
        asked = await asked_in(services, visitor, place.round_id)
        await ack(response_action="update", view=await late_view(services, visitor, asked, text))

    async def make_receipt(view: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        place = readable_place(view)
        own = await services.intake.own(visitor.team, visitor.user, place.round_id)
        token = services.intake.token(visitor.team, visitor.user, place.round_id)
        if place.free or own is None or token is None or own.text != as_typed(view):
            return
        asked = await _asked_or_carried(services, visitor, place.round_id)
        if asked is not None:
            blocks = await receipt_blocks(services, client, visitor, asked, token, place.round_id)
            await show(client, asked, visitor.t("receipt.saved"), blocks)

    app.view(View.WRITE)(next_step)
    app.view(View.PREVIEW)(acked_first(services, make_receipt, send))


async def _asked_or_carried(services: Services, visitor: Visitor, round_id: str) -> Asked | None:
    found = await services.rounds.get(round_id)
    if found is None or found.state is RoundState.PLANNED:
        # A text that was taken along keeps the receipt it has; only its words changed.
        return None
    return await landed_in(services, visitor, round_id)
