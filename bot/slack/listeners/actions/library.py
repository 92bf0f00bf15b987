"""The search: open it, narrow it, turn its pages, open a lesson."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks.library import EVERYTHING, Search
from bot.slack.fields import typed
from bot.slack.ids import Action, Block
from bot.slack.library.finding import find_view, lesson_view
from bot.slack.listeners.common import Body, Context, on_action, pressed, view_of
from bot.slack.services import Services


def search_of(view: Body, pressed_now: Body | None = None) -> Search:
    """Return what stands in an open search, what was chosen just now included.

    What nobody has touched since it was drawn may be told in the blocks only.
    """
    drawn = {one["action_id"]: one for block in view.get("blocks") or () for one in _elements(block)}
    values = (view.get("state") or {}).get("values") or {}
    menus = dict(values.get(Block.NARROW) or {})
    if pressed_now is not None:
        menus[pressed_now["action_id"]] = pressed_now

    def chosen(action: Action) -> str:
        menu = menus.get(action) or {}
        option = menu.get("selected_option") or drawn.get(action, {}).get("initial_option") or {}
        return str(option.get("value") or EVERYTHING)

    words = typed(view, Block.WORDS)
    if Block.WORDS not in values:
        words = str(drawn.get(Action.FIELD, {}).get("initial_value") or "")
    return Search(words, chosen(Action.FIND_ACT), chosen(Action.FIND_PERIOD))


def _elements(block: Body) -> list[Body]:
    inside = [block.get("element"), *(block.get("elements") or ())]
    return [one for one in inside if one and "action_id" in one]


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons and menus."""

    async def open_search(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await find_view(services, context["visitor"], Search())
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def narrow(body: Body, client: AsyncWebClient, context: Context) -> None:
        shown = view_of(body)
        view = await find_view(services, context["visitor"], search_of(shown, body["actions"][0]))
        await client.views_update(view_id=shown["id"], view=view)

    async def turn(body: Body, client: AsyncWebClient, context: Context) -> None:
        shown, page = view_of(body), pressed(body)
        search = replace(search_of(shown), page=int(page) if page.isdecimal() else 0)
        view = await find_view(services, context["visitor"], search)
        await client.views_update(view_id=shown["id"], view=view)

    async def open_lesson(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await lesson_view(services, context["visitor"], pressed(body))
        in_modal = (body.get("view") or {}).get("type") == "modal"
        open_view = client.views_push if in_modal else client.views_open
        await open_view(trigger_id=body["trigger_id"], view=view)

    on_action(app, services, Action.FIND, open_search)
    on_action(app, services, Action.FIND_ACT, narrow)
    on_action(app, services, Action.FIND_PERIOD, narrow)
    on_action(app, services, Action.FIND_BACK, turn)
    on_action(app, services, Action.FIND_MORE, turn)
    on_action(app, services, Action.FIND_OPEN, open_lesson)
