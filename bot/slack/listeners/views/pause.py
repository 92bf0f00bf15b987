"""A member says until when they want no questions."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.learning.moments import instant
from bot.slack.asked import landed_in, set_aside
from bot.slack.blocks.answer import note
from bot.slack.errors import acked_first
from bot.slack.fields import chosen
from bot.slack.ids import Block, View
from bot.slack.listeners.common import Body, Context
from bot.slack.services import Services, Visitor


def register(app: AsyncApp, services: Services) -> None:
    """Register the modal."""

    async def save(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        day = _day(view)
        until = None if day is None else _begins(visitor, day)
        if day is None or until is None or until <= services.clock.now():
            await ack(response_action="errors", errors={Block.UNTIL: t("pause.past")})
            return
        await services.members.pause(visitor.team, visitor.user, until)
        said = t("prompt.paused", until=t.day(day))
        await ack(response_action="update", view=note(t, t("pause.title"), said))

    async def show(view: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        day = _day(view)
        round_id = view.get("private_metadata", "")
        if day is None or _begins(visitor, day) <= services.clock.now() or not round_id:
            return
        asked = await landed_in(services, visitor, round_id)
        sentence = visitor.t("prompt.paused", until=visitor.t.day(day))
        await set_aside(services, client, visitor, asked, sentence)

    app.view(View.PAUSE)(acked_first(services, show, save))


def _begins(visitor: Visitor, day: date) -> datetime:
    return instant(day, time(0, 0), ZoneInfo(visitor.zone))


def _day(view: Body) -> date | None:
    try:
        return date.fromisoformat(chosen(view, Block.UNTIL))
    except ValueError:
        return None
