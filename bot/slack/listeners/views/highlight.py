"""A report, a leader's answer, a leader's question and an author's letter are sent."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks import highlight
from bot.slack.blocks.answer import note
from bot.slack.blocks.highlight import Item, Reason
from bot.slack.errors import Refusal
from bot.slack.fields import chosen_of, typed
from bot.slack.highlights import leading, published_item
from bot.slack.ids import Block, View
from bot.slack.listeners.actions.receipt import mailbox_view
from bot.slack.listeners.common import Body, Context
from bot.slack.listeners.views.changes import carried
from bot.slack.services import Services
from bot.slack.writing import sayable
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.mailbox import Asked
from bot.store.sealed.seal import token_hash


def register(app: AsyncApp, services: Services) -> None:
    """Register the four modals."""

    async def report(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        item = _item(view)
        found, _ = await published_item(services, visitor, item)
        reason = chosen_of(Reason, view, Block.REASON, Reason.PERSON)
        if not await services.control.report(found, item.item_id, reason):
            raise Refusal("error.text_gone")
        t = visitor.t
        await ack(response_action="update", view=note(t, t("report.title"), t("report.done")))

    async def answer(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t, item, text = visitor.t, _item(view), typed(view, Block.TEXT)
        found, shown = await published_item(services, visitor, item)
        await leading(services, visitor, found)
        if problem := sayable(t, text):
            await ack(response_action="errors", errors={Block.TEXT: problem})
            return
        redaction = await services.redacted(visitor, text)
        if redaction.text != text:
            again = highlight.leader_answer(t, item, shown.text, written=redaction.text, again=True)
            await ack(response_action="update", view=again)
            return
        if not await services.control.answer(found, item.item_id, visitor.user, text):
            raise Refusal("error.text_gone")
        done = note(t, t("leader_answer.title"), t("leader_answer.done"))
        await ack(response_action="update", view=done)

    async def ask(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t, item, text = visitor.t, _item(view), typed(view, Block.TEXT)
        found, shown = await published_item(services, visitor, item)
        await leading(services, visitor, found)
        if problem := sayable(t, text):
            await ack(response_action="errors", errors={Block.TEXT: problem})
            return
        redaction = await services.redacted(visitor, text)
        if redaction.text != text:
            lines = await services.mailbox.of_item(item.round_id, item.item_id)
            again = highlight.leader_ask(t, item, shown.text, lines, written=redaction.text, again=True)
            await ack(response_action="update", view=again)
            return
        asked = await services.mailbox.ask(visitor.team, found.id, item.item_id, visitor.user, text)
        if asked is Asked.GONE:
            raise Refusal("error.text_gone")
        said = t("ask.enough", most=3) if asked is Asked.ENOUGH else t(f"ask.{asked}")
        await ack(response_action="update", view=note(t, t("ask.title"), said))

    async def letter(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t, text = visitor.t, typed(view, Block.TEXT)
        receipt = carried(services, visitor, view)
        if problem := sayable(t, text):
            await ack(response_action="errors", errors={Block.TEXT: problem})
            return
        redaction = await services.redacted(visitor, text)
        if redaction.text != text:
            again = await mailbox_view(
                services,
                visitor,
                receipt.token,
                view["private_metadata"],
                written=redaction.text,
                again=True,
            )
            await ack(response_action="update", view=again)
            return
        key = token_hash(receipt.token, "text")
        lines = await services.mailbox.of_author(key)
        if not lines or lines[-1].leader is None:
            raise Refusal("mailbox.closed")
        await services.changes.request(visitor.team, key, ChangeKind.LETTER, text)
        await ack(response_action="update", view=note(t, t("mailbox.title"), t("mailbox.waits")))

    app.view(View.REPORT)(report)
    app.view(View.LEADER_ANSWER)(answer)
    app.view(View.LEADER_ASK)(ask)
    app.view(View.MAILBOX)(letter)


def _item(view: Body) -> Item:
    try:
        return Item.unpacked(view.get("private_metadata", ""))
    except ValueError:
        raise Refusal("error.text_gone") from None
