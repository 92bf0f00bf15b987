"""A new schedule is saved, and confirmed with its next five dates."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks import schedule
from bot.slack.blocks.kit import modal
from bot.slack.errors import Refusal
from bot.slack.ids import View
from bot.slack.listeners.common import Body, Context
from bot.slack.new_schedule import Problems, from_modal
from bot.slack.roles import is_admin
from bot.slack.services import Services
from bot.slack.wording import card


def register(app: AsyncApp, services: Services) -> None:
    """Register the schedule modal."""

    async def save(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        made = await from_modal(services, visitor, view)
        if isinstance(made, Problems):
            await ack(response_action="errors", errors=made.by_block)
            return
        t = visitor.t
        blocks = schedule.saved(t, await card(services, t, made.schedule), made.warnings)
        confirmation = modal(View.NOTE, t("schedule.title"), blocks, close=t("common.close"))
        await ack(response_action="update", view=confirmation)

    app.view(View.SCHEDULE)(save)
