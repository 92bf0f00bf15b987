"""What the Home tab asked about is done: a round is moved on, or others are appointed."""

from __future__ import annotations

import json

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.appointing import appoint_all
from bot.slack.blocks.answer import note
from bot.slack.blocks.home.admin import AT_ONCE
from bot.slack.errors import Refusal, acked_first
from bot.slack.fields import chosen_people
from bot.slack.home import publish_home
from bot.slack.ids import Block, View
from bot.slack.listeners.commands.schedule import on_one, scheduled
from bot.slack.listeners.common import Body, Context
from bot.slack.listeners.panel import fill, moment
from bot.slack.roles import is_admin
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register both modals."""

    async def agreed(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        word, schedule_id = _asked(view)
        await scheduled(services, visitor, schedule_id)
        await ack(response_action="update", view=moment(visitor, visitor.t(f"home_do.{word}")))

    async def move_on(view: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        word, schedule_id = _asked(view)
        found = await scheduled(services, visitor, schedule_id)
        title = visitor.t(f"home_do.{word}")
        await fill(services, client, visitor, view["id"], title, on_one(word, found))
        await publish_home(services, client, visitor)

    async def appointed(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        users = await appoint_all(services, visitor, chosen_people(view, Block.PEOPLE))
        said = t("roles.list", people=t.listed([f"<@{user}>" for user in users]))
        await ack(
            response_action="update", view=note(t, t("roles.title"), said if users else t("roles.only_slack"))
        )

    app.view(View.SCHEDULE_NOW)(acked_first(services, move_on, agreed))
    app.view(View.ROLES)(appointed)


def _asked(view: Body) -> tuple[str, str]:
    try:
        asked = json.loads(view.get("private_metadata", ""))
        word, schedule_id = str(asked["word"]), str(asked["id"])
    except (ValueError, KeyError, TypeError):
        raise Refusal("error.gone") from None
    if word not in AT_ONCE:
        raise Refusal("error.gone")
    return word, schedule_id
