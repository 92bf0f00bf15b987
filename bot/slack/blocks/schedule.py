"""The modal in which a schedule is made and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.content.texts import Texts
from bot.learning.acts import Act
from bot.slack.blocks.days_off import WEEKENDS_ONLY, days_off
from bot.slack.blocks.kit import (
    Json,
    channel_select,
    choice,
    field,
    modal,
    option,
    people_select,
    text_input,
)
from bot.slack.ids import Action, Block, View

RHYTHMS = (
    "weekly",
    "every_2_weeks",
    "every_3_weeks",
    "every_4_weeks",
    "monthly_first",
    "monthly_second",
    "monthly_third",
    "monthly_fourth",
    "monthly_last",
    "last_workday",
    "once",
)
WEEKDAY_RHYTHMS = RHYTHMS[:9]
KEPT = "kept"
"""The rhythm of a schedule that was typed on one line and has no choice of its own in the modal."""

AUDIENCES = ("channel", "other", "group", "people")
LONGEST_WINDOW = 10
MOST_CHARACTERS = 3000
"""So much does a field in Slack take."""

LATEST_PUBLICATION = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what the modal shows at first, and what a person has changed so far.

    `kept` says in words the rhythm of a schedule that the modal has no choice for; `groups` are the
    workspace's user groups, id and handle.
    """

    rhythm: str = "weekly"
    weekday: int = 4
    at: time = time(14, 0)
    on_date: date | None = None
    zone: str = "member"
    name: str = ""
    channel: str | None = None
    audience: str = "channel"
    other: str | None = None
    group: str | None = None
    people: Sequence[str] = ()
    leaders: Sequence[str] = ()
    language: str = ""
    acts: Sequence[str] = ()
    questions: str = ""
    country: str | None = "SE"
    days_off: Sequence[str] = ("eves",)
    quiet_months: Sequence[int] = ()
    window: int = 3
    publish_at: time = time(10, 0)
    publish_after: int = 2
    k: str = "5"
    curation: str = "on"
    kept: str = ""
    groups: Sequence[tuple[str, str]] = ()
    metadata: str = ""


def form(
    t: Texts, draft: Draft, weekdays: Sequence[str], months: Sequence[str], countries: Mapping[str, str]
) -> Json:
    """Ask for everything a schedule needs; what a rhythm does not need is not asked."""
    return modal(
        View.SCHEDULE,
        t("schedule.edit_title" if draft.metadata else "schedule.title"),
        [
            field(
                Block.NAME,
                t("schedule.name"),
                text_input(Action.FIELD, initial=draft.name, most=60, hint=t("schedule.name_placeholder")),
            ),
            *_when(t, draft, weekdays),
            *_who(t, draft),
            *_what(t, draft, months, countries),
        ],
        submit=t("schedule.save"),
        close=t("common.cancel"),
        metadata=draft.metadata,
    )


def _when(t: Texts, draft: Draft, weekdays: Sequence[str]) -> list[Json]:
    rhythms = [option(t(f"rhythm.{one}"), one) for one in RHYTHMS]
    if draft.kept:
        rhythms.insert(0, option(draft.kept, KEPT))
    blocks = [
        field(
            Block.RHYTHM,
            t("schedule.rhythm"),
            choice("static_select", Action.FREQUENCY, rhythms, draft.rhythm),
            sends=True,
        )
    ]
    if draft.rhythm in WEEKDAY_RHYTHMS:
        days = [option(name, str(number)) for number, name in enumerate(weekdays)]
        select = choice("static_select", Action.FIELD, days, str(draft.weekday))
        blocks.append(field(Block.WEEKDAY, t("schedule.weekday"), select))
    if draft.rhythm == "once":
        picker: Json = {"type": "datepicker", "action_id": Action.FIELD}
        if draft.on_date is not None:
            picker["initial_date"] = draft.on_date.isoformat()
        blocks.append(field(Block.ON_DATE, t("schedule.on_date"), picker))
    zones = [option(t("zone.member"), "member"), option(t("zone.fixed"), "fixed")]
    zone = choice("radio_buttons", Action.FIELD, zones, draft.zone)
    return [
        *blocks,
        field(Block.AT, t("schedule.at"), _clock(draft.at)),
        field(Block.ZONE, t("schedule.zone"), zone),
    ]


def _who(t: Texts, draft: Draft) -> list[Json]:
    kinds = [one for one in AUDIENCES if one != "group" or draft.groups]
    audiences = [option(t(f"audience.{one}"), one) for one in kinds]
    blocks = [
        field(
            Block.CHANNEL, t("schedule.channel"), _channel(t, draft.channel), hint=t("schedule.channel_hint")
        ),
        field(
            Block.AUDIENCE,
            t("schedule.audience"),
            choice("radio_buttons", Action.AUDIENCE_KIND, audiences, draft.audience),
            sends=True,
        ),
    ]
    if draft.audience == "other":
        blocks.append(field(Block.OTHER, t("schedule.other"), _channel(t, draft.other)))
    if draft.audience == "group":
        groups = [option(f"@{handle}"[:75], group) for group, handle in draft.groups[:100]]
        select = choice("static_select", Action.FIELD, groups, draft.group)
        blocks.append(field(Block.GROUP, t("schedule.group"), select))
    if draft.audience == "people":
        blocks.append(field(Block.PEOPLE, t("schedule.people"), people_select(draft.people)))
    blocks.append(
        field(
            Block.LEADERS,
            t("schedule.leaders"),
            people_select(draft.leaders),
            optional=True,
            hint=t("schedule.leaders_hint"),
        )
    )
    return blocks


def _what(t: Texts, draft: Draft, months: Sequence[str], countries: Mapping[str, str]) -> list[Json]:
    acts = _several([option(t(f"act.{one}"), one) for one in Act], draft.acts)
    languages = choice(
        "static_select",
        Action.FIELD,
        [option("Svenska", "sv"), option("English", "en")],
        draft.language or t.language,
    )
    quiet = _several(
        [option(name, str(number)) for number, name in enumerate(months, start=1)],
        [str(month) for month in draft.quiet_months],
    )
    windows = [option(t.count("schedule.days", days), str(days)) for days in range(1, LONGEST_WINDOW + 1)]
    waits = [option(t.count("schedule.days", days), str(days)) for days in range(1, LATEST_PUBLICATION + 1)]
    curations = [option(t("curation.mode_on"), "on"), option(t("curation.mode_off"), "off")]
    return [
        field(Block.ACTS, t("schedule.acts"), acts, optional=True, hint=t("schedule.acts_hint")),
        field(
            Block.QUESTIONS,
            t("schedule.questions"),
            text_input(Action.FIELD, multiline=True, initial=draft.questions, most=MOST_CHARACTERS),
            optional=True,
            hint=t("schedule.questions_hint"),
        ),
        field(Block.LANGUAGE, t("schedule.language"), languages),
        *days_off(t, draft.country or WEEKENDS_ONLY, draft.days_off, countries),
        field(Block.QUIET, t("schedule.quiet"), quiet, optional=True),
        field(
            Block.WINDOW,
            t("schedule.window"),
            choice("static_select", Action.FIELD, windows, str(draft.window)),
            hint=t("schedule.window_hint"),
        ),
        field(
            Block.PUBLISH_AFTER,
            t("schedule.publish_after"),
            choice("static_select", Action.FIELD, waits, str(draft.publish_after)),
        ),
        field(Block.PUBLISH_AT, t("schedule.publish_at"), _clock(draft.publish_at)),
        field(
            Block.K,
            t("schedule.k"),
            text_input(Action.FIELD, initial=draft.k, most=4),
            hint=t("schedule.k_hint"),
        ),
        field(
            Block.CURATION,
            t("schedule.curation"),
            choice("radio_buttons", Action.FIELD, curations, draft.curation),
        ),
    ]


def _clock(at: time) -> Json:
    return {"type": "timepicker", "action_id": Action.FIELD, "initial_time": f"{at:%H:%M}"}


def _channel(t: Texts, chosen: str | None) -> Json:
    return channel_select(t("schedule.channel_placeholder"), chosen)


def _several(options: Sequence[Json], chosen: Sequence[str]) -> Json:
    built: Json = {"type": "multi_static_select", "action_id": Action.FIELD, "options": list(options)}
    ticked = [one for one in options if one["value"] in chosen]
    if ticked:
        built["initial_options"] = ticked
    return built
