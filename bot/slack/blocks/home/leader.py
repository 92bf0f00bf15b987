"""What a leader's Home tab shows besides: what waits for them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, button, escape, section
from bot.slack.ids import Action


def reviews(t: Texts, waiting: Sequence[tuple[str, str]]) -> list[Json]:
    """List the rounds that wait to be reviewed: each a schedule's name and the round's id."""
    if not waiting:
        return []
    return [
        section(t("home.reviews")),
        *(
            section(f"*{escape(name)}*", accessory=button(t("curation.open"), Action.QUEUE, round_id))
            for name, round_id in waiting
        ),
    ]
