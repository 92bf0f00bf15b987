"""The modal in which a schedule is made, and the messages that show schedules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date, time

from bot.content.texts import Texts
from bot.slack.blocks.kit import (
    Json,
    choice,
    context,
    escape,
    field,
    header,
    modal,
    option,
    plain,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View

RHYTHMS = (
    "weekly",
    "every_2_weeks",
    "every_4_weeks",
    "monthly_first",
    "monthly_last",
    "last_workday",
    "once",
)
WEEKDAY_RHYTHMS = RHYTHMS[:5]


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what the modal shows at first, and what a person has changed so far."""

    rhythm: str = "weekly"
    weekday: int = 4
    at: time = time(14, 0)
    on_date: date | None = None
    name: str = ""
    k: str = "5"
    channel: str | None = None
    audience: str = "channel"
    people: Sequence[str] = ()
    leaders: Sequence[str] = default(default=())
    metadata: str = ""


def new(t: Texts, draft: Draft, weekday_names: Sequence[str]) -> Json:
    """Ask for everything a schedule needs; what a rhythm does not need is not asked."""
    weekdays = [option(name, str(number)) for number, name in enumerate(weekday_names)]
    rhythm = field(
        Block.RHYTHM,
        t("schedule.rhythm"),
        choice(
            "static_select",
            Action.FREQUENCY,
            [option(t(f"rhythm.{one}"), one) for one in RHYTHMS],
            draft.rhythm,
        ),
        sends=True,
    )
    when: list[Json] = []
    if draft.rhythm in WEEKDAY_RHYTHMS:
        when.append(
            field(
                Block.WEEKDAY,
                t("schedule.weekday"),
                choice("static_select", Action.FIELD, weekdays, str(draft.weekday)),
            )
        )
    if draft.rhythm == "once":
        picker: Json = {"type": "datepicker", "action_id": Action.FIELD}
        if draft.on_date is not None:
            picker["initial_date"] = draft.on_date.isoformat()
        when.append(field(Block.ON_DATE, t("schedule.on_date"), picker))
    clock: Json = {"type": "timepicker", "action_id": Action.FIELD, "initial_time": f"{draft.at:%H:%M}"}
    zones = [option(t("zone.member"), "member"), option(t("zone.fixed"), "fixed")]
    audiences = [option(t("audience.channel"), "channel"), option(t("audience.people"), "people")]
    who: list[Json] = [
        field(
            Block.AUDIENCE,
            t("schedule.audience"),
            choice("radio_buttons", Action.AUDIENCE_KIND, audiences, draft.audience),
            sends=True,
        )
    ]
    if draft.audience == "people":
        who.append(field(Block.PEOPLE, t("schedule.people"), _people(draft.people)))
    channel: Json = {
        "type": "conversations_select",
        "action_id": Action.FIELD,
        "placeholder": plain(t("schedule.channel_placeholder")),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if draft.channel is not None:
        channel["initial_conversation"] = draft.channel
    languages = [option("Svenska", "sv"), option("English", "en")]
    curations = [option(t("curation.mode_on"), "on"), option(t("curation.mode_off"), "off")]
    holidays = [
        option(t("holidays.se_eves"), "se_eves"),
        option(t("holidays.se_bridge"), "se_bridge"),
        option(t("holidays.se"), "se"),
        option(t("holidays.none"), "none"),
    ]
    return modal(
        View.SCHEDULE,
        t("schedule.title"),
        [
            field(
                Block.NAME,
                t("schedule.name"),
                text_input(Action.FIELD, initial=draft.name, most=60, hint=t("schedule.name_placeholder")),
            ),
            rhythm,
            *when,
            field(Block.AT, t("schedule.at"), clock),
            field(Block.ZONE, t("schedule.zone"), choice("radio_buttons", Action.FIELD, zones, "member")),
            field(Block.CHANNEL, t("schedule.channel"), channel, hint=t("schedule.channel_hint")),
            *who,
            field(
                Block.LEADERS,
                t("schedule.leaders"),
                _people(draft.leaders),
                optional=True,
                hint=t("schedule.leaders_hint"),
            ),
            field(
                Block.LANGUAGE,
                t("schedule.language"),
                choice("static_select", Action.FIELD, languages, t.language),
            ),
            field(
                Block.HOLIDAYS,
                t("schedule.holidays"),
                choice("static_select", Action.FIELD, holidays, "se_eves"),
            ),
            field(
                Block.K,
                t("schedule.k"),
                text_input(Action.FIELD, initial=draft.k, most=4),
                hint=t("schedule.k_hint"),
            ),
            field(
                Block.CURATION,
                t("schedule.curation"),
                choice("radio_buttons", Action.FIELD, curations, "on"),
            ),
        ],
        submit=t("schedule.save"),
        close=t("common.cancel"),
        metadata=draft.metadata,
    )


@dataclass(frozen=True, slots=True)
class ScheduleCard:
    """Hold what is shown of a schedule."""

    name: str
    rhythm: str
    channel: str
    audience: str
    leaders: Sequence[str]
    k: int
    dates: Sequence[str]
    paused: bool
    state: str = ""


def saved(t: Texts, card: ScheduleCard, warnings: Sequence[str] = ()) -> list[Json]:
    """Confirm a schedule with its next five dates in words."""
    return [
        section(t("schedule.saved", name=escape(card.name))),
        *details(t, card),
        *[context(f":warning: {warning}") for warning in warnings],
        context(t("schedule.saved_next", name=escape(card.name))),
    ]


def details(t: Texts, card: ScheduleCard) -> list[Json]:
    """Show who is asked, when, and where highlights go."""
    leaders = t.listed([f"<@{user}>" for user in card.leaders]) if card.leaders else t("schedule.no_leaders")
    lines = [
        f"*{t('schedule.when')}*  {escape(card.rhythm)}",
        f"*{t('schedule.who')}*  {card.audience}",
        f"*{t('schedule.where')}*  <#{card.channel}>",
        f"*{t('schedule.led_by')}*  {leaders}",
        f"*k*  {card.k}",
    ]
    if card.state:
        lines.append(f"*{t('schedule.state')}*  {escape(card.state)}")
    blocks = [section("\n".join(lines))]
    if card.paused:
        blocks.append(context(t("schedule.is_paused")))
    elif card.dates:
        dates = "\n".join(f"•  {escape(one)}" for one in card.dates)
        blocks.append(section(f"*{t('schedule.next_dates')}*\n{dates}"))
    else:
        blocks.append(context(t("schedule.no_dates")))
    return blocks


def listing(t: Texts, cards: Sequence[ScheduleCard]) -> list[Json]:
    """List a workspace's schedules, at most twenty."""
    blocks = [header(t("schedule.list_title"))]
    for card in cards[:20]:
        following = t("schedule.is_paused") if card.paused else t("schedule.no_dates")
        if card.dates and not card.paused:
            following = f"{t('home.next')} {card.dates[0]}"
        blocks.append(section(f"*{escape(card.name)}* · {escape(card.rhythm)} · <#{card.channel}>"))
        blocks.append(context(" · ".join(part for part in (escape(card.state), escape(following)) if part)))
    return blocks if cards else [section(t("schedule.none"))]


def _people(chosen: Sequence[str]) -> Json:
    built: Json = {"type": "multi_users_select", "action_id": Action.FIELD}
    if chosen:
        built["initial_users"] = list(chosen)
    return built
