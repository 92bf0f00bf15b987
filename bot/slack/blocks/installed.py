"""What whoever installed the app reads first."""

from __future__ import annotations

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, actions, button, section
from bot.slack.ids import Action


def installers_note(t: Texts, *, k: int) -> list[Json]:
    """Say what they may do now, what to do first, and what is promised to everyone."""
    return [
        section(t("installer.hello")),
        section(t("installer.first")),
        section(t("installer.privacy", k=k)),
        actions(
            button(t("home.new"), Action.HOME_NEW, "new", style="primary"),
            button(t("how.button"), Action.HOW, "0"),
        ),
    ]
