"""The report as a message, and a leader's own checklist."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import checklist as blocks
from bot.slack.errors import Refusal
from bot.slack.home import publish_home
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.reporting import checked, may_see_report
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons."""

    async def send(context: Context) -> None:
        visitor = context["visitor"]
        if not await may_see_report(services, visitor):
            raise Refusal("error.report_only")
        await services.control.send_report(visitor.team, visitor.user)

    async def tick(body: Body, client: AsyncWebClient, context: Context, respond: AsyncRespond) -> None:
        visitor = context["visitor"]
        word, _, round_id = pressed(body).partition(".")
        found = await services.rounds.get(round_id)
        leaders = [] if found is None else await services.schedules.leaders(found.schedule_id)
        if found is None or found.team_id != visitor.team or visitor.user not in leaders:
            raise Refusal("error.leaders_only")
        await services.reports.checklists.tick(round_id, visitor.user, followed_up=word == blocks.DONE)
        if body.get("view"):
            await publish_home(services, client, visitor)
            return
        shown = blocks.checklist(visitor.t, await checked(services, visitor))
        await respond(text=visitor.t("checklist.fallback"), blocks=shown, replace_original=True)

    on_action(app, services, Action.REPORT, send)
    on_action(app, services, Action.FOLLOWED_UP, tick)
