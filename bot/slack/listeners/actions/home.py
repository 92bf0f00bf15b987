"""The Home tab's buttons for what can also be typed as a command: one code answers both."""

from __future__ import annotations

import json

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks.home.admin import AT_ONCE, sure
from bot.slack.blocks.kit import escape
from bot.slack.errors import Listener, Refusal
from bot.slack.home import publish_home
from bot.slack.ids import Action
from bot.slack.listeners.commands import export, personal, roles, schedule, terms
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.listeners.panel import Answering, answer_in_modal, request
from bot.slack.scheduling.wording import card
from bot.slack.services import Services

OPENING: dict[Action, Answering] = {Action.HOME_TERMS: terms.terms, Action.HOME_ROLES: roles.open_roles}
"""What opens a modal of its own."""

ANSWERING: dict[Action, tuple[str, Answering]] = {
    Action.HOME_STATUS: ("status.title", schedule.status),
    Action.HOME_EXPORT: ("tool.export_title", export.export),
    Action.HOME_MINE: ("home.mine", personal.show_mine),
    Action.HOME_HELP: ("help.title", personal.show_help),
}
"""What a command answers in words: the modal's title, and who answers."""


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons and the menu at each schedule."""

    def opens(handler: Answering) -> Listener:
        async def opened(body: Body, client: AsyncWebClient, context: Context) -> None:
            await handler(services, request(client, context["visitor"], trigger_id=body["trigger_id"]))

        return opened

    def answers(title: str, handler: Answering) -> Listener:
        async def answered(body: Body, client: AsyncWebClient, context: Context) -> None:
            visitor = context["visitor"]
            await answer_in_modal(services, client, visitor, body, visitor.t(title), handler)

        return answered

    async def menu(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        word, _, schedule_id = pressed(body).partition(".")
        found = await schedule.scheduled(services, visitor, schedule_id)
        if word in AT_ONCE:
            metadata = json.dumps({"word": word, "id": schedule_id})
            shown = await card(services, visitor.t, found)
            view = sure(
                visitor.t,
                word,
                metadata=metadata,
                name=escape(found.name),
                channel=found.channel,
                who=shown.audience,
            )
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        elif word in ("edit", "delete"):
            given = request(client, visitor, trigger_id=body["trigger_id"])
            await schedule.ON_ONE[word](services, given, found)
        elif word in ("show", "pause", "resume"):
            title = visitor.t(f"home_do.{word}")
            await answer_in_modal(services, client, visitor, body, title, schedule.on_one(word, found))
            await publish_home(services, client, visitor)
        else:
            raise Refusal("error.gone")

    for action, handler in OPENING.items():
        on_action(app, services, action, opens(handler))
    for action, (title, handler) in ANSWERING.items():
        on_action(app, services, action, answers(title, handler))
    on_action(app, services, Action.HOME_SCHEDULE, menu)
