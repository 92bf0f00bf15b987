"""Edit or withdraw after the mix: sealed now, applied at the daily hour."""

from __future__ import annotations

import json
from dataclasses import dataclass

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import prompt
from bot.slack.blocks.answer import edit_later, note
from bot.slack.errors import Refusal, acked_first
from bot.slack.fields import chosen
from bot.slack.ids import Action, Block, View
from bot.slack.listeners.actions.receipt import unwrap
from bot.slack.listeners.common import Body, Context
from bot.slack.reading import written
from bot.slack.services import Services, Visitor
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.seal import Share, token_hash


@dataclass(frozen=True, slots=True)
class Carried:
    """Hold what a modal opened from a receipt knows: whose it is, and where the receipt stands."""

    pool: str
    token: bytes
    channel: str
    ts: str


def carried(services: Services, visitor: Visitor, view: Body) -> Carried:
    """Read a modal's metadata; raise Refusal when it is not this visitor's."""
    try:
        ids = json.loads(view.get("private_metadata", ""))
        value, action = str(ids["wrapped"]), Action(ids["action"])
        channel, ts = str(ids["channel"]), str(ids["ts"])
    except (ValueError, KeyError, TypeError):
        raise Refusal("error.not_yours") from None
    pool, token = unwrap(services, visitor, value, action)
    return Carried(pool, token, channel, ts)


def register(app: AsyncApp, services: Services) -> None:
    """Register both modals."""

    async def edit(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        receipt = carried(services, visitor, view)
        lesson = await written(services, visitor, view)
        if lesson.problems:
            await ack(response_action="errors", errors=lesson.problems)
            return
        text = lesson.text
        if lesson.changed:
            again = edit_later(t, view["private_metadata"], text, again=True)
            await ack(response_action="update", view=again)
            return
        own = await services.texts.own(receipt.token)
        if own is None:
            raise Refusal("error.text_gone")
        if own.share is Share.PRIVATE:
            await services.changes.edit_private(receipt.token, text)
            said = t("edit_later.saved")
        else:
            key = token_hash(receipt.token, "text")
            await services.changes.request(visitor.team, key, ChangeKind.EDIT, text)
            said = t("edit_later.waits")
        await ack(response_action="update", view=note(t, t("edit_later.title"), said))

    async def withdraw(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        receipt = carried(services, visitor, view)
        own = await services.texts.own(receipt.token)
        if own is None:
            raise Refusal("error.text_gone")
        key = token_hash(receipt.token, "text")
        # The plan goes at once: its hash leads to no text, and nobody but its author ever saw it.
        await services.changes.withdraw_now(token_hash(receipt.token, "plan"), services.today())
        if chosen(view, Block.WHEN) == "now" or own.share is Share.PRIVATE:
            await services.control.withdraw_now(key, services.today())
            await ack(response_action="update", view=note(t, t("withdraw.title"), t("withdraw.done")))
        else:
            await services.changes.request(visitor.team, key, ChangeKind.WITHDRAW)
            await ack(response_action="update", view=note(t, t("withdraw.title"), t("withdraw.waits")))

    async def strip_receipt(view: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        receipt = carried(services, visitor, view)
        if chosen(view, Block.WHEN) != "now" or not receipt.ts:
            return
        found = await services.rounds.get(receipt.pool)
        question = services.question_of(found, visitor.t) if found else visitor.t("prompt.unknown")
        sentence = visitor.t("receipt.withdrawn")
        await client.chat_update(
            channel=receipt.channel,
            ts=receipt.ts,
            text=sentence,
            blocks=prompt.finished(visitor.t, question, sentence),
        )

    app.view(View.EDIT_LATER)(edit)
    app.view(View.WITHDRAW)(acked_first(services, strip_receipt, withdraw))
