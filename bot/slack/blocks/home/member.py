"""What everyone's Home tab shows: the open question, what comes next, and what can be pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
from bot.slack.blocks.home.admin import menu, waiting
from bot.slack.blocks.kit import Json, actions, button, context, escape, section
from bot.slack.ids import Action


@dataclass(frozen=True, slots=True)
class HomeSchedule:
    """Hold what the Home tab says of one schedule."""

    name: str
    rhythm: str
    next_date: str
    state: str
    id: str = ""
    can: tuple[str, ...] = ()
    """What the visitor can do with it, an admin at least."""
    waits: bool = False
    """Whether the visitor can have an earlier round's answers shown."""


def open_prompts(t: Texts, prompts: Sequence[tuple[str, str]]) -> list[Json]:
    """Link to the questions that wait for an answer: each a question and its address."""
    if not prompts:
        return []
    return [section(t("home.open")), *(section(f"<{link}|{escape(question)}>") for question, link in prompts)]


def schedules(t: Texts, shown: Sequence[HomeSchedule], *, admin: bool = False, more: int = 0) -> list[Json]:
    """Say when the next questions come; `more` is how many schedules there is no room for."""
    lines: list[Json] = []
    for one in shown:
        said = (
            f"*{escape(one.name)}* · {escape(one.rhythm)}\n{escape(f'{one.state} {one.next_date}'.strip())}"
        )
        lines.append(
            section(
                said,
                accessory=menu(t, one.id, one.can) if one.can else None,
                block_id=f"schedule.{one.id}" if one.id else None,
            )
        )
        lines += [waiting(t, one.id)] if one.waits else []
    rest = [context(t.count("home.more_schedules", more))] if more else []
    new = button(t("home.new"), Action.HOME_NEW, "new", style="primary") if admin else None
    head = section(t("home.schedules"), accessory=new, block_id="schedules")
    return [head, *(lines or [section(t("home.no_schedule"))]), *rest]


def buttons(t: Texts, *, paused: str, admin: bool, leads: bool) -> list[Json]:
    """Offer what a person can do; `paused` says in words that they have peace from questions."""
    row = [
        button(t("lesson.open"), Action.SHARE, "share"),
        button(t("home.settings"), Action.HOME_SETTINGS, "settings"),
        button(t("home.resume"), Action.HOME_RESUME, "resume")
        if paused
        else button(t("home.pause"), Action.HOME_PAUSE, "pause"),
        button(t("home.mine"), Action.HOME_MINE, "mine"),
        button(t("how.button"), Action.HOW, "0"),
        button(t("home.help"), Action.HOME_HELP, "help"),
    ]
    if leads and not admin:
        row.append(button(t("home.report"), Action.REPORT, "report"))
    return [*([context(paused)] if paused else []), actions(*row, block_id="everyone")]
