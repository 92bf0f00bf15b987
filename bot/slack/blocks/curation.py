"""What curators see: a call, a queue without authors, and a field to mask in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.content.texts import Texts
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    context,
    divider,
    escape,
    field,
    modal,
    quoted,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View
from bot.store.sealed.seal import TEXT_LIMIT
from bot.store.sealed.tables import ReviewState
from bot.store.sealed.texts import ReviewItem

SHOWN_AT_ONCE = 24
"""A view has at most 100 blocks; each text takes up to four."""


def call(
    t: Texts, *, round_id: str, name: str, waiting: int, publishes: str, why: str = "call"
) -> list[Json]:
    """Ask a curator to look at a round's texts; `why` is call, reminder, called or changed."""
    when = [t("curation.publishes", when=publishes)] if publishes else []
    return [
        section(t(f"curation.{why}", name=escape(name))),
        context(t.count("curation.waiting", waiting), *when),
        actions(
            button(t("curation.open"), Action.QUEUE, round_id, style="primary"),
            button(t("curation.pass_on"), Action.PASS_ON, round_id),
        ),
    ]


def reported(t: Texts, *, round_id: str, name: str, reason: str) -> list[Json]:
    """Tell a curator that somebody reported a highlight, and that it is hidden until they decide."""
    return [
        section(t("reported.notice", name=escape(name), reason=t(f"report.reason_{reason}"))),
        actions(button(t("curation.open"), Action.QUEUE, round_id)),
    ]


def queue(t: Texts, *, round_id: str, question: str, items: Sequence[ReviewItem]) -> Json:
    """Show a round's texts in an order that is new each time; those still waiting come first."""
    waiting = [item for item in items if item.state is ReviewState.PENDING]
    decided = [item for item in items if item.state is not ReviewState.PENDING]
    shown = (waiting + decided)[:SHOWN_AT_ONCE]
    blocks: list[Json] = [
        section(f"*{escape(question)}*"),
        context(t("curation.how"), t.count("curation.waiting", len(waiting))),
    ]
    for item in shown:
        blocks += [divider(), *_item(t, round_id, item)]
    if not items:
        blocks.append(section(t("curation.empty")))
    if len(items) > len(shown):
        blocks.append(context(t.count("curation.more", len(items) - len(shown))))
    return modal(View.QUEUE, t("curation.title"), blocks, close=t("common.close"), metadata=round_id)


def mask(t: Texts, *, round_id: str, item: ReviewItem) -> Json:
    """Let a curator take words out; adding any is refused."""
    return modal(
        View.MASK,
        t("mask.title"),
        [
            section(t("mask.lead")),
            field(
                Block.TEXT,
                t("mask.label"),
                text_input(Action.FIELD, multiline=True, initial=item.text, most=TEXT_LIMIT),
                hint=t("mask.hint"),
            ),
        ],
        submit=t("mask.send"),
        close=t("common.back"),
        metadata=json.dumps({"round_id": round_id, "item_id": item.id}),
    )


def masked_notice(t: Texts, *, name: str, until: str) -> list[Json]:
    """Tell everyone who took part that something was masked, and until when they can object."""
    return [section(t("masked.notice", name=escape(name), until=until))]


def too_few(t: Texts, *, name: str, k: int) -> list[Json]:
    """Tell an admin that a round stays sealed."""
    return [section(t("too_few.notice", name=escape(name), k=k))]


def _item(t: Texts, round_id: str, item: ReviewItem) -> list[Json]:
    value = f"{round_id}.{item.id}"
    by = [context(t("curation.by_name", who=f"<@{item.author}>"))] if item.author else []
    if item.state is ReviewState.PUBLISHED:
        return [quoted(item.text), *by, context(t("curation.published"))]
    approve = button(t("curation.approve"), Action.APPROVE, value, style="primary")
    hold = button(t("curation.hold"), Action.HOLD, value)
    change = [] if item.author else [button(t("curation.mask"), Action.MASK, value)]
    decided = {
        ReviewState.APPROVED: t("curation.masked") if item.masked else t("curation.approved"),
        ReviewState.HELD: t("curation.held"),
    }
    if item.reported:
        decided[ReviewState.HELD] = t("curation.reported", reason=t(f"report.reason_{item.reported}"))
    said = [context(decided[item.state])] if item.state in decided else []
    buttons = {
        ReviewState.PENDING: [approve, *change, hold],
        ReviewState.APPROVED: [*change, hold],
        ReviewState.HELD: [approve, *change],
    }[item.state]
    return [quoted(item.text), *by, *said, actions(*buttons, block_id=f"item.{item.id}")]


def until_words(t: Texts, until: datetime | None, zone: str) -> str:
    """Return an instant in words, or nothing."""
    return "" if until is None else t.moment(until, zone)
