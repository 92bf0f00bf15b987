"""The pulse: answer it, see what came of it, turn it on and off."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import pulse as blocks
from bot.slack.errors import Refusal
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed, view_of
from bot.slack.pulses import asked_pulse, form_view, own_schedule, settings_view, sheets_for, start_view
from bot.slack.roles import is_admin
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons."""

    async def answer(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        pulse = await asked_pulse(services, visitor, pressed(body))
        view = await form_view(services, visitor, pulse)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def how(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        pulse = await services.together.pulses.get(pressed(body))
        k = pulse.k if pulse is not None and pulse.team_id == visitor.team else services.default_k
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.how_it_works(visitor.t, k))

    async def show(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        sheets = await sheets_for(services, visitor)
        admin = await is_admin(services, visitor)
        view = blocks.plain_words(visitor.t, sheets, admin=admin)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def open_settings(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        await _opened(client, body, await settings_view(services, visitor))

    async def turn_on(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await start_view(services, context["visitor"], pressed(body))
        await _opened(client, body, view)

    async def turn_off(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        schedule = await own_schedule(services, visitor, pressed(body))
        await services.together.pulses.turn_off(schedule.id)
        await client.views_update(view_id=view_of(body)["id"], view=await settings_view(services, visitor))

    on_action(app, services, Action.PULSE, answer)
    on_action(app, services, Action.PULSE_HOW, how)
    on_action(app, services, Action.PULSE_SHOW, show)
    on_action(app, services, Action.PULSE_SETTINGS, open_settings)
    on_action(app, services, Action.PULSE_ON, turn_on)
    on_action(app, services, Action.PULSE_OFF, turn_off)


async def _opened(client: AsyncWebClient, body: Body, view: Body) -> None:
    is_modal = (body.get("view") or {}).get("type") == "modal"
    open_view = client.views_push if is_modal else client.views_open
    await open_view(trigger_id=body["trigger_id"], view=view)
