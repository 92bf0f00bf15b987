"""Admins turn the pages of their book of prompts, and change what is in it."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.learning.acts import Act
from bot.slack.blocks import prompts as blocks
from bot.slack.errors import Refusal
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.prompts import admins_only, book_view, change, found, read_place
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the book's buttons and menus."""

    async def open_book(body: Body, client: AsyncWebClient, context: Context) -> None:
        view = await book_view(services, context["visitor"], Act.TOGETHER)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def turn(body: Body, client: AsyncWebClient, context: Context) -> None:
        word, _, number = pressed(body).partition(".")
        page = int(number) if number.isdecimal() else 0
        view = await book_view(services, context["visitor"], _act(word), page)
        await client.views_update(view_id=body["view"]["id"], view=view)

    async def add(body: Body, client: AsyncWebClient, context: Context) -> None:
        await admins_only(services, context["visitor"])
        view = blocks.form(context["visitor"].t, _act(pressed(body)))
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    async def paste(body: Body, client: AsyncWebClient, context: Context) -> None:
        await admins_only(services, context["visitor"])
        view = blocks.paste(context["visitor"].t, _act(pressed(body)))
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    async def menu(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        await admins_only(services, visitor)
        word, _, prompt_id = pressed(body).partition(".")
        if word == "edit":
            prompt = (await found(services, visitor, prompt_id)).prompt
            view = blocks.form(visitor.t, prompt.act, prompt)
            await client.views_push(trigger_id=body["trigger_id"], view=view)
            return
        await change(services, visitor, word, prompt_id)
        act, page, _ = read_place(body["view"].get("private_metadata", ""))
        view = await book_view(services, visitor, act, page)
        await client.views_update(view_id=body["view"]["id"], view=view)

    on_action(app, services, Action.PROMPTS, open_book)
    on_action(app, services, Action.PROMPTS_ACT, turn)
    on_action(app, services, Action.PROMPTS_PAGE, turn)
    on_action(app, services, Action.PROMPTS_ADD, add)
    on_action(app, services, Action.PROMPTS_IMPORT, paste)
    on_action(app, services, Action.PROMPTS_MENU, menu)


def _act(word: str) -> Act:
    if word not in tuple(Act):
        raise Refusal("error.gone")
    return Act(word)
