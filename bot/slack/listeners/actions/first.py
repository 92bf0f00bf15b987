"""A leader goes first, leaves it, or takes the example away."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import pages
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal
from bot.slack.going_first import first_round, write_view
from bot.slack.home import publish_home
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.services import Services
from bot.store.tables import RoundState


def register(app: AsyncApp, services: Services) -> None:
    """Register the invitation's buttons."""

    async def open_modal(body: Body, client: AsyncWebClient, context: Context) -> None:
        round_id, _, opener = pressed(body).partition(".")
        view = await write_view(services, context["visitor"], round_id, opener, _place(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def decline(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        found, _ = await first_round(services, visitor, pressed(body))
        await services.control.decline_first(found, visitor.user)
        await _say(client, body, visitor.t("first.declined"))

    async def withdraw(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        found = await services.rounds.get(pressed(body))
        if found is None or found.team_id != visitor.team:
            raise Refusal("error.not_yours")
        if not await services.control.withdraw_first(found, visitor.user, services.today()):
            raise Refusal("error.text_gone")
        opened = found.state is not RoundState.PLANNED
        await _say(client, body, visitor.t("first.withdrawn_open" if opened else "first.withdrawn"))
        if body.get("view"):
            await publish_home(services, client, visitor)

    on_action(app, services, Action.GO_FIRST, open_modal)
    on_action(app, services, Action.FIRST_DECLINE, decline)
    on_action(app, services, Action.FIRST_WITHDRAW, withdraw)


def _place(body: Body) -> Json:
    place = body.get("container") or {}
    return {"channel": place.get("channel_id", ""), "ts": place.get("message_ts", "")}


async def _say(client: AsyncWebClient, body: Body, sentence: str) -> None:
    place = _place(body)
    if place["ts"]:
        blocks = pages.line(sentence)
        await client.chat_update(channel=place["channel"], ts=place["ts"], text=sentence, blocks=blocks)
