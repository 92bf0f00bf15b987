"""Fill in the schedule modal, and read it back field by field."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_month_names

from bot.content.texts import Texts
from bot.learning.acts import Act
from bot.learning.disclosure import LARGEST_K, SMALLEST_K
from bot.learning.holiday_books import countries
from bot.learning.language import Language
from bot.learning.recurrence import Frequency, Rule, Weekday
from bot.slack.blocks import schedule as blocks
from bot.slack.blocks.days_off import CHOICES
from bot.slack.blocks.kit import Json
from bot.slack.blocks.schedule import KEPT, LATEST_PUBLICATION, LONGEST_WINDOW, Draft
from bot.slack.errors import Refusal
from bot.slack.fields import (
    chosen,
    chosen_date,
    chosen_number,
    chosen_of,
    chosen_people,
    ticked,
    ticked_numbers,
    typed,
)
from bot.slack.ids import Block
from bot.slack.scheduling.saving import Made, change, channel_problem, rule_columns, save
from bot.slack.scheduling.wording import questions_problem, rhythm, time_of, weekday_names
from bot.slack.services import Services, Visitor
from bot.store.schedules import NameTaken, NeverAsks, name_key, rule_of
from bot.store.tables import Schedule

NTH = {
    "monthly_first": 1,
    "monthly_second": 2,
    "monthly_third": 3,
    "monthly_fourth": 4,
    "monthly_last": -1,
}
MONTHS = range(1, 13)
WEEKS = {"weekly": 1, "every_2_weeks": 2, "every_3_weeks": 3, "every_4_weeks": 4}


@dataclass(frozen=True, slots=True)
class Problems:
    """Hold one sentence for each field that is wrong."""

    by_block: dict[str, str]


async def form_view(services: Services, visitor: Visitor, draft: Draft) -> Json:
    """Return the modal for a draft."""
    t = visitor.t
    names = get_month_names("wide", locale=t.language.value)
    months = [str(names[number]) for number in range(1, 13)]
    spoken = Locale(t.language.value).territories
    lands = {code: str(spoken[code]) for code in countries()}
    groups = draft.groups or await services.directory(visitor.team).groups()
    return blocks.form(t, replace(draft, groups=groups), weekday_names(t), months, lands)


async def redrawn(services: Services, visitor: Visitor, view: Json) -> Json:
    """Return the modal after a choice that decides which fields are asked; the others keep what was typed."""
    schedule = await _edited(services, visitor, view)
    draft = Draft() if schedule is None else await draft_of(services, visitor.t, schedule)
    return await form_view(
        services,
        visitor,
        replace(
            draft,
            rhythm=chosen(view, Block.RHYTHM) or draft.rhythm,
            audience=chosen(view, Block.AUDIENCE) or draft.audience,
        ),
    )


async def draft_of(services: Services, t: Texts, schedule: Schedule) -> Draft:
    """Return what the modal shows of a schedule that exists."""
    rule = rule_of(schedule)
    name = _rhythm_name(rule)
    kind = schedule.audience_kind
    if kind == "channel" and schedule.audience != schedule.channel:
        kind = "other"
    return Draft(
        rhythm=name or KEPT,
        kept="" if name else rhythm(t, rule)[:75],
        weekday=int(rule.weekday or 0),
        at=rule.time,
        on_date=rule.date,
        zone="fixed" if schedule.zone else "member",
        name=schedule.name,
        channel=schedule.channel,
        audience=kind,
        other=schedule.audience if kind == "other" else None,
        group=schedule.audience if kind == "group" else None,
        people=schedule.audience.split(",") if kind == "people" else (),
        leaders=await services.schedules.leaders(schedule.id),
        language=schedule.language,
        acts=[act for act in schedule.acts.split(",") if act],
        questions=schedule.questions,
        country=schedule.country,
        days_off=[one for one in CHOICES if getattr(schedule, one)],
        quiet_months=[int(month) for month in schedule.quiet_months.split(",") if month],
        window=schedule.window_days,
        publish_at=time_of(schedule.publish_time) or Draft().publish_at,
        publish_after=schedule.publish_after,
        k=str(schedule.k),
        curation="on" if schedule.curation else "off",
        metadata=json.dumps({"id": schedule.id}),
    )


async def from_modal(services: Services, visitor: Visitor, view: Json) -> Made | Problems:
    """Check every field of the modal, then save."""
    t = visitor.t
    before = await _edited(services, visitor, view)
    problems = await _problems(services, visitor, view)
    if problems:
        return Problems(problems)
    rule = _rule(services, visitor, view, before)
    country, free = chosen(view, Block.HOLIDAYS), ticked(view, Block.DAYS_OFF)
    name, channel = typed(view, Block.NAME), chosen(view, Block.CHANNEL)
    kind, audience = _audience(view, channel)
    publish_at = time_of(chosen(view, Block.PUBLISH_AT)) or Draft().publish_at
    schedule = Schedule(
        **rule_columns(rule),
        team_id=visitor.team,
        name=" ".join(name.split()),
        name_key=name_key(name),
        zone=visitor.zone if chosen(view, Block.ZONE) == "fixed" else None,
        home_zone=before.home_zone if before else visitor.zone,
        country=country if country in countries() else None,
        eves="eves" in free,
        bridge_days="bridge_days" in free,
        half_days="half_days" in free,
        quiet_months=",".join(map(str, ticked_numbers(view, Block.QUIET, MONTHS))),
        audience_kind=kind,
        audience=audience,
        channel=channel,
        language=chosen_of(Language, view, Block.LANGUAGE, t.language).value,
        acts=",".join(act for act in Act if act in ticked(view, Block.ACTS)),
        questions=typed(view, Block.QUESTIONS),
        window_days=chosen_number(view, Block.WINDOW, range(1, LONGEST_WINDOW + 1), Draft().window),
        publish_time=f"{publish_at:%H:%M}",
        publish_after=chosen_number(
            view, Block.PUBLISH_AFTER, range(1, LATEST_PUBLICATION + 1), Draft().publish_after
        ),
        k=int(typed(view, Block.K)),
        curation=chosen(view, Block.CURATION) != "off",
        created_by=before.created_by if before else visitor.user,
    )
    if before is not None:
        schedule.id, schedule.paused, schedule.introduced = before.id, before.paused, before.introduced
    leaders = chosen_people(view, Block.LEADERS)
    try:
        if before is not None:
            return await change(services, visitor, before, schedule, leaders)
        return await save(services, visitor, schedule, leaders)
    except NameTaken:
        return Problems({Block.NAME: t("error.name_taken", name=name)})
    except NeverAsks:
        once = chosen(view, Block.RHYTHM) == "once"
        return Problems({Block.ON_DATE if once else Block.RHYTHM: t("error.never_asks")})


async def _problems(services: Services, visitor: Visitor, view: Json) -> dict[str, str]:
    t = visitor.t
    problems: dict[str, str] = {}
    if not typed(view, Block.NAME):
        problems[Block.NAME] = t("error.name_missing")
    if time_of(chosen(view, Block.AT)) is None:
        problems[Block.AT] = t("error.time_missing")
    on_date = chosen_date(view, Block.ON_DATE)
    today = services.clock.now().astimezone(ZoneInfo(visitor.zone)).date()
    if chosen(view, Block.RHYTHM) == "once" and (on_date is None or on_date < today):
        problems[Block.ON_DATE] = t("error.date_past")
    if sentence := questions_problem(t, typed(view, Block.QUESTIONS)):
        problems[Block.QUESTIONS] = sentence
    k = typed(view, Block.K)
    if not k.isdecimal() or not SMALLEST_K <= int(k) <= LARGEST_K:
        problems[Block.K] = t("error.k", smallest=SMALLEST_K, largest=LARGEST_K)
    if sentence := await channel_problem(services, visitor, chosen(view, Block.CHANNEL)):
        problems[Block.CHANNEL] = sentence
    kind = chosen(view, Block.AUDIENCE)
    if kind == "people" and not chosen_people(view, Block.PEOPLE):
        problems[Block.PEOPLE] = t("error.people_missing")
    if kind == "group" and not chosen(view, Block.GROUP):
        problems[Block.GROUP] = t("error.group_missing")
    if kind == "other" and (sentence := await channel_problem(services, visitor, chosen(view, Block.OTHER))):
        problems[Block.OTHER] = sentence
    return problems


def _rule(services: Services, visitor: Visitor, view: Json, before: Schedule | None) -> Rule:
    word = chosen(view, Block.RHYTHM)
    at = time_of(chosen(view, Block.AT)) or Draft().at
    if word == KEPT and before is not None:
        return replace(rule_of(before), time=at)
    if word not in blocks.RHYTHMS:
        raise Refusal("error.gone")
    weekday = None
    if word in blocks.WEEKDAY_RHYTHMS:
        weekday = Weekday(chosen_number(view, Block.WEEKDAY, range(7), Weekday.FRIDAY))
    return Rule(
        frequency=_frequency(word),
        interval=WEEKS.get(word, 1),
        weekday=weekday,
        nth=NTH.get(word),
        date=chosen_date(view, Block.ON_DATE) if word == "once" else None,
        anchor=services.clock.now().astimezone(ZoneInfo(visitor.zone)).date(),
        time=at,
    )


def _audience(view: Json, channel: str) -> tuple[str, str]:
    kind = chosen(view, Block.AUDIENCE)
    if kind == "people":
        return kind, ",".join(chosen_people(view, Block.PEOPLE))
    if kind == "group":
        return kind, chosen(view, Block.GROUP)
    return "channel", chosen(view, Block.OTHER) if kind == "other" else channel


async def _edited(services: Services, visitor: Visitor, view: Json) -> Schedule | None:
    metadata = view.get("private_metadata", "")
    if not metadata:
        return None
    try:
        found = await services.schedules.get(str(json.loads(metadata)["id"]))
    except (ValueError, KeyError, TypeError):
        raise Refusal("error.gone") from None
    if found is None or found.deleted or found.team_id != visitor.team:
        raise Refusal("error.gone")
    return found


def _rhythm_name(rule: Rule) -> str | None:
    if rule.frequency is Frequency.WEEKLY:
        return next((word for word, weeks in WEEKS.items() if weeks == rule.interval), None)
    if rule.interval != 1:
        return None
    if rule.frequency is Frequency.MONTHLY_NTH:
        return next(word for word, nth in NTH.items() if nth == rule.nth)
    return "once" if rule.frequency is Frequency.ONCE else "last_workday"


def _frequency(word: str) -> Frequency:
    if word in WEEKS:
        return Frequency.WEEKLY
    if word in NTH:
        return Frequency.MONTHLY_NTH
    return Frequency.ONCE if word == "once" else Frequency.MONTHLY_LAST_WORKDAY
