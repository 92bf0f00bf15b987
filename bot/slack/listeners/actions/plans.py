"""Thank for a lesson, make a plan of it, look back on it."""

from __future__ import annotations

import json

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.learning.report import Deed
from bot.slack.blocks import plans
from bot.slack.blocks.answer import note
from bot.slack.blocks.highlight import Item
from bot.slack.errors import Refusal
from bot.slack.highlights import published_item
from bot.slack.ids import Action
from bot.slack.listeners.actions.receipt import carried_on, unwrap
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.services import Services, Visitor
from bot.store.library.tables import act_of
from bot.store.sealed.thanks import ThanksKind
from bot.store.tables import Round


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons."""

    async def wish_to_try(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        item, found, text = await _thanked(services, visitor, pressed(body), ThanksKind.TRY)
        view = plans.make(visitor.t, item.packed(), lesson=text, act=act_of(found.prompt_id))
        await _opened(client, body, view)

    async def used(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        await _thanked(services, visitor, pressed(body), ThanksKind.USED)
        view = note(visitor.t, visitor.t("thanks.title"), visitor.t("thanks.done"))
        await _opened(client, body, view)

    async def own_plan(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        _, token = unwrap(services, visitor, pressed(body), Action.PLAN)
        plan = await services.plans.of_token(token)
        metadata = carried_on(body)
        t = visitor.t
        view = plans.make(t, metadata) if plan is None else plans.look_back(t, metadata, plan)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def look_back(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        plan_id = pressed(body)
        plan = await services.plans.own(visitor.team, visitor.user, plan_id)
        if plan is None:
            raise Refusal("plan.gone")
        view = plans.look_back(visitor.t, json.dumps({"plan": plan_id}), plan)
        await _opened(client, body, view)

    on_action(app, services, Action.TRY, wish_to_try)
    on_action(app, services, Action.USED, used)
    on_action(app, services, Action.PLAN, own_plan)
    on_action(app, services, Action.PLAN_BACK, look_back)


async def _thanked(
    services: Services, visitor: Visitor, value: str, kind: ThanksKind
) -> tuple[Item, Round, str]:
    round_id, _, item_id = value.partition(".")
    item = Item(round_id, item_id)
    found, shown = await published_item(services, visitor, item)
    if await services.thanks.give(visitor.team, visitor.user, found.id, shown.id, kind):
        await services.reports.tallies.note(visitor.team, visitor.user, Deed.THANKED, services.today())
    return item, found, shown.text


async def _opened(client: AsyncWebClient, body: Body, view: Body) -> None:
    in_modal = (body.get("view") or {}).get("type") == "modal"
    open_view = client.views_push if in_modal else client.views_open
    await open_view(trigger_id=body["trigger_id"], view=view)
