"""The prompt's menu: skip this one, pause a week, stop."""

from __future__ import annotations

from datetime import timedelta

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.asked import asked_in, show
from bot.slack.blocks import prompt
from bot.slack.cards import prompt_card
from bot.slack.errors import Refusal
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.services import Services

PAUSE = timedelta(days=7)


def register(app: AsyncApp, services: Services) -> None:
    """Register the menu."""

    async def choose(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        what, _, round_id = pressed(body).partition(".")
        asked = await asked_in(services, visitor, round_id)
        until = services.clock.now() + PAUSE
        if what == "pause":
            await services.members.pause(visitor.team, visitor.user, until)
            sentence = t("prompt.paused", until=t.day(until.date()))
        elif what == "stop":
            await services.members.pause(visitor.team, visitor.user, None, stopped=True)
            sentence = t("prompt.stopped")
        elif what == "skip":
            sentence = t("prompt.skipped")
        else:
            raise Refusal("error.not_yours")
        card = await prompt_card(services, client, asked.found, asked.schedule, visitor)
        await show(client, asked, sentence, prompt.set_aside(t, card, sentence))

    on_action(app, services, Action.LATER, choose)
