"""Check what people typed before anything is done with it."""

from __future__ import annotations

from bot.content.texts import Texts
from bot.slack.blocks.answer import Place
from bot.slack.blocks.kit import Json
from bot.slack.errors import Refusal
from bot.store.sealed.seal import TEXT_LIMIT


def sayable(t: Texts, text: str, limit: int = TEXT_LIMIT) -> str | None:
    """Return the sentence that says what is wrong with a text; None when nothing is."""
    if not text:
        return t("error.text_empty")
    if len(text) > limit:
        return t("error.text_long", limit=limit, over=len(text) - limit)
    return None


def readable_place(view: Json) -> Place:
    """Return the place in a modal's metadata; raise Refusal when it is not ours."""
    try:
        return Place.unpacked(view.get("private_metadata", ""))
    except ValueError:
        raise Refusal("error.gone") from None
