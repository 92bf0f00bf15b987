"""How it works, Read all, and the Home tab's buttons."""

from __future__ import annotations

from datetime import timedelta

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.asked import asked_in
from bot.slack.blocks import digest, pages
from bot.slack.blocks.schedule import Draft
from bot.slack.cards import digest_card, own_link
from bot.slack.errors import Refusal
from bot.slack.home import publish_home
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.preferences import settings_view
from bot.slack.roles import is_admin
from bot.slack.scheduling.form import form_view
from bot.slack.services import Services
from bot.slack.sharing import share_view
from bot.store.tables import RoundState

PAUSE = timedelta(days=7)


def register(app: AsyncApp, services: Services) -> None:
    """Register buttons that open pages."""

    async def how(body: Body, client: AsyncWebClient, context: Context) -> None:
        found = await services.rounds.get(pressed(body))
        same_team = found is not None and found.team_id == context["visitor"].team
        k = found.k if found is not None and same_team else services.default_k
        view = pages.how_it_works(context["visitor"].t, k)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def read_all(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        found = await services.rounds.get(pressed(body))
        if found is None or found.team_id != visitor.team or found.state is not RoundState.PUBLISHED:
            raise Refusal("error.text_gone")
        card = await digest_card(services, found, visitor.t)
        await client.views_open(trigger_id=body["trigger_id"], view=digest.read_all(visitor.t, card))

    async def new_schedule(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        view = await form_view(services, visitor, Draft())
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def open_settings(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await settings_view(services, context["visitor"])
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def leave(body: Body, client: AsyncWebClient, context: Context) -> None:
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=pages.leave(context["visitor"].t))
        except SlackApiError:
            # The settings were closed meanwhile, so there is nothing to put this above.
            raise Refusal("error.gone") from None

    async def share(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await share_view(services, context["visitor"])
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def send_again(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        asked = await asked_in(services, visitor, pressed(body))
        if not asked.is_open:
            raise Refusal("mine.too_late")
        if await own_link(services, client, asked.found.id, visitor.user) is None:
            await services.control.send_again(asked.found, visitor.user)

    async def pause(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        await services.members.pause(visitor.team, visitor.user, services.clock.now() + PAUSE)
        await publish_home(services, client, visitor)

    async def resume(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        await services.members.pause(visitor.team, visitor.user, None)
        await publish_home(services, client, visitor)

    on_action(app, services, Action.HOW, how)
    on_action(app, services, Action.READ_ALL, read_all)
    on_action(app, services, Action.HOME_NEW, new_schedule)
    on_action(app, services, Action.SHARE, share)
    on_action(app, services, Action.SEND_AGAIN, send_again)
    on_action(app, services, Action.HOME_SETTINGS, open_settings)
    on_action(app, services, Action.LEAVE, leave)
    on_action(app, services, Action.HOME_PAUSE, pause)
    on_action(app, services, Action.HOME_RESUME, resume)
