"""The modal from which an author copies their own text."""

from __future__ import annotations

from bot.content.texts import Texts
from bot.learning.own_copy import in_pieces
from bot.slack.blocks.kit import Json, field, modal, section, text_input
from bot.slack.ids import Action, View

MOST_IN_FIELD = 3000


def own_copy(t: Texts, markdown: str) -> Json:
    """Show a copy in fields, since those can be copied from on a phone too; there is nothing to send."""
    pieces = in_pieces(markdown, MOST_IN_FIELD)
    fields = [
        field(
            f"copy_{number}",
            t("copy.label") if len(pieces) == 1 else t("copy.part", number=number, all=len(pieces)),
            text_input(Action.FIELD, multiline=True, initial=piece),
            optional=True,
        )
        for number, piece in enumerate(pieces, start=1)
    ]
    # Slack takes no fields in a modal that cannot be sent; sending this one only closes it.
    return modal(
        View.COPY,
        t("copy.title"),
        [section(t("copy.lead")), *fields],
        submit=t("copy.done"),
        close=t("common.close"),
    )
