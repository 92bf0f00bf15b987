"""What an admin's Home tab shows besides: first steps, a menu at each schedule, and their tools."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, actions, button, context, modal, option, overflow, section
from bot.slack.ids import Action, View

AT_ONCE = ("run", "close", "publish")
"""What moves a round on for many people, and is asked about once more."""

TOOLS = (
    ("prompts", Action.PROMPTS),
    ("terms", Action.HOME_TERMS),
    ("roles", Action.HOME_ROLES),
    ("status", Action.HOME_STATUS),
    ("report", Action.REPORT),
    ("export", Action.HOME_EXPORT),
)


def first_steps(t: Texts) -> list[Json]:
    """Lead whoever installed the app to the first question."""
    # Whatever is drawn anew keeps its block ids, so that a press on what was there before still works.
    return [
        section(t("first_steps.title")),
        section(t("first_steps.steps")),
        actions(
            button(t("home.new"), Action.HOME_NEW, "new", style="primary"),
            block_id="first_steps",
        ),
        context(t("first_steps.then")),
    ]


def words_for(*, paused: bool, is_open: bool) -> tuple[str, ...]:
    """Return what can be done with a schedule now, at most five: a menu behind dots holds no more.

    A round that waits to be shown keeps nobody from asking again; its own button is `waiting`.
    """
    moving = ["close"] if is_open else [] if paused else ["run"]
    return (*moving, "edit", "resume" if paused else "pause", "show", "delete")


def menu(t: Texts, schedule_id: str, words: Sequence[str]) -> Json:
    """Offer what can be done with a schedule."""
    return overflow(
        Action.HOME_SCHEDULE, [option(t(f"home_do.{word}"), f"{word}.{schedule_id}") for word in words]
    )


def waiting(t: Texts, schedule_id: str) -> Json:
    """Say that an earlier round's answers have not been shown yet, and offer to show them."""
    return section(
        t("home.waits"),
        accessory=button(t("home_do.publish"), Action.HOME_SCHEDULE, f"publish.{schedule_id}"),
        block_id=f"waiting.{schedule_id}",
    )


def sure(t: Texts, word: str, *, metadata: str, name: str, channel: str, who: str) -> Json:
    """Ask before a round is moved on for everybody."""
    said = t(f"home_sure.{word}", name=name, channel=f"<#{channel}>", who=who)
    return modal(
        View.SCHEDULE_NOW,
        t(f"home_do.{word}"),
        [section(said)],
        submit=t(f"home_do.{word}"),
        close=t("common.cancel"),
        metadata=metadata,
    )


def tools(t: Texts) -> list[Json]:
    """Offer everything else that admins look after, each with a word on what it is for."""
    rows = [
        section(
            t(f"tool.{name}"),
            accessory=button(t(f"tool.{name}_open"), action, name),
            block_id=f"tool.{name}",
        )
        for name, action in TOOLS
    ]
    return [section(t("tool.title")), *rows]
