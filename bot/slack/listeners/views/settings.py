"""A member's settings are saved."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.learning.language import Language
from bot.slack.blocks.answer import note
from bot.slack.fields import chosen, chosen_of
from bot.slack.ids import Block, View
from bot.slack.listeners.common import Body, Context
from bot.slack.preferences import HalfHours, chosen_hours, keep_report_channel, report_channel_problem
from bot.slack.services import Services
from bot.store.sealed.seal import Share


def register(app: AsyncApp, services: Services) -> None:
    """Register the settings modal."""

    async def save(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        language = chosen(view, Block.LANGUAGE)
        own = language if language in tuple(Language) else None
        share = chosen_of(Share, view, Block.SHARE, Share.ANONYMOUS)
        try:
            hours = chosen_hours(view)
        except HalfHours:
            await ack(response_action="errors", errors={Block.TO_TIME: visitor.t("settings.half_hours")})
            return
        if sentence := await report_channel_problem(services, visitor, view):
            await ack(response_action="errors", errors={Block.REPORT_CHANNEL: sentence})
            return
        await services.members.own_hours(visitor.team, visitor.user, hours)
        await services.members.prefer(visitor.team, visitor.user, language=own, share=share.value)
        visitor = await services.visitor(visitor.team, visitor.user)
        await keep_report_channel(services, visitor, view)
        t = visitor.t
        await ack(response_action="update", view=note(t, t("settings.title"), t("settings.saved")))

    app.view(View.SETTINGS)(save)
