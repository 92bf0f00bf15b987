"""The one post of a round's highlights, and the modal with all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default

from bot.content.texts import Texts
from bot.learning.disclosure import shown_thanks
from bot.learning.language import Language
from bot.learning.reading import joined, parted
from bot.slack.blocks.highlight import menu
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    context,
    divider,
    escape,
    header,
    modal,
    quoted,
    said_by,
    section,
)
from bot.slack.ids import Action, View
from bot.store.sealed.answers import LeaderAnswer
from bot.store.sealed.lifting import LiftedItem
from bot.store.sealed.texts import Published
from bot.store.sealed.thanks import Thanked

MOST_SHOWN = 8
MOST_CHARACTERS = 400
MOST_BLOCKS = 50
MOST_BLOCKS_IN_MODAL = 100
MOST_ANSWERS = 2
MOST_ANSWER_CHARACTERS = 300
MOST_REPEATED = 3
MOST_REPEATED_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class DigestCard:
    """Hold what a digest shows; `share` is participation in rounded per cent, None when not shown.

    `parts` are the highlights by language where each has enough of them, one part without a language
    where not. `repeated` are leaders' answers to earlier lessons, `lifted` the examples that they lift out.
    """

    round_id: str
    question: str
    highlights: Sequence[Published]
    share: int | None
    parts: Sequence[tuple[Language | None, Sequence[Published]]] = ()
    answers: Sequence[LeaderAnswer] = ()
    repeated: Sequence[LeaderAnswer] = ()
    thanks: Mapping[str, Thanked] = default(default_factory=dict)
    lifted: Sequence[LiftedItem] = ()


def digest(t: Texts, card: DigestCard) -> list[Json]:
    """Show at most eight highlights, and no more than one message holds; the rest is behind a button."""
    head: list[Json] = [header(t("digest.title")), section(f"*{escape(card.question)}*")]
    tail = [*_lifted(t, card), *_repeated(t, card)]
    small = [] if card.share is None else [t("digest.share", percent=card.share)]
    tail += [divider(), context(*small, t("digest.no_names"))]
    room = MOST_BLOCKS - len(head) - len(tail) - 1
    middle: list[Json] = []
    shown: list[Published] = []
    for language, part in card.parts:
        title = [] if language is None else [section(t(f"digest.in_{language}"))]
        for one in part:
            new = [*title, *highlight(t, card, one, MOST_CHARACTERS)]
            if len(shown) < MOST_SHOWN and len(middle) + len(new) <= room:
                middle, title = middle + new, []
                shown.append(one)
    if not shown:
        middle = [section(t("digest.nothing_left"))]
    cut = any(len(one.text) > MOST_CHARACTERS for one in shown)
    cut = cut or any(len(one.text) > MOST_ANSWER_CHARACTERS for one in card.answers)
    if len(card.highlights) > len(shown) or cut:
        label = t.count("digest.read_all", len(card.highlights))
        tail.append(actions(button(label, Action.READ_ALL, card.round_id)))
    return head + middle + tail


def _lifted(t: Texts, card: DigestCard) -> list[Json]:
    blocks: list[Json] = [divider(), section(t("digest.lifted"))] if card.lifted else []
    for one in card.lifted:
        who = t("digest.lifted_by", who=f"<@{one.shown.author}>", leader=f"<@{one.leader}>")
        thanked = thanks_line(t, card.thanks.get(one.shown.id))
        row = thanks_buttons(t, one.round_id, one.shown.id)
        blocks += [quoted(shortened(one.shown.text, MOST_CHARACTERS)), context(who), *thanked, row]
    return blocks


def _repeated(t: Texts, card: DigestCard) -> list[Json]:
    blocks: list[Json] = [divider(), section(t("digest.repeated"))] if card.repeated else []
    for answer in card.repeated[:MOST_REPEATED]:
        lesson = shortened(answer.highlight, MOST_REPEATED_CHARACTERS)
        blocks += [quoted(lesson), *answer_lines(t, [answer], MOST_ANSWER_CHARACTERS)]
    return blocks


def fallback(t: Texts, card: DigestCard) -> str:
    """Return the line that notifications show."""
    return t("digest.fallback", question=card.question)


def read_all(t: Texts, card: DigestCard) -> Json:
    """Show every highlight of a round in full."""
    blocks: list[Json] = [section(f"*{escape(card.question)}*")]
    left = len(card.highlights)
    for one in card.highlights:
        new = highlight(t, card, one, None)
        if len(blocks) + len(new) >= MOST_BLOCKS_IN_MODAL:
            break
        blocks, left = blocks + new, left - 1
    if left:
        blocks.append(context(t.count("digest.more", left)))
    return modal(View.NOTE, t("digest.title"), blocks, close=t("common.close"))


def shortened(text: str, most: int) -> str:
    """Cut a text at a word, with an ellipsis, so that it has at most `most` characters.

    What is recommended with a lesson stays whole.
    """
    words, tip = parted(text)
    if len(words) <= most:
        return text
    cut = words[: most - 1]
    return joined((cut.rsplit(maxsplit=1)[0] if " " in cut[most // 2 :] else cut).rstrip() + "…", tip)


def highlight(t: Texts, card: DigestCard, one: Published, most: int | None) -> list[Json]:
    """Show a highlight, cut to `most` characters unless None, with all that stands under it."""
    text = one.text if most is None else shortened(one.text, most)
    by = [t("digest.by_name", who=f"<@{one.author}>")] if one.author else []
    small = [context(*by)] if by else []
    mine = [answer for answer in card.answers if answer.highlight_id == one.id]
    most_answer = None if most is None else MOST_ANSWER_CHARACTERS
    said = answer_lines(t, mine if most is None else mine[:MOST_ANSWERS], most_answer)
    row = thanks_buttons(t, card.round_id, one.id)
    return [quoted(text), *small, *said, *thanks_line(t, card.thanks.get(one.id)), row]


def thanks_buttons(t: Texts, round_id: str, item_id: str) -> Json:
    """Offer to thank for a lesson, and the menu of what else can be done with it."""
    ids = f"{round_id}.{item_id}"
    return actions(
        button(t("thanks.try_button"), Action.TRY, ids),
        button(t("thanks.used_button"), Action.USED, ids),
        menu(t, round_id, item_id),
    )


def thanks_line(t: Texts, thanked: Thanked | None) -> list[Json]:
    """Say how many want to try a lesson and how many have used it; nothing when nobody has."""
    words = thanks_words(t, thanked)
    return [context(words)] if words else []


def thanks_words(t: Texts, thanked: Thanked | None) -> str:
    """Return the same as one line of words."""
    if thanked is None:
        return ""
    counted = {"thanks.try": shown_thanks(thanked.wish_to_try), "thanks.used": shown_thanks(thanked.used)}
    return " · ".join(t.count(words, number) for words, number in counted.items() if number is not None)


def answer_lines(t: Texts, answers: Sequence[LeaderAnswer], most: int | None) -> list[Json]:
    """Show what leaders said as one block, so that many answers cannot fill a message."""
    elements: list[Json] = []
    for answer in answers:
        words = answer.text if most is None else shortened(answer.text, most)
        elements += said_by(t("digest.leader_says"), answer.leader, words)
    return [{"type": "rich_text", "elements": elements}] if elements else []
