"""The one post of a round's highlights, and the modal with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
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
    section,
)
from bot.slack.ids import Action, View
from bot.store.sealed.texts import Published

MOST_SHOWN = 8
MOST_CHARACTERS = 400
MOST_IN_MODAL = 40


@dataclass(frozen=True, slots=True)
class DigestCard:
    """Hold what a digest shows; `share` is participation in rounded per cent, None when not shown."""

    round_id: str
    question: str
    highlights: Sequence[Published]
    share: int | None


def digest(t: Texts, card: DigestCard) -> list[Json]:
    """Show at most eight highlights; the rest is behind a button."""
    shown = card.highlights[:MOST_SHOWN]
    blocks: list[Json] = [header(t("digest.title")), section(f"*{escape(card.question)}*")]
    for one in shown:
        blocks += _highlight(t, one, MOST_CHARACTERS)
    if not shown:
        blocks.append(section(t("digest.nothing_left")))
    blocks.append(divider())
    small = [] if card.share is None else [t("digest.share", percent=card.share)]
    blocks.append(context(*small, t("digest.no_names")))
    if len(card.highlights) > MOST_SHOWN or any(len(one.text) > MOST_CHARACTERS for one in shown):
        label = t.count("digest.read_all", len(card.highlights))
        blocks.append(actions(button(label, Action.READ_ALL, card.round_id)))
    return blocks


def fallback(t: Texts, card: DigestCard) -> str:
    """Return the line that notifications show."""
    return t("digest.fallback", question=card.question)


def read_all(t: Texts, card: DigestCard) -> Json:
    """Show every highlight of a round in full."""
    blocks: list[Json] = [section(f"*{escape(card.question)}*")]
    for one in card.highlights[:MOST_IN_MODAL]:
        blocks += _highlight(t, one, None)
    return modal(View.NOTE, t("digest.title"), blocks, close=t("common.close"))


def shortened(text: str, most: int) -> str:
    """Cut a text at a word, with an ellipsis, so that it has at most `most` characters."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(maxsplit=1)[0] if " " in cut[most // 2 :] else cut).rstrip() + "…"


def _highlight(t: Texts, one: Published, most: int | None) -> list[Json]:
    text = one.text if most is None else shortened(one.text, most)
    by = [context(t("digest.by_name", who=f"<@{one.author}>"))] if one.author else []
    return [quoted(text), *by]
