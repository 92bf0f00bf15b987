"""Hold a message that is ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass

from bot.slack.blocks.kit import Json, section


@dataclass(frozen=True, slots=True)
class Message:
    """Hold a rendered message: the line that notifications show, and its blocks."""

    text: str
    blocks: list[Json]
    plain: list[Json] | None = None
    """The same in blocks that every Slack takes, where there are some that not every one does."""


def one_line(fallback: str, text: str) -> Message:
    """Return a message of one section."""
    return Message(fallback, [section(text)])
