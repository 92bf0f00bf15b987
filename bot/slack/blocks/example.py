"""A leader goes first: the invitation, the modal, and what everybody sees of the example."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
from bot.learning.going_first import LONGEST_EXAMPLE
from bot.learning.redaction import Redaction
from bot.slack.blocks.answer import taken_out
from bot.slack.blocks.digest import answer_lines, thanks_buttons, thanks_line
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    confirm,
    context,
    escape,
    field,
    modal,
    quoted,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View
from bot.store.sealed.answers import LeaderAnswer
from bot.store.sealed.examples import Example
from bot.store.sealed.thanks import Thanked


@dataclass(frozen=True, slots=True)
class Invitation:
    """Hold what an invitation to go first shows."""

    round_id: str
    name: str
    channel: str
    question: str
    day: str
    until: str
    openers: Sequence[str]


def invite(t: Texts, card: Invitation) -> list[Json]:
    """Invite a leader to go first, with three ways to begin."""
    blocks = [
        section(t("first.lead", name=escape(card.name), day=card.day)),
        section(f"*{escape(card.question)}*"),
        section(t("first.why", channel=f"<#{card.channel}>")),
    ]
    for number, opener in enumerate(card.openers, start=1):
        begin = button(t("first.begin"), Action.GO_FIRST, f"{card.round_id}.{number}")
        blocks.append(section(f"_{escape(opener)}_", accessory=begin))
    return [
        *blocks,
        context(t("first.until", until=card.until)),
        actions(
            button(t("first.write"), Action.GO_FIRST, f"{card.round_id}.0", style="primary"),
            button(t("first.decline"), Action.FIRST_DECLINE, card.round_id),
        ),
    ]


def write(t: Texts, place: Json, *, question: str, text: str = "") -> Json:
    """Ask a leader for an example of their own."""
    return modal(
        View.FIRST,
        t("first.title"),
        [
            section(f"*{escape(question)}*"),
            field(
                Block.TEXT,
                t("first.label"),
                text_input(
                    Action.FIELD,
                    multiline=True,
                    initial=text,
                    most=LONGEST_EXAMPLE,
                    hint=t("first.placeholder"),
                ),
            ),
            context(t("first.public")),
        ],
        submit=t("common.next"),
        close=t("common.cancel"),
        metadata=json.dumps(place, separators=(",", ":")),
    )


def preview(t: Texts, metadata: str, redaction: Redaction, *, again: bool = False) -> Json:
    """Show the example as it would stand, with what was taken out of other people's names."""
    return modal(
        View.FIRST_PREVIEW,
        t("preview.title"),
        [
            section(t("first.preview")),
            *([context(t("preview.again"))] if again else []),
            *taken_out(t, redaction),
            field(
                Block.TEXT,
                t("preview.label"),
                text_input(Action.FIELD, multiline=True, initial=redaction.text, most=LONGEST_EXAMPLE),
            ),
        ],
        submit=t("first.send"),
        close=t("common.back"),
        metadata=metadata,
    )


def written(t: Texts, round_id: str, *, question: str, day: str) -> list[Json]:
    """Show an invitation that was taken up: what happens now, and the ways to change it."""
    return [
        section(f"*{escape(question)}*"),
        section(t("first.written", day=day)),
        buttons(t, round_id),
    ]


def buttons(t: Texts, round_id: str) -> Json:
    """Offer a leader to change an example or take it away."""
    ask = confirm(
        t("first.withdraw_title"),
        t("first.withdraw_text"),
        t("receipt.withdraw"),
        t("common.cancel"),
        danger=True,
    )
    return actions(
        button(t("first.change"), Action.GO_FIRST, f"{round_id}.0"),
        button(t("receipt.withdraw"), Action.FIRST_WITHDRAW, round_id, ask=ask),
    )


def heading(t: Texts, example: Example) -> list[Json]:
    """Put the example at the head of a member's question."""
    return [context(t("first.heading", who=f"<@{example.author}>")), quoted(example.text)]


def post(
    t: Texts,
    round_id: str,
    example: Example,
    *,
    question: str,
    answers: Sequence[LeaderAnswer] = (),
    thanked: Thanked | None = None,
) -> list[Json]:
    """Show the highlight channel who goes first, and how."""
    return [
        section(t("first.post", who=f"<@{example.author}>", question=escape(question))),
        quoted(example.text),
        *answer_lines(t, answers, None),
        *thanks_line(t, thanked),
        thanks_buttons(t, round_id, example.id),
    ]
