"""A member leaves: what is kept of them goes."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks.answer import note
from bot.slack.ids import View
from bot.slack.listeners.common import Context
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the modal."""

    async def go(ack: AsyncAck, context: Context) -> None:
        visitor = context["visitor"]
        await services.intake.take_back(visitor.team, visitor.user)
        await services.reports.tallies.forget(visitor.team, visitor.user)
        forget = services.shadowing.forget
        await services.members.leave(visitor.team, visitor.user, services.today(), also=forget)
        t = visitor.t
        await ack(response_action="update", view=note(t, t("leave.title"), t("leave.done")))

    app.view(View.LEAVE)(go)
