"""Put the parts of a Home tab one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, divider, header, section

MOST_BLOCKS = 100


def page(t: Texts, parts: Sequence[Sequence[Json]]) -> Json:
    """Build a Home tab from its parts, top to bottom; empty ones leave no line behind.

    What is beyond a view's limit is left out from the bottom, part by part.
    """
    blocks: list[Json] = [header(t("home.title")), section(t("home.lead"))]
    for part in parts:
        new = [divider(), *part] if part else []
        if len(blocks) + len(new) <= MOST_BLOCKS:
            blocks += new
    return {"type": "home", "blocks": blocks}
