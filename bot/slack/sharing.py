"""Share a lesson that nobody asked for: with the next round, by name, or for oneself."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import answer, prompt
from bot.slack.blocks.answer import Place
from bot.slack.blocks.digest import shortened
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal
from bot.slack.services import Services, Visitor
from bot.store.sealed.intake import Taken
from bot.store.sealed.receipts import Holder
from bot.store.sealed.seal import TEXT_LIMIT, Share, Submission, token_hash
from bot.store.tables import DeliveryKind, Round, Schedule


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold a shared lesson's token and pool, and what an anonymous one replaced."""

    share: Share
    token: bytes
    pool: str
    before: Submission | None = None


async def share_view(services: Services, visitor: Visitor, question: str | None = None) -> Json:
    """Return the modal in which a lesson is written; one that waits already is shown for change.

    `question` is what it answers, when something in particular was asked. Raises Refusal without a round.
    """
    found = await next_round(services, visitor)
    own = await services.intake.own(visitor.team, visitor.user, found.id)
    preference = Share((await services.members.get(visitor.team, visitor.user)).share)
    return answer.write(
        visitor.t,
        Place(found.id, free=True),
        question=visitor.t("lesson.again") if own else question or visitor.t("lesson.question"),
        k=found.k,
        text=own.text if own else "",
        share=own.share if own else preference,
    )


async def said_view(services: Services, visitor: Visitor, message: Json) -> Json:
    """Return the modal that shares what a visitor wrote in a message; raise Refusal for anybody else's.

    By name or for oneself only: whoever finds the message with Slack's search knows who wrote it.
    """
    if message.get("user") != visitor.user or message.get("bot_id"):
        raise Refusal("lesson.not_yours")
    text = unescape(str(message.get("text") or "")).strip()
    if not text:
        raise Refusal("lesson.no_words")
    found = await next_round(services, visitor)
    redaction = await services.redacted(visitor, text)
    return answer.write(
        visitor.t,
        Place(found.id, free=True, said=True),
        question=visitor.t("lesson.question"),
        k=found.k,
        text=shortened(redaction.text, TEXT_LIMIT),
        share=Share.NAMED,
    )


async def next_round(services: Services, visitor: Visitor) -> Round:
    """Return the planned round that a visitor's lesson goes with; raise Refusal when there is none."""
    for schedule in await _own_schedules(services, visitor):
        planned = await services.rounds.planned(schedule.id)
        if planned is not None:
            return planned
    raise Refusal("lesson.no_round")


async def keep_shared(services: Services, visitor: Visitor, place: Place, text: str) -> Kept:
    """Keep a lesson where its author wants it; raise Refusal when its round has begun meanwhile.

    Named and private ones at once; anonymous ones sealed with everybody's next answers, unmarked.
    """
    share = Share(place.share)
    if place.said and share is Share.ANONYMOUS:
        raise Refusal("lesson.said")
    if share is Share.PRIVATE:
        return Kept(share, await services.texts.add_private(visitor.team, text), place.round_id)
    # The round may have opened while the author wrote, or belong to another workspace altogether.
    found = await services.rounds.get(place.round_id)
    if found is None or found.team_id != visitor.team:
        raise Refusal("error.not_yours")
    if share is Share.NAMED:
        token = await services.texts.add_named(found.id, visitor.team, visitor.user, text)
        return Kept(share, token, found.id)
    before = await services.intake.own(visitor.team, visitor.user, found.id)
    taken = await services.intake.submit(
        visitor.team, found.id, Submission(visitor.user, Share.ANONYMOUS, text)
    )
    own_token = services.intake.token(visitor.team, visitor.user, found.id)
    if taken is Taken.CLOSED or own_token is None:
        raise Refusal("lesson.closed")
    return Kept(share, own_token, found.id, before)


async def undo(services: Services, visitor: Visitor, kept: Kept) -> None:
    """Take back what was kept, because its receipt could not be sent."""
    if kept.share is not Share.ANONYMOUS:
        await services.changes.withdraw_now(token_hash(kept.token, "text"), services.today())
    elif kept.before is not None:
        await services.intake.submit(visitor.team, kept.pool, kept.before)
    else:
        await services.intake.remove(visitor.team, visitor.user, kept.pool)


async def post_receipt(services: Services, client: AsyncWebClient, visitor: Visitor, kept: Kept) -> None:
    """Send a lesson's receipt as a message of its own; where it stands is stored nowhere."""
    t = visitor.t
    holder = Holder(visitor.team, visitor.user, kept.pool)
    blocks = prompt.receipt(t, t("lesson.question"), kept.token, holder, services.receipts)
    await client.chat_postMessage(channel=visitor.user, text=t("receipt.saved"), blocks=blocks)


async def _own_schedules(services: Services, visitor: Visitor) -> list[Schedule]:
    schedules = {one.id: one for one in await services.schedules.all(visitor.team) if not one.paused}
    found: list[Schedule] = []
    for delivery in await services.outbox.sent_to(visitor.team, visitor.user, DeliveryKind.PROMPT):
        schedule = schedules.pop(delivery.schedule_id or "", None)
        if schedule is not None:
            found.append(schedule)
    for schedule in schedules.values():
        if any(one.user == visitor.user for one in await services.directories.of(schedule)):
            found.append(schedule)
    return found
