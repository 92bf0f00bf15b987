"""What everyone's Home tab shows: the open question, what comes next, and what can be pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, actions, button, context, escape, section
from bot.slack.ids import Action


@dataclass(frozen=True, slots=True)
class HomeSchedule:
    """Hold what the Home tab says of one schedule."""

    name: str
    rhythm: str
    next_date: str
    state: str


def open_prompts(t: Texts, prompts: Sequence[tuple[str, str]]) -> list[Json]:
    """Link to the questions that wait for an answer: each a question and its address."""
    if not prompts:
        return []
    return [section(t("home.open")), *(section(f"<{link}|{escape(question)}>") for question, link in prompts)]


def schedules(t: Texts, shown: Sequence[HomeSchedule], *, admin: bool) -> list[Json]:
    """Say when the next questions come."""
    lines = [
        section(f"*{escape(one.name)}* · {escape(one.rhythm)}\n{escape(one.state)} {escape(one.next_date)}")
        for one in shown
    ]
    none = section(t("home.no_schedule_admin" if admin else "home.no_schedule"))
    return [section(t("home.schedules")), *(lines or [none])]


def buttons(t: Texts, *, paused: str, admin: bool, leads: bool) -> list[Json]:
    """Offer what a person can do; `paused` says in words that they have peace from questions."""
    row = [button(t("home.new"), Action.HOME_NEW, "new", style="primary")] if admin else []
    row += [button(t("prompts.open"), Action.PROMPTS, "open")] if admin else []
    row += [
        button(t("lesson.open"), Action.SHARE, "share"),
        button(t("home.settings"), Action.HOME_SETTINGS, "settings"),
        button(t("home.resume"), Action.HOME_RESUME, "resume")
        if paused
        else button(t("home.pause"), Action.HOME_PAUSE, "pause"),
        button(t("how.button"), Action.HOW, "0"),
    ]
    if admin or leads:
        row.append(button(t("home.report"), Action.REPORT, "report"))
    return [*([context(paused)] if paused else []), actions(*row)]
