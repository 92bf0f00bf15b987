"""The menu of a highlight: report it, answer it by name, ask its author in private."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import highlight
from bot.slack.blocks.highlight import Deed, Item
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal
from bot.slack.highlights import leading, published_item, question_problem
from bot.slack.ids import Action
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.services import Services, Visitor


def register(app: AsyncApp, services: Services) -> None:
    """Register the menu."""

    async def choose(body: Body, client: AsyncWebClient, context: Context) -> None:
        deed, item = _read(pressed(body))
        view = await _view(services, context["visitor"], deed, item)
        if body.get("view"):
            await client.views_push(trigger_id=body["trigger_id"], view=view)
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=view)

    on_action(app, services, Action.HIGHLIGHT, choose)


async def _view(services: Services, visitor: Visitor, deed: Deed, item: Item) -> Json:
    found, shown = await published_item(services, visitor, item)
    if deed is Deed.REPORT:
        return highlight.report(visitor.t, item, shown.text)
    await leading(services, visitor, found)
    if deed is Deed.ANSWER:
        earlier = [
            one.text
            for one in await services.answers.of_round(found.id)
            if one.highlight_id == item.item_id and one.leader == visitor.user
        ]
        return highlight.leader_answer(visitor.t, item, shown.text, written="".join(earlier))
    if shown.author is not None:
        raise Refusal("ask.named", who=f"<@{shown.author}>")
    lines = await services.mailbox.of_item(item.round_id, item.item_id)
    problem = question_problem(visitor.t, lines)
    return highlight.leader_ask(visitor.t, item, shown.text, lines, problem=problem)


def _read(value: str) -> tuple[Deed, Item]:
    word, _, rest = value.partition(".")
    round_id, _, item_id = rest.partition(".")
    try:
        return Deed(word), Item(round_id, item_id)
    except ValueError:
        raise Refusal("error.text_gone") from None
