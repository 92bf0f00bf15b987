"""A plan is kept, and what came of it."""

from __future__ import annotations

import json

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.learning.plans import Plan, Tried
from bot.learning.report import Deed
from bot.slack.blocks import answer
from bot.slack.blocks.answer import Place, note
from bot.slack.blocks.highlight import Item
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal
from bot.slack.fields import chosen, ticked, typed
from bot.slack.highlights import published_item
from bot.slack.ids import Block, View
from bot.slack.listeners.common import Body, Context
from bot.slack.listeners.views.changes import carried
from bot.slack.services import Services, Visitor
from bot.slack.sharing import next_round
from bot.slack.writing import sayable
from bot.store.sealed.seal import Share


def register(app: AsyncApp, services: Services) -> None:
    """Register both modals."""

    async def keep(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        plan = Plan.written(typed(view, Block.PLAN_WHEN), typed(view, Block.PLAN_THEN))
        problems = {
            str(block): problem
            for block, text in ((Block.PLAN_WHEN, plan.when), (Block.PLAN_THEN, plan.then))
            if (problem := sayable(t, text)) is not None
        }
        if problems:
            await ack(response_action="errors", errors=problems)
            return
        if _ids(view).get("wrapped"):
            await services.plans.keep(visitor.team, carried(services, visitor, view).token, plan)
            said = t("plan.kept_receipt")
        else:
            # The lesson may have gone while the plan was written; only what stands can be planned from.
            await published_item(services, visitor, _item(view))
            await services.plans.make(visitor.team, visitor.user, plan, services.today())
            said = t("plan.kept_member")
        await services.reports.tallies.note(visitor.team, visitor.user, Deed.PLANNED, services.today())
        await ack(response_action="update", view=note(t, t("plan.title"), said))

    async def look_back(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        tried = chosen(view, Block.TRIED)
        if tried not in tuple(Tried):
            await ack(response_action="errors", errors={Block.TRIED: t("look_back.choose")})
            return
        happened = typed(view, Block.HAPPENED)
        shares = "share" in ticked(view, Block.SHARE)
        if shares and not happened:
            await ack(response_action="errors", errors={Block.HAPPENED: t("look_back.nothing_to_share")})
            return
        await _looked_back(services, visitor, view, Tried(tried), happened)
        if Tried(tried) in (Tried.TRIED, Tried.PARTLY):
            await services.reports.tallies.note(visitor.team, visitor.user, Deed.TRIED, services.today())
        said = [t(f"look_back.done_{tried}")]
        if shares:
            try:
                view = await _shared(services, visitor, happened)
            except Refusal as refusal:
                # What came of the plan is kept all the same.
                said.append(refusal.sentence(t))
            else:
                await ack(response_action="update", view=view)
                return
        await ack(response_action="update", view=note(t, t("look_back.title"), *said))

    app.view(View.PLAN)(keep)
    app.view(View.LOOK_BACK)(look_back)


async def _shared(services: Services, visitor: Visitor, happened: str) -> Json:
    """Return the preview of an outcome as a reflection of the next round, shared as its author prefers."""
    found = await next_round(services, visitor)
    preferred = Share((await services.members.get(visitor.team, visitor.user)).share)
    share = Share.ANONYMOUS if preferred is Share.PRIVATE else preferred
    redaction = await services.redacted(visitor, happened)
    return answer.preview(visitor.t, Place(found.id, share, free=True), redaction)


async def _looked_back(services: Services, visitor: Visitor, view: Body, tried: Tried, happened: str) -> None:
    ids = _ids(view)
    if ids.get("wrapped"):
        token = carried(services, visitor, view).token
        plan = await services.plans.of_token(token)
        if plan is None:
            raise Refusal("plan.gone")
        await services.plans.keep(visitor.team, token, plan.looked_back(tried, happened))
        return
    plan_id = str(ids.get("plan", ""))
    plan = await services.plans.own(visitor.team, visitor.user, plan_id)
    if plan is None:
        raise Refusal("plan.gone")
    await services.plans.change(visitor.team, visitor.user, plan_id, plan.looked_back(tried, happened))


def _ids(view: Body) -> dict[str, object]:
    try:
        found = json.loads(view.get("private_metadata", ""))
    except ValueError:
        raise Refusal("error.gone") from None
    return found if isinstance(found, dict) else {}


def _item(view: Body) -> Item:
    try:
        return Item.unpacked(view.get("private_metadata", ""))
    except ValueError:
        raise Refusal("error.gone") from None
