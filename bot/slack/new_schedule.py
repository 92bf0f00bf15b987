"""Make a schedule from the modal or from one line, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError

from bot.content.texts import Texts
from bot.learning.disclosure import LARGEST_K, SMALLEST_K
from bot.learning.recurrence import Frequency, Rule, Weekday, occurrences
from bot.slack.blocks import schedule as blocks
from bot.slack.blocks.kit import Json
from bot.slack.blocks.schedule import Draft
from bot.slack.ids import Block
from bot.slack.listeners.common import chosen, chosen_people, typed
from bot.slack.services import Services, Visitor
from bot.slack.wording import time_of, weekday_names
from bot.store.schedules import NameTaken, NeverAsks, name_key, rule_of
from bot.store.tables import Schedule

HOLIDAYS = {
    "se_eves": ("SE", True, False),
    "se_bridge": ("SE", True, True),
    "se": ("SE", False, False),
    "none": (None, False, False),
}
NTH = {"monthly_first": 1, "monthly_last": -1}
WEEKS = {"weekly": 1, "every_2_weeks": 2, "every_4_weeks": 4}


@dataclass(frozen=True, slots=True)
class Problems:
    """Hold one sentence for each field that is wrong."""

    by_block: dict[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """Hold a saved schedule and what its maker should know."""

    schedule: Schedule
    warnings: Sequence[str]


def draft_view(t: Texts, draft: Draft) -> Json:
    """Return the modal for a draft."""
    return blocks.new(t, draft, weekday_names(t))


def draft_of(view: Json) -> Draft:
    """Return the choices that decide which fields are asked; the others keep what was typed."""
    return Draft(
        rhythm=chosen(view, Block.RHYTHM) or "weekly",
        audience=chosen(view, Block.AUDIENCE) or "channel",
        metadata=view.get("private_metadata", ""),
    )


async def from_modal(services: Services, visitor: Visitor, view: Json) -> Made | Problems:
    """Check every field of the modal, then save."""
    t = visitor.t
    problems: dict[str, str] = {}
    today = services.clock.now().astimezone(ZoneInfo(visitor.zone)).date()
    name = typed(view, Block.NAME)
    if not name:
        problems[Block.NAME] = t("error.name_missing")
    at = time_of(chosen(view, Block.AT))
    if at is None:
        problems[Block.AT] = t("error.time_missing")
    rhythm = chosen(view, Block.RHYTHM)
    on_date = chosen(view, Block.ON_DATE)
    if rhythm == "once" and (not on_date or date.fromisoformat(on_date) < today):
        problems[Block.ON_DATE] = t("error.date_past")
    k = typed(view, Block.K)
    if not k.isdecimal() or not SMALLEST_K <= int(k) <= LARGEST_K:
        problems[Block.K] = t("error.k", smallest=SMALLEST_K, largest=LARGEST_K)
    channel = chosen(view, Block.CHANNEL)
    if sentence := await channel_problem(services, t, channel):
        problems[Block.CHANNEL] = sentence
    people = chosen_people(view, Block.PEOPLE)
    by_people = chosen(view, Block.AUDIENCE) == "people"
    if by_people and not people:
        problems[Block.PEOPLE] = t("error.people_missing")
    if problems or at is None:
        return Problems(problems)
    rule = Rule(
        frequency=_frequency(rhythm),
        interval=WEEKS.get(rhythm, 1),
        weekday=Weekday(int(chosen(view, Block.WEEKDAY) or 4)) if rhythm in blocks.WEEKDAY_RHYTHMS else None,
        nth=NTH.get(rhythm),
        date=date.fromisoformat(on_date) if rhythm == "once" else None,
        anchor=today,
        time=at,
    )
    country, eves, bridges = HOLIDAYS.get(chosen(view, Block.HOLIDAYS), HOLIDAYS["se_eves"])
    fixed = chosen(view, Block.ZONE) == "fixed"
    schedule = Schedule(
        **rule_columns(rule),
        team_id=visitor.team,
        name=" ".join(name.split()),
        name_key=name_key(name),
        zone=visitor.zone if fixed else None,
        home_zone=visitor.zone,
        country=country,
        eves=eves,
        bridge_days=bridges,
        audience_kind="people" if by_people else "channel",
        audience=",".join(people) if by_people else channel,
        channel=channel,
        language=chosen(view, Block.LANGUAGE) or t.language.value,
        k=int(k),
        curation=chosen(view, Block.CURATION) != "off",
        created_by=visitor.user,
    )
    try:
        return await save(services, visitor, schedule, chosen_people(view, Block.LEADERS))
    except NameTaken:
        return Problems({Block.NAME: t("error.name_taken", name=name)})
    except NeverAsks:
        return Problems({Block.ON_DATE if rhythm == "once" else Block.RHYTHM: t("error.never_asks")})


async def save(services: Services, visitor: Visitor, schedule: Schedule, leaders: Sequence[str]) -> Made:
    """Write a schedule with its leaders and its first planned round; raise NameTaken, NeverAsks."""
    after = _yesterday_or_today(services, schedule)
    # Every n weeks or months counts from the first date to come, not from one that has passed.
    every = replace(rule_of(schedule), interval=1)
    schedule.anchor = next(occurrences(every, after), schedule.anchor)
    async with services.database.write() as session:
        await services.schedules.add(session, schedule, leaders)
        if not await services.control.plan_first(session, schedule, after):
            # The transaction is rolled back: a schedule that asks nobody is not half saved.
            raise NeverAsks
    return Made(schedule, await _warnings(services, visitor.t, schedule))


async def channel_problem(services: Services, t: Texts, channel: str) -> str | None:
    """Return the sentence that mends a channel the app cannot post in; None when it can."""
    if not channel:
        return t("error.channel_missing")
    try:
        answer = await services.directory.client.conversations_info(channel=channel)
    except SlackApiError as problem:
        if problem.response.get("error") in ("channel_not_found", "not_in_channel"):
            return t("error.invite", channel="")
        raise
    info = answer["channel"]
    if info.get("is_im") or info.get("is_mpim"):
        return t("error.channel_missing")
    if info.get("is_archived"):
        return t("error.channel_archived", channel=f"#{info.get('name', '')}")
    return None if info.get("is_member") else t("error.invite", channel=f" #{info.get('name', '')}")


def rule_columns(rule: Rule) -> dict[str, Any]:
    """Return a rule as a schedule's columns."""
    return {
        "frequency": rule.frequency.value,
        "interval": rule.interval,
        "weekday": None if rule.weekday is None else int(rule.weekday),
        "nth": rule.nth,
        "on_date": rule.date,
        "anchor": rule.anchor,
        "at_time": f"{rule.time:%H:%M}",
    }


async def _warnings(services: Services, t: Texts, schedule: Schedule) -> list[str]:
    asked = len(await services.directory.of(schedule))
    found = []
    if asked < 2 * schedule.k:
        found.append(t("warning.small", n=asked, twice=2 * schedule.k))
    if schedule.k < services.default_k:
        found.append(t("warning.low_k", k=schedule.k, usual=services.default_k))
    return found


def _yesterday_or_today(services: Services, schedule: Schedule) -> date:
    local: datetime = services.clock.now().astimezone(ZoneInfo(schedule.home_zone))
    at = time_of(schedule.at_time)
    return local.date() - timedelta(days=1) if at is not None and local.time() < at else local.date()


def _frequency(rhythm: str) -> Frequency:
    if rhythm in WEEKS:
        return Frequency.WEEKLY
    if rhythm in NTH:
        return Frequency.MONTHLY_NTH
    return Frequency.ONCE if rhythm == "once" else Frequency.MONTHLY_LAST_WORKDAY
