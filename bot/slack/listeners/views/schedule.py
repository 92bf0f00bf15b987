"""A schedule is saved, and confirmed with its next five dates; or it is deleted."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import schedule_cards
from bot.slack.blocks.answer import note
from bot.slack.blocks.kit import modal
from bot.slack.errors import Refusal, acked_first
from bot.slack.home import publish_home
from bot.slack.ids import View
from bot.slack.listeners.common import Body, Context
from bot.slack.roles import is_admin
from bot.slack.scheduling.form import Problems, from_modal
from bot.slack.scheduling.wording import card
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register both modals."""

    async def save(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        made = await from_modal(services, visitor, view)
        if isinstance(made, Problems):
            await ack(response_action="errors", errors=made.by_block)
            return
        t = visitor.t
        blocks = schedule_cards.saved(t, await card(services, t, made.schedule), made.warnings)
        confirmation = modal(View.NOTE, t("schedule.title"), blocks, close=t("common.close"))
        await ack(response_action="update", view=confirmation)

    async def delete(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        found = await services.schedules.get(view.get("private_metadata", ""))
        if found is None or found.team_id != visitor.team or found.deleted:
            raise Refusal("error.gone")
        await services.control.delete(found)
        said = t("schedule.deleted", name=found.name)
        await ack(response_action="update", view=note(t, t("schedule.delete_title"), said))

    async def redraw(client: AsyncWebClient, context: Context) -> None:
        await publish_home(services, client, context["visitor"])

    app.view(View.SCHEDULE)(acked_first(services, redraw, save))
    app.view(View.DELETE_SCHEDULE)(acked_first(services, redraw, delete))
