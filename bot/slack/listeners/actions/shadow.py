"""Follow a colleague: the buttons of its messages, of its modals and of the Home tab."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.texts import Texts
from bot.slack.blocks import shadow as blocks
from bot.slack.blocks.answer import note
from bot.slack.errors import Refusal
from bot.slack.following import chosen_before, season_view, sign_up_view
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.roles import is_admin
from bot.slack.services import Services, Visitor
from bot.store.shadow_tables import ShadowTurn


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons."""

    async def open_sign_up(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        view = await sign_up_view(services, visitor, admin=await is_admin(services, visitor))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def skip(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        out = await services.shadowing.step_out(visitor.team, visitor.user, pressed(body))
        if not out:
            raise Refusal("shadow.too_late")
        await _over(client, body, visitor.t, visitor.t("shadow.skipped"))

    async def leave(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        left = await services.shadowing.stop(visitor.team, visitor.user)
        await _over(client, body, visitor.t, visitor.t("shadow.gone" if left else "shadow.not_in"))

    async def tell(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        turn = await own_turn(services, visitor, pressed(body))
        chosen = await chosen_before(services, visitor, turn)
        view = blocks.look_back(visitor.t, turn.id, turn.k, chosen)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def open_season(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        await _opened(client, body, await season_view(services, visitor))

    async def end(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        await services.together.seasons.end(visitor.team)
        await _over(client, body, visitor.t, visitor.t("shadow.ended"))

    on_action(app, services, Action.SHADOW, open_sign_up)
    on_action(app, services, Action.SHADOW_SKIP, skip)
    on_action(app, services, Action.SHADOW_LEAVE, leave)
    on_action(app, services, Action.SHADOW_TELL, tell)
    on_action(app, services, Action.SHADOW_SEASON, open_season)
    on_action(app, services, Action.SHADOW_END, end)


async def own_turn(services: Services, visitor: Visitor, turn_id: str) -> ShadowTurn:
    """Return a turn in which a visitor follows somebody; raise Refusal for any other."""
    turn = await services.together.seasons.turn(turn_id)
    group = await services.together.groups.of(turn_id, visitor.user)
    if turn is None or group is None or turn.team_id != visitor.team:
        raise Refusal("error.not_yours")
    return turn


async def _over(client: AsyncWebClient, body: Body, t: Texts, sentence: str) -> None:
    """Show where somebody pressed, in a modal or a message, that there is nothing left to press."""
    view = body.get("view")
    if view:
        title = (view.get("title") or {}).get("text") or t("error.title")
        await client.views_update(view_id=view["id"], view=note(t, title, sentence))
        return
    place = body["container"]
    await client.chat_update(
        channel=place["channel_id"],
        ts=place["message_ts"],
        text=sentence,
        blocks=blocks.over(sentence),
    )


async def _opened(client: AsyncWebClient, body: Body, view: Body) -> None:
    is_modal = (body.get("view") or {}).get("type") == "modal"
    open_view = client.views_push if is_modal else client.views_open
    await open_view(trigger_id=body["trigger_id"], view=view)
