"""A receipt's buttons: See, Edit, Withdraw, Mailbox, Forget. Each opens for its author alone."""

from __future__ import annotations

import json
from collections.abc import Sequence

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.texts import Texts
from bot.slack.asked import Asked, asked_in, show
from bot.slack.blocks import answer, highlight, prompt
from bot.slack.blocks.answer import Place
from bot.slack.blocks.digest import thanks_words
from bot.slack.blocks.kit import Json
from bot.slack.blocks.own_copy import own_copy
from bot.slack.cards import prompt_card
from bot.slack.errors import Refusal
from bot.slack.ids import Action
from bot.slack.late import late_view
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.own_copy import own_markdown
from bot.slack.reading import offers_tips
from bot.slack.services import Services, Visitor
from bot.store.sealed.changes import ChangeKind, Waiting
from bot.store.sealed.receipts import ForeignReceipt, Holder
from bot.store.sealed.seal import Share, token_hash
from bot.store.sealed.tables import ReviewState
from bot.store.sealed.texts import OwnText
from bot.store.tables import RoundState

TAKING = (RoundState.PLANNED, RoundState.OPENING, RoundState.OPEN)


def unwrap(services: Services, visitor: Visitor, value: str, action: Action) -> tuple[str, bytes]:
    """Return (pool, token); raise Refusal for a button that is not this visitor's own."""
    try:
        return services.receipts.unwrap(value, visitor.team, visitor.user, action)
    except ForeignReceipt:
        raise Refusal("error.not_yours") from None


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons."""

    async def see(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        pool, token = unwrap(services, visitor, pressed(body), Action.SEE)
        sealed = await services.intake.own(visitor.team, visitor.user, pool)
        t = visitor.t
        copy = services.receipts.wrap(token, Holder(visitor.team, visitor.user, pool), Action.COPY)
        if sealed is not None:
            view = answer.own_text(t, sealed.text, t(f"see.sealed_{sealed.share}"), copy)
        elif own := await services.texts.own(token):
            waiting = await services.changes.waiting(visitor.team, token_hash(token, "text"))
            thanked = (await services.thanks.of_round(own.round_id)).get(own.id)
            words = thanks_words(t, thanked)
            said = f"{t(_status(own))}\n{t('see.thanked', how=words)}" if words else t(_status(own))
            answers = [
                one for one in await services.answers.of_round(own.round_id) if one.highlight_id == own.id
            ]
            view = answer.own_text(t, own.text, said, copy, _waits(t, waiting), answers)
        else:
            raise Refusal("error.text_gone")
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def take_copy(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        pool, token = unwrap(services, visitor, pressed(body), Action.COPY)
        markdown = await own_markdown(services, visitor, pool, token)
        await client.views_push(trigger_id=body["trigger_id"], view=own_copy(visitor.t, markdown))

    async def edit(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        pool, token = unwrap(services, visitor, pressed(body), Action.EDIT)
        sealed = await services.intake.own(visitor.team, visitor.user, pool)
        found = await services.rounds.get(pool)
        t = visitor.t
        if sealed is not None and found is not None and found.state in TAKING:
            view = answer.write(
                t,
                Place(pool),
                question=services.question_of(found, t),
                k=found.k,
                text=sealed.text,
                share=sealed.share,
                tips=offers_tips(found),
            )
        elif sealed is not None and found is not None and found.state is RoundState.HELD:
            asked = await asked_in(services, visitor, pool)
            view = await late_view(services, visitor, asked, sealed.text)
        elif sealed is not None:
            raise Refusal("error.mixing")
        elif own := await services.texts.own(token):
            view = answer.edit_later(t, carried_on(body), own.text)
        else:
            raise Refusal("error.text_gone")
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def withdraw(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        pool, token = unwrap(services, visitor, pressed(body), Action.WITHDRAW)
        found = await services.rounds.get(pool)
        if found is not None and found.state is RoundState.CLOSED:
            raise Refusal("error.mixing")
        runs = found is not None and found.state in (RoundState.OPENING, RoundState.OPEN)
        take_back = services.intake.withdraw if runs else services.intake.remove
        if await take_back(visitor.team, visitor.user, pool):
            await _show_withdrawn(services, client, visitor, body, pool)
            return
        if await services.texts.own(token) is None:
            raise Refusal("error.text_gone")
        view = answer.withdraw_later(visitor.t, carried_on(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def open_mailbox(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        _, token = unwrap(services, visitor, pressed(body), Action.MAILBOX)
        view = await mailbox_view(services, visitor, token, carried_on(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def forget(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        pool, token = unwrap(services, visitor, pressed(body), Action.FORGET)
        found = await services.rounds.get(pool)
        question = services.question_of(found, visitor.t) if found else visitor.t("prompt.unknown")
        sentence = visitor.t("receipt.forgotten")
        await client.chat_update(
            channel=body["container"]["channel_id"],
            ts=body["container"]["message_ts"],
            text=sentence,
            blocks=prompt.finished(visitor.t, question, sentence),
        )
        # Nothing leads to the plan any more, so it would only lie there.
        await services.changes.withdraw_now(token_hash(token, "plan"), services.today())

    on_action(app, services, Action.SEE, see)
    on_action(app, services, Action.COPY, take_copy)
    on_action(app, services, Action.EDIT, edit)
    on_action(app, services, Action.WITHDRAW, withdraw)
    on_action(app, services, Action.MAILBOX, open_mailbox)
    on_action(app, services, Action.FORGET, forget)


async def mailbox_view(
    services: Services,
    visitor: Visitor,
    token: bytes,
    metadata: str,
    *,
    written: str = "",
    again: bool = False,
) -> Json:
    """Return the mailbox that a receipt opens, with a field when it is the author's turn."""
    key = token_hash(token, "text")
    waiting = [
        one.text for one in await services.changes.waiting(visitor.team, key) if one.kind is ChangeKind.LETTER
    ]
    return highlight.mailbox(
        visitor.t,
        await services.mailbox.of_author(key),
        waiting="" if again else "".join(waiting),
        metadata=metadata,
        written=written,
        again=again,
    )


async def _show_withdrawn(
    services: Services, client: AsyncWebClient, visitor: Visitor, body: Body, pool: str
) -> None:
    place = body["container"]
    found = await services.rounds.get(pool)
    schedule = None if found is None else await services.schedules.get(found.schedule_id)
    if found is None or schedule is None:
        return
    asked = Asked(found, schedule, place["channel_id"], place["message_ts"])
    t = visitor.t
    if asked.is_open:
        card = await prompt_card(services, client, found, schedule, visitor)
        blocks = prompt.set_aside(t, card, t("receipt.withdrawn_open"))
    else:
        question = services.question_of(found, t)
        blocks = prompt.finished(t, question, t("receipt.withdrawn"))
    await show(client, asked, t("receipt.withdrawn"), blocks)


def carried_on(body: Body) -> str:
    """Return a receipt button as a modal carries it on: wrapped as it was, and where the receipt stands."""
    place = body["container"]
    action = body["actions"][0]
    return json.dumps(
        {
            "wrapped": action["value"],
            "action": action["action_id"],
            "channel": place.get("channel_id", ""),
            "ts": place.get("message_ts", ""),
        }
    )


def _waits(t: Texts, waiting: Sequence[Waiting]) -> str:
    kinds = {one.kind for one in waiting}
    if ChangeKind.WITHDRAW in kinds:
        return t("see.waits_withdraw")
    return t("see.waits_edit") if ChangeKind.EDIT in kinds else ""


def _status(own: OwnText) -> str:
    if own.share is Share.PRIVATE:
        return "see.private"
    if own.state is ReviewState.PUBLISHED:
        return "see.published"
    return "see.held" if own.state is ReviewState.HELD else "see.waiting"
