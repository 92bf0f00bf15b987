"""Follow a colleague: sign up, the introduction, the question how it went, the season."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.texts import Texts
from bot.learning.ballot import Happened
from bot.learning.shadow.season import INTERVALS
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    choice,
    confirm,
    context,
    escape,
    field,
    modal,
    option,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View
from bot.store.sealed.volunteers import LONGEST_TEAM, LONGEST_WISH, Wish

WORKDAYS = 5
SIZES = (2, 3)


@dataclass(frozen=True, slots=True)
class Partner:
    """Hold whom somebody follows, and what that person says of it."""

    user: str
    wish: Wish


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold a season as its form shows it."""

    schedules: Sequence[tuple[str, str]]
    schedule: str
    every_weeks: int
    weekday: int
    at: str
    starts: date
    ends: date
    size: int
    exists: bool


def sign_up(t: Texts, wish: Wish | None, said: Sequence[str], *, admin: bool) -> Json:
    """Ask what a volunteer would like to see and can show; `said` are lines on when the next turn comes."""
    own = wish or Wish()
    buttons = []
    if wish is not None:
        buttons.append(button(t("shadow.stop"), Action.SHADOW_LEAVE, "leave", ask=_sure(t, "stop")))
    if admin:
        buttons.append(button(t("shadow.season"), Action.SHADOW_SEASON, "season"))
    return modal(
        View.SHADOW,
        t("shadow.title"),
        [
            section(t("shadow.lead")),
            field(
                Block.SEE,
                t("shadow.see"),
                text_input(Action.FIELD, initial=own.see, most=LONGEST_WISH, hint=t("shadow.see_hint")),
                optional=True,
            ),
            field(
                Block.SHOW,
                t("shadow.show"),
                text_input(Action.FIELD, initial=own.show, most=LONGEST_WISH, hint=t("shadow.show_hint")),
                optional=True,
            ),
            field(
                Block.TEAM,
                t("shadow.team"),
                text_input(Action.FIELD, initial=own.team, most=LONGEST_TEAM),
                optional=True,
                hint=t("shadow.team_hint"),
            ),
            context(t("shadow.who_sees")),
            *([context(*said)] if said else []),
            *([actions(*buttons)] if buttons else []),
        ],
        submit=t("common.save") if wish else t("shadow.join"),
        close=t("common.cancel"),
    )


def introduction(
    t: Texts, turn: str, partners: Sequence[Partner], times: Sequence[str], *, learned_of: str
) -> list[Json]:
    """Introduce people who follow each other, and propose times; `times` are lines in everybody's zone."""
    others = _named(t, [one.user for one in partners])
    proposed = "\n".join(
        [t(f"shadow.times_{min(SIZES[-1], len(partners) + 1)}"), *(f"•  {line}" for line in times)]
    )
    return [
        section(t("shadow.meet", others=others)),
        *(_said(t, one) for one in partners if one.wish != Wish()),
        section(proposed if times else t("shadow.no_times")),
        section(t("shadow.write")),
        context(t("shadow.between_you", when=learned_of)),
        actions(
            button(t("shadow.skip"), Action.SHADOW_SKIP, turn, ask=_sure(t, "skip")),
            button(t("shadow.stop"), Action.SHADOW_LEAVE, turn, ask=_sure(t, "stop")),
        ),
    ]


def over(sentence: str) -> list[Json]:
    """Show an introduction that has nothing left to press."""
    return [section(sentence)]


def off(t: Texts, gone: Sequence[str], left: Sequence[str]) -> list[Json]:
    """Say that somebody cannot; those who are left follow each other still, if there are two."""
    if left:
        return [section(t("shadow.off_two", who=_named(t, gone), others=_named(t, left)))]
    if gone:
        return [section(t("shadow.off_one", who=_named(t, gone)))]
    return [section(t("shadow.off"))]


def ask_back(t: Texts, turn: str, others: Sequence[str]) -> list[Json]:
    """Ask, two weeks later, whether it happened."""
    return [
        section(t("shadow.ask_back", others=_named(t, others))),
        actions(button(t("shadow.tell"), Action.SHADOW_TELL, turn, style="primary")),
    ]


def look_back(t: Texts, turn: str, k: int, chosen: str | None) -> Json:
    """Ask whether it happened; what was learned comes in the next step."""
    ways = [option(t(f"shadow.happened_{one}"), one) for one in Happened]
    return modal(
        View.SHADOW_BACK,
        t("shadow.back_title"),
        [
            field(Block.HAPPENED, t("shadow.happened"), choice("radio_buttons", Action.FIELD, ways, chosen)),
            context(t("shadow.counted", k=k)),
        ],
        submit=t("common.next"),
        close=t("common.cancel"),
        metadata=turn,
    )


def season(t: Texts, draft: Draft, weekdays: Sequence[str], said: Sequence[str]) -> Json:
    """Let an admin set a season up; `said` are lines on how many are willing and how it goes."""
    schedules = [option(name[:75], one) for one, name in draft.schedules]
    intervals = [option(t(f"shadow.every_{weeks}"), str(weeks)) for weeks in INTERVALS]
    days = [option(name, str(number)) for number, name in enumerate(weekdays[:WORKDAYS])]
    sizes = [option(t(f"shadow.size_{size}"), str(size)) for size in SIZES]
    at = {"type": "timepicker", "action_id": Action.FIELD, "initial_time": draft.at}
    end = button(t("shadow.end"), Action.SHADOW_END, "end", style="danger", ask=_sure(t, "end"))

    def pick(kind: str, options: Sequence[Json], chosen: str) -> Json:
        return choice(kind, Action.FIELD, options, chosen)

    return modal(
        View.SHADOW_SEASON,
        t("shadow.season"),
        [
            section(t("shadow.season_lead")),
            field(Block.EVERY, t("shadow.every"), pick("static_select", intervals, str(draft.every_weeks))),
            field(Block.WEEKDAY, t("shadow.weekday"), pick("static_select", days, str(draft.weekday))),
            field(Block.AT, t("shadow.at"), at),
            field(Block.STARTS, t("shadow.starts"), _date(draft.starts)),
            field(Block.ENDS, t("shadow.ends"), _date(draft.ends)),
            field(Block.SIZE, t("shadow.size"), pick("radio_buttons", sizes, str(draft.size))),
            field(
                Block.SCHEDULE,
                t("shadow.schedule"),
                pick("static_select", schedules, draft.schedule),
                hint=t("shadow.schedule_hint"),
            ),
            *([context(*said)] if said else []),
            *([actions(end)] if draft.exists else []),
        ],
        submit=t("common.save"),
        close=t("common.cancel"),
    )


def home(t: Texts, *, takes_part: bool, next_turn: str, admin: bool) -> list[Json]:
    """Invite to follow a colleague on the Home tab, or say when the next turn comes."""
    said = t("shadow.home_in" if takes_part else "shadow.home_out")
    row = [button(t("shadow.change" if takes_part else "shadow.open"), Action.SHADOW, "open")]
    if admin:
        row.append(button(t("shadow.season"), Action.SHADOW_SEASON, "season"))
    lines = [t("shadow.home_title"), said, *([next_turn] if next_turn else [])]
    return [section("\n".join(lines)), actions(*row)]


def _said(t: Texts, one: Partner) -> Json:
    """Show what a partner says; nothing in it is interpreted."""
    head: list[Json] = [{"type": "user", "user_id": one.user, "style": {"bold": True}}]
    if one.wish.team:
        head.append({"type": "text", "text": f"  {one.wish.team}"})
    parts: list[Json] = [{"type": "rich_text_section", "elements": head}]
    for lead, words in (("shadow.wants_to_see", one.wish.see), ("shadow.can_show", one.wish.show)):
        if words:
            said = {"type": "text", "text": f"\n{t(lead)} ", "style": {"bold": True}}
            parts[0]["elements"] += [said, {"type": "text", "text": words}]
    return {"type": "rich_text", "elements": parts}


def _named(t: Texts, users: Sequence[str]) -> str:
    return t.listed([f"<@{escape(user)}>" for user in users])


def _sure(t: Texts, what: str) -> Json:
    return confirm(
        t(f"shadow.{what}_title"),
        t(f"shadow.{what}_text"),
        t(f"shadow.{what}"),
        t("common.cancel"),
        danger=what != "skip",
    )


def _date(day: date) -> Json:
    return {"type": "datepicker", "action_id": Action.FIELD, "initial_date": day.isoformat()}
