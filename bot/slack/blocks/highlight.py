"""What can be done with a highlight: report it, answer it in public, ask its author in private."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.content.texts import Texts
from bot.slack.blocks.kit import (
    Json,
    choice,
    context,
    field,
    modal,
    option,
    overflow,
    quoted,
    said_by,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View
from bot.store.sealed.mailbox import Line

LETTER_LIMIT = 1000


class Deed(StrEnum):
    """Name what the menu of a highlight offers."""

    REPORT = "report"
    ANSWER = "answer"
    ASK = "ask"


class Reason(StrEnum):
    """Name why somebody reports a highlight."""

    PERSON = "person"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Item:
    """Name a highlight by ids, as menus and modals carry it."""

    round_id: str
    item_id: str

    def packed(self) -> str:
        """Return the ids as a modal carries them."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def unpacked(cls, metadata: str) -> Item:
        """Read the ids back; raise ValueError when they are not ours."""
        try:
            found = json.loads(metadata)
            return cls(str(found["round_id"]), str(found["item_id"]))
        except (TypeError, KeyError) as problem:
            raise ValueError("not a highlight") from problem


def menu(t: Texts, round_id: str, item_id: str) -> Json:
    """Build the menu behind the three dots of a highlight; it is the same for everyone."""
    return overflow(
        Action.HIGHLIGHT,
        [
            option(t("highlight.report"), f"{Deed.REPORT}.{round_id}.{item_id}"),
            option(t("highlight.answer"), f"{Deed.ANSWER}.{round_id}.{item_id}"),
            option(t("highlight.ask"), f"{Deed.ASK}.{round_id}.{item_id}"),
        ],
    )


def report(t: Texts, item: Item, text: str) -> Json:
    """Ask why a highlight should not stand."""
    reasons = [option(t(f"report.reason_{reason}"), reason) for reason in Reason]
    return modal(
        View.REPORT,
        t("report.title"),
        [
            quoted(text),
            field(
                Block.REASON,
                t("report.label"),
                choice("radio_buttons", Action.FIELD, reasons, Reason.PERSON),
            ),
            context(t("report.promise")),
        ],
        submit=t("report.send"),
        close=t("common.cancel"),
        metadata=item.packed(),
    )


def leader_answer(t: Texts, item: Item, text: str, *, written: str = "", again: bool = False) -> Json:
    """Let a leader say by name what comes of a lesson."""
    return modal(
        View.LEADER_ANSWER,
        t("leader_answer.title"),
        [
            quoted(text),
            *([context(t("preview.again"))] if again else []),
            field(Block.TEXT, t("leader_answer.label"), _letter_field(written)),
            context(t("leader_answer.note")),
        ],
        submit=t("leader_answer.send"),
        close=t("common.cancel"),
        metadata=item.packed(),
    )


def leader_ask(
    t: Texts,
    item: Item,
    text: str,
    lines: Sequence[Line],
    *,
    problem: str = "",
    written: str = "",
    again: bool = False,
) -> Json:
    """Show a leader the exchange so far and, when one more question may be asked, a field for it."""
    blocks = [quoted(text), *exchange(t, lines)]
    if problem:
        return modal(View.NOTE, t("ask.title"), [*blocks, section(problem)], close=t("common.close"))
    return modal(
        View.LEADER_ASK,
        t("ask.title"),
        [
            *blocks,
            *([context(t("preview.again"))] if again else []),
            field(Block.TEXT, t("ask.label"), _letter_field(written)),
            context(t("ask.note")),
        ],
        submit=t("ask.send"),
        close=t("common.cancel"),
        metadata=item.packed(),
    )


def mailbox(
    t: Texts,
    lines: Sequence[Line],
    *,
    waiting: str = "",
    metadata: str = "",
    written: str = "",
    again: bool = False,
) -> Json:
    """Show an author their mailbox: what was asked, what was answered, and a field when it is their turn."""
    title = t("mailbox.title")
    if not lines:
        return modal(View.NOTE, title, [section(t("mailbox.empty"))], close=t("common.close"))
    blocks = exchange(t, lines)
    if waiting:
        blocks += [quoted(waiting), context(t("mailbox.waits"))]
    elif lines[-1].leader is None:
        blocks.append(context(t("mailbox.answered")))
    else:
        return modal(
            View.MAILBOX,
            title,
            [
                *blocks,
                *([context(t("preview.again"))] if again else []),
                field(Block.TEXT, t("mailbox.label"), _letter_field(written)),
                context(t("mailbox.note")),
            ],
            submit=t("mailbox.send"),
            close=t("common.cancel"),
            metadata=metadata,
        )
    return modal(View.NOTE, title, blocks, close=t("common.close"))


def exchange(t: Texts, lines: Sequence[Line]) -> list[Json]:
    """Show letters in their order; the author has no name on either side."""
    blocks: list[Json] = []
    for one in lines:
        if one.leader is None:
            blocks += [context(t("exchange.author")), quoted(one.text)]
        else:
            blocks.append(
                {"type": "rich_text", "elements": said_by(t("exchange.leader"), one.leader, one.text)}
            )
            if not one.released:
                blocks.append(context(t("exchange.waits")))
    return blocks


def _letter_field(written: str) -> Json:
    return text_input(Action.FIELD, multiline=True, initial=written, most=LETTER_LIMIT)
