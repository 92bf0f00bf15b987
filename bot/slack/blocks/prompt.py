"""The messages a member gets: welcome, prompt, reminder, and what they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.content.texts import Texts
from bot.slack.blocks.digest import thanks_words
from bot.slack.blocks.example import heading
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    confirm,
    context,
    escape,
    option,
    overflow,
    section,
    select,
)
from bot.slack.ids import Action
from bot.store.sealed.examples import Example
from bot.store.sealed.receipts import Holder, Receipts
from bot.store.sealed.thanks import Thanked


@dataclass(frozen=True, slots=True)
class Told:
    """Hold an earlier question about whose answers a leader asked something, and the way to it."""

    question: str
    link: str


class Ways(StrEnum):
    """Name what a question offers to do first: answer it, do what it invites to, tell how it went."""

    ANSWER = "answer"
    DO = "do"
    TELL = "tell"


@dataclass(frozen=True, slots=True)
class PromptCard:
    """Hold what a prompt shows.

    `later` lists to when it can be put off, a word and its label each; `plans` are the member's own that
    it asks about.
    """

    round_id: str
    question: str
    k: int
    closes: str
    previous_held: bool = False
    example: Example | None = None
    letters: Sequence[Told] = ()
    look_backs: Sequence[Told] = ()
    plans: Sequence[str] = ()
    thanked: Sequence[tuple[Told, Thanked]] = ()
    later: Sequence[tuple[str, str]] = ()
    ways: Ways = Ways.ANSWER


def welcome(t: Texts, *, owner: str, channel: str) -> list[Json]:
    """Say who set this up, why, that it is voluntary, and how to stop."""
    return [
        section(t("welcome.hello", owner=f"<@{owner}>", channel=f"<#{channel}>")),
        section(t("welcome.voluntary")),
        actions(button(t("how.button"), Action.HOW, "0")),
    ]


def introduction(t: Texts, *, owner: str, k: int) -> list[Json]:
    """Tell a highlight channel what is about to happen in it."""
    return [section(t("introduction.text", owner=f"<@{owner}>", k=k))]


def prompt(t: Texts, card: PromptCard) -> list[Json]:
    """Ask the question."""
    lead = [context(t("prompt.too_few_last_time"))] if card.previous_held else []
    return [
        *lead,
        section(f"*{escape(card.question)}*"),
        *(heading(t, card.example) if card.example else []),
        *letter_lines(t, card.letters),
        *look_back_lines(t, card.look_backs),
        *plan_lines(t, card.plans),
        *thanks_lines(t, card.thanked),
        context(t("prompt.promise", k=card.k), t("prompt.closes", when=card.closes)),
        ways_on(t, card),
    ]


def again(t: Texts, card: PromptCard, lead: str) -> list[Json]:
    """Ask once more, as a reminder or because the member wished so."""
    return [
        context(lead),
        section(f"*{escape(card.question)}*"),
        context(t("prompt.closes", when=card.closes)),
        ways_on(t, card),
    ]


def promised(t: Texts, card: PromptCard, sentence: str) -> list[Json]:
    """Show an invitation that somebody will take up, and when they are asked how it went."""
    return [
        section(f"*{escape(card.question)}*"),
        *(heading(t, card.example) if card.example else []),
        *letter_lines(t, card.letters),
        *look_back_lines(t, card.look_backs),
        *plan_lines(t, card.plans),
        *thanks_lines(t, card.thanked),
        section(sentence),
        ways_on(t, replace(card, ways=Ways.TELL)),
    ]


def ways_on(t: Texts, card: PromptCard) -> Json:
    """Offer what can be done with a question: answer it or do it first, put it off, have peace from it."""
    round_id, invites = card.round_id, card.ways is Ways.DO
    words = t("invite.tell" if card.ways is Ways.TELL else "prompt.answer")
    return actions(
        *([button(t("invite.do"), Action.PROMISE, round_id, style="primary")] if invites else []),
        button(words, Action.ANSWER, round_id, style=None if invites else "primary"),
        select(
            Action.LATER,
            t("prompt.later"),
            [
                *(option(label, f"{word}.{round_id}") for word, label in card.later),
                option(t("prompt.skip"), f"skip.{round_id}"),
            ],
        ),
        button(t("how.button"), Action.HOW, round_id),
        overflow(
            Action.MENU,
            [
                option(t("prompt.pause_week"), f"pause.{round_id}"),
                option(t("prompt.pause_until"), f"until.{round_id}"),
                option(t("prompt.stop"), f"stop.{round_id}"),
            ],
        ),
    )


def quiet(t: Texts) -> list[Json]:
    """Say kindly that no more questions come, and how they come again."""
    return [section(t("quiet.text")), actions(button(t("quiet.button"), Action.ASK_AGAIN, "again"))]


def set_aside(t: Texts, card: PromptCard, sentence: str) -> list[Json]:
    """Show a prompt that was skipped, paused or stopped; answering stays one press away."""
    return [
        section(f"*{escape(card.question)}*"),
        *letter_lines(t, card.letters),
        *look_back_lines(t, card.look_backs),
        *plan_lines(t, card.plans),
        *thanks_lines(t, card.thanked),
        context(sentence),
        actions(button(t("prompt.answer_anyway"), Action.ANSWER, card.round_id)),
    ]


def letter_lines(t: Texts, letters: Sequence[Told]) -> list[Json]:
    """Tell everyone who took part in a round the same: that leaders asked, and where an author looks."""
    return [section(t("letters.line", question=_linked(one))) for one in letters]


def thanks_lines(t: Texts, rounds: Sequence[tuple[Told, Thanked]]) -> list[Json]:
    """Tell everyone who took part in a round the same: how its lessons were received."""
    return [
        section(t("thanks.line", question=_linked(one), how=thanks_words(t, thanked)))
        for one, thanked in rounds
    ]


def look_back_lines(t: Texts, rounds: Sequence[Told]) -> list[Json]:
    """Ask everyone who took part in a round the same: whether anything came of it."""
    return [section(t("look_back.line", question=_linked(one))) for one in rounds]


def plan_lines(t: Texts, plans: Sequence[str]) -> list[Json]:
    """Ask a member what came of plans of their own; what they planned is not in the message."""
    return [
        section(
            t("look_back.plan" if number == 0 else "look_back.plan_more"),
            accessory=button(t("look_back.button"), Action.PLAN_BACK, plan),
        )
        for number, plan in enumerate(plans)
    ]


def _linked(one: Told) -> str:
    question = escape(one.question)
    return f"<{one.link}|{question}>" if one.link else f"“{question}”"


def receipt(
    t: Texts,
    question: str,
    token: bytes,
    holder: Holder,
    receipts: Receipts,
    letters: Sequence[Told] = (),
    look_backs: Sequence[Told] = (),
    plans: Sequence[str] = (),
) -> list[Json]:
    """Turn a prompt into its author's receipt; the text itself is never in it."""

    def wrapped(action: Action) -> str:
        return receipts.wrap(token, holder, action)

    return [
        section(f"*{escape(question)}*"),
        section(t("receipt.saved")),
        *letter_lines(t, letters),
        *look_back_lines(t, look_backs),
        *plan_lines(t, plans),
        context(t("receipt.only_way")),
        actions(
            button(t("receipt.see"), Action.SEE, wrapped(Action.SEE)),
            button(t("receipt.edit"), Action.EDIT, wrapped(Action.EDIT)),
            button(
                t("receipt.withdraw"),
                Action.WITHDRAW,
                wrapped(Action.WITHDRAW),
                ask=confirm(
                    t("receipt.withdraw_title"),
                    t("receipt.withdraw_text"),
                    t("receipt.withdraw"),
                    t("common.cancel"),
                    danger=True,
                ),
            ),
            button(t("receipt.plan"), Action.PLAN, wrapped(Action.PLAN)),
            button(t("receipt.mailbox"), Action.MAILBOX, wrapped(Action.MAILBOX)),
            button(
                t("receipt.forget"),
                Action.FORGET,
                wrapped(Action.FORGET),
                ask=confirm(
                    t("receipt.forget_title"),
                    t("receipt.forget_text"),
                    t("receipt.forget"),
                    t("common.cancel"),
                    danger=True,
                ),
            ),
        ),
    ]


def finished(t: Texts, question: str, sentence: str) -> list[Json]:
    """Show a prompt that has nothing left to press."""
    return [section(f"*{escape(question)}*"), context(sentence)]
