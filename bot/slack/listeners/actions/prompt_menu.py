"""What can be done with a prompt besides answering: do it first, put it off, skip it, pause, stop."""

from __future__ import annotations

from datetime import timedelta

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.asked import Asked, asked_in, set_aside, show_both
from bot.slack.blocks import pages
from bot.slack.errors import Refusal
from bot.slack.home import publish_home
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.prompt_message import prompt_message
from bot.slack.putting_off import put_off_to
from bot.slack.services import Services, Visitor
from bot.store.sealed.intake import Taken

PAUSE = timedelta(days=7)


def register(app: AsyncApp, services: Services) -> None:
    """Register the promise, both menus, and the button that ends a silence."""

    async def later(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        what, _, round_id = pressed(body).partition(".")
        asked = await asked_in(services, visitor, round_id)
        if not asked.is_open:
            raise Refusal("later.closed")
        if await services.intake.own(visitor.team, visitor.user, round_id) is not None:
            raise Refusal("later.answered")
        if what == "skip":
            if await services.intake.skip(visitor.team, visitor.user, round_id) is Taken.CLOSED:
                raise Refusal("later.closed")
            sentence = visitor.t("prompt.skipped")
        else:
            sentence = await _put_off(services, visitor, asked, what)
        await set_aside(services, client, visitor, asked, sentence, body["container"])

    async def promise(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        asked = await asked_in(services, visitor, pressed(body))
        if not asked.is_open or not asked.found.invites:
            raise Refusal("later.closed")
        if await services.intake.own(visitor.team, visitor.user, asked.found.id) is not None:
            raise Refusal("later.answered")
        if await services.intake.promise(visitor.team, visitor.user, asked.found.id) is Taken.CLOSED:
            raise Refusal("later.closed")
        said = await prompt_message(services, client, asked.found, asked.schedule, visitor)
        await show_both(client, asked, said.text, said.blocks, body["container"])

    async def menu(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        what, _, round_id = pressed(body).partition(".")
        asked = await asked_in(services, visitor, round_id)
        if what == "until":
            view = pages.pause_until(t, round_id, services.today() + PAUSE)
            await client.views_open(trigger_id=body["trigger_id"], view=view)
            return
        if what == "pause":
            until = services.clock.now() + PAUSE
            await services.members.pause(visitor.team, visitor.user, until)
            sentence = t("prompt.paused", until=t.day(until.date()))
        elif what == "stop":
            await services.members.pause(visitor.team, visitor.user, None, stopped=True)
            sentence = t("prompt.stopped")
        else:
            raise Refusal("error.not_yours")
        await set_aside(services, client, visitor, asked, sentence, body["container"])

    async def ask_again(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        await services.members.pause(visitor.team, visitor.user, None)
        place = body["container"]
        await client.chat_update(
            channel=place["channel_id"],
            ts=place["message_ts"],
            text=visitor.t("resume.done"),
            blocks=pages.line(visitor.t("resume.done")),
        )
        await publish_home(services, client, visitor)

    on_action(app, services, Action.PROMISE, promise)
    on_action(app, services, Action.LATER, later)
    on_action(app, services, Action.MENU, menu)
    on_action(app, services, Action.ASK_AGAIN, ask_again)


async def _put_off(services: Services, visitor: Visitor, asked: Asked, what: str) -> str:
    moment = await put_off_to(services, visitor, asked.schedule, what, services.clock.now())
    if moment is None:
        raise Refusal("error.not_yours")
    closes_at = asked.found.closes_at
    if closes_at is not None and moment >= closes_at:
        raise Refusal("later.too_late", closes=visitor.t.moment(closes_at, visitor.zone))
    await services.control.put_off(asked.found, visitor.user, moment)
    return visitor.t("later.comes", when=visitor.t.moment(moment, visitor.zone))
