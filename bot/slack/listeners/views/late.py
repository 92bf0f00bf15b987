"""A late text is sent on its way."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.asked import asked_in, receipt_blocks, show
from bot.slack.blocks.answer import note
from bot.slack.fields import chosen_of
from bot.slack.ids import Block, View
from bot.slack.late import Rescued, late_view, rescue
from bot.slack.listeners.common import Body, Context
from bot.slack.reading import written
from bot.slack.services import Services
from bot.slack.sharing import Kept, post_receipt
from bot.slack.writing import readable_place
from bot.store.sealed.seal import Share


def register(app: AsyncApp, services: Services) -> None:
    """Register the late modal."""

    async def send(ack: AsyncAck, view: Body, context: Context, client: AsyncWebClient) -> None:
        visitor = context["visitor"]
        t = visitor.t
        lesson = await written(services, visitor, view)
        if lesson.problems:
            await ack(response_action="errors", errors=lesson.problems)
            return
        text = lesson.text
        asked = await asked_in(services, visitor, readable_place(view).round_id)
        if lesson.changed:
            again = await late_view(services, visitor, asked, text, changed=True)
            await ack(response_action="update", view=again)
            return
        share = chosen_of(Share, view, Block.LATE, Share.PRIVATE)
        outcome, token, pool = await rescue(services, visitor, asked, share, text)
        if outcome is Rescued.NO_NEXT or token is None:
            await ack(response_action="errors", errors={Block.LATE: t("late.no_next")})
            return
        await ack(response_action="update", view=note(t, t("late.title"), t(f"late.done_{outcome}")))
        if not asked.ts:
            await post_receipt(services, client, visitor, Kept(share, token, pool))
            return
        blocks = await receipt_blocks(services, client, visitor, asked, token, pool)
        await show(client, asked, t("receipt.saved"), blocks)

    app.view(View.LATE)(send)
