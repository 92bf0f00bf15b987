"""The modals in which an answer is written, previewed, and rescued when the round has closed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.content.texts import Texts
from bot.learning.reading import LONGEST_LINK, LONGEST_TITLE, Tip, parted
from bot.learning.redaction import Redaction
from bot.slack.blocks.digest import answer_lines
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    choice,
    context,
    escape,
    field,
    modal,
    option,
    quoted,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View
from bot.store.sealed.answers import LeaderAnswer
from bot.store.sealed.seal import TEXT_LIMIT, Share


@dataclass(frozen=True, slots=True)
class Place:
    """Hold where an answer belongs: ids only, fit for a modal's metadata.

    `free` is set for a lesson that nobody asked for and that goes with the next round; `said` for one that
    stands in a message already, where everybody can see whose it is.
    """

    round_id: str
    share: str = Share.ANONYMOUS
    free: bool = False
    said: bool = False

    def packed(self) -> str:
        """Return the ids as a modal carries them."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def unpacked(cls, metadata: str) -> Place:
        """Read the ids back; raise ValueError when they are not ours."""
        try:
            return cls(**json.loads(metadata))
        except TypeError as problem:
            raise ValueError("not a place") from problem


def write(
    t: Texts, place: Place, *, question: str, k: int, text: str = "", share: Share, tips: bool = False
) -> Json:
    """Ask for the text and how to share it; with `tips`, for something to read or hear besides."""
    words, tip = parted(text)
    return modal(
        View.WRITE,
        t("lesson.title" if place.free else "write.title"),
        [
            section(f"*{escape(question)}*"),
            field(
                Block.TEXT,
                t("write.label"),
                text_input(
                    Action.FIELD, multiline=True, initial=words, most=TEXT_LIMIT, hint=t("write.placeholder")
                ),
            ),
            *tip_fields(t, tip, offered=tips),
            field(Block.SHARE, t("share.label"), _share_choice(t, k, share, place.said)),
            *([context(t("lesson.said"))] if place.said else []),
            context(t("write.promise")),
        ],
        submit=t("common.next"),
        close=t("common.cancel"),
        metadata=place.packed(),
    )


def preview(
    t: Texts,
    place: Place,
    redaction: Redaction,
    *,
    again: bool = False,
    said: str = "",
    tips: bool = False,
) -> Json:
    """Show the text as it would be published, for a last change; `said` names a sentence to put first."""
    share = Share(place.share)
    words, tip = parted(redaction.text)
    return modal(
        View.PREVIEW,
        t("preview.title"),
        [
            *([section(t(said))] if said else []),
            section(t(f"preview.lead_{share}")),
            *([context(t("preview.again"))] if again else []),
            *taken_out(t, redaction),
            field(
                Block.TEXT,
                t("preview.label"),
                text_input(Action.FIELD, multiline=True, initial=words, most=TEXT_LIMIT),
            ),
            *tip_fields(t, tip, offered=tips),
            context(t("preview.style")),
        ],
        submit=t("preview.send"),
        close=t("common.back"),
        metadata=place.packed(),
    )


def late(t: Texts, place: Place, *, question: str, text: str, lead: str, can_carry: bool) -> Json:
    """Keep a text whose round has closed, and offer the ways on."""
    carry = [option(t("late.carry"), Share.ANONYMOUS, t("late.carry_note"))] if can_carry else []
    options = [
        *carry,
        option(t("late.named"), Share.NAMED, t("late.named_note")),
        option(t("late.keep"), Share.PRIVATE, t("late.keep_note")),
    ]
    words, tip = parted(text)
    return modal(
        View.LATE,
        t("late.title"),
        [
            section(lead),
            context(t("late.question", question=escape(question))),
            field(
                Block.TEXT,
                t("write.label"),
                text_input(Action.FIELD, multiline=True, initial=words, most=TEXT_LIMIT),
            ),
            *tip_fields(t, tip),
            field(
                Block.LATE,
                t("late.label"),
                choice("radio_buttons", Action.FIELD, options, options[0]["value"]),
            ),
        ],
        submit=t("late.send"),
        close=t("common.cancel"),
        metadata=place.packed(),
    )


def tip_fields(t: Texts, tip: Tip | None, *, offered: bool = False) -> list[Json]:
    """Ask for a title and an address where something was asked for that is read or heard, or is there."""
    if tip is None and not offered:
        return []
    title = text_input(Action.FIELD, initial=tip.title if tip else "", most=LONGEST_TITLE)
    link = text_input(Action.FIELD, initial=tip.link if tip else "", most=2 * LONGEST_LINK, hint="https://")
    return [
        field(Block.TIP_TITLE, t("tip.title"), title, optional=True, hint=t("tip.title_hint")),
        field(Block.TIP_LINK, t("tip.link"), link, optional=True, hint=t("tip.link_hint")),
    ]


def own_text(
    t: Texts,
    text: str,
    status: str,
    copy: str,
    waits: str = "",
    answers: Sequence[LeaderAnswer] = (),
) -> Json:
    """Show an author's own text, what leaders say of it, where it stands, what the daily hour will do.

    `copy` is the receipt's token, wrapped for the button that gives the author a copy to keep.
    """
    return modal(
        View.NOTE,
        t("see.title"),
        [
            quoted(text),
            *answer_lines(t, answers, None),
            context(status, *([waits] if waits else [])),
            actions(button(t("copy.button"), Action.COPY, copy)),
        ],
        close=t("common.close"),
    )


def edit_later(t: Texts, metadata: str, text: str, *, again: bool = False) -> Json:
    """Let an author change a text after the mix; the change waits for the daily hour."""
    words, tip = parted(text)
    return modal(
        View.EDIT_LATER,
        t("edit_later.title"),
        [
            section(t("edit_later.lead")),
            *([context(t("preview.again"))] if again else []),
            field(
                Block.TEXT,
                t("preview.label"),
                text_input(Action.FIELD, multiline=True, initial=words, most=TEXT_LIMIT),
            ),
            *tip_fields(t, tip),
        ],
        submit=t("preview.send"),
        close=t("common.cancel"),
        metadata=metadata,
    )


def withdraw_later(t: Texts, metadata: str) -> Json:
    """Ask when a text that is mixed shall go: with the others today, or at once."""
    options = [
        option(t("withdraw.daily"), "daily", t("withdraw.daily_note")),
        option(t("withdraw.now"), "now", t("withdraw.now_note")),
    ]
    return modal(
        View.WITHDRAW,
        t("withdraw.title"),
        [
            section(t("withdraw.lead")),
            field(Block.WHEN, t("withdraw.label"), choice("radio_buttons", Action.FIELD, options, "daily")),
        ],
        submit=t("receipt.withdraw"),
        close=t("common.cancel"),
        metadata=metadata,
    )


def note(t: Texts, title: str, *paragraphs: str) -> Json:
    """Say something in a modal of its own."""
    return modal(View.NOTE, title, [section(text) for text in paragraphs], close=t("common.close"))


def _share_choice(t: Texts, k: int, share: Share, said: bool) -> Json:
    anonymous = option(t("share.anonymous"), Share.ANONYMOUS, t("share.anonymous_note", k=k))
    options = [
        *([] if said else [anonymous]),
        option(t("share.named"), Share.NAMED, t("share.named_note")),
        option(t("share.private"), Share.PRIVATE, t("share.private_note")),
    ]
    return choice("radio_buttons", Action.FIELD, options, share)


def taken_out(t: Texts, redaction: Redaction) -> list[Json]:
    """Say what was taken out of a text, and which words may be names."""
    blocks: list[Json] = []
    if redaction.removed:
        kinds = t.listed([t.count(f"removed.{one.kind}", one.count) for one in redaction.removed])
        blocks.append(context(t("preview.removed", what=kinds)))
    if redaction.doubtful:
        words = t.listed([f"“{escape(word)}”" for word in redaction.doubtful])
        blocks.append(context(t("preview.doubtful", words=words)))
    return blocks
