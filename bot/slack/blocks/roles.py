"""The modal in which admins appoint others."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, field, modal, people_select, section
from bot.slack.ids import Block, View


def roles(t: Texts, appointed: Sequence[str]) -> Json:
    """Show who is appointed, to add to and take from."""
    return modal(
        View.ROLES,
        t("roles.title"),
        [
            section(t("roles.lead")),
            field(
                Block.PEOPLE,
                t("roles.label"),
                people_select(appointed),
                optional=True,
                hint=t("roles.hint"),
            ),
        ],
        submit=t("common.save"),
        close=t("common.cancel"),
    )
