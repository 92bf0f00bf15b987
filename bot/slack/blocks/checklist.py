"""A leader's own checklist: went first, answered, followed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, button, context, escape, section
from bot.slack.ids import Action

UNDO, DONE = "undo", "done"


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold what a leader did about the latest lessons of one schedule.

    `went_first` is None when somebody else did, so that nothing is left to do.
    """

    round_id: str
    name: str
    went_first: bool | None
    answered: bool
    followed_up: bool


def checklist(t: Texts, rounds: Sequence[Checked]) -> list[Json]:
    """Show a leader what they did about the latest lessons; the last step they tick themselves."""
    if not rounds:
        return []
    return [section(t("checklist.title")), *(_lines(t, one) for one in rounds), context(t("checklist.yours"))]


def _lines(t: Texts, one: Checked) -> Json:
    steps = (
        ("went_first", one.went_first),
        ("answered", one.answered),
        ("followed_up", one.followed_up),
    )
    marks = [f"{_mark(done)}  {t(f'checklist.{step}')}" for step, done in steps if done is not None]
    label = t("checklist.untick" if one.followed_up else "checklist.tick")
    value = f"{UNDO if one.followed_up else DONE}.{one.round_id}"
    tick = button(label, Action.FOLLOWED_UP, value)
    return section("\n".join([f"*{escape(one.name)}*", *marks]), accessory=tick)


def _mark(done: bool) -> str:
    return ":white_check_mark:" if done else ":white_large_square:"
