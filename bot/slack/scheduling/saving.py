"""Write a schedule and its next round, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError

from bot.content.texts import Texts
from bot.learning.recurrence import Rule, planned_dates
from bot.learning.windows import closing
from bot.slack.scheduling.wording import time_of
from bot.slack.services import Services, Visitor
from bot.store.schedules import NeverAsks, calendar_of, moment_of, rule_of
from bot.store.tables import Schedule


@dataclass(frozen=True, slots=True)
class Made:
    """Hold a saved schedule and what its maker should know."""

    schedule: Schedule
    warnings: Sequence[str]


async def save(services: Services, visitor: Visitor, schedule: Schedule, leaders: Sequence[str]) -> Made:
    """Write a schedule with its leaders and its first planned round; raise NameTaken, NeverAsks."""
    after = passed_until(services, schedule)
    # Every n weeks or months counts from the first date to come, not from one that has passed.
    every = replace(rule_of(schedule), interval=1)
    schedule.anchor = _first(every, schedule, after)
    async with services.database.write() as session:
        await services.schedules.add(session, schedule, leaders)
        if not await services.control.plan_first(session, schedule, after):
            # The transaction is rolled back: a schedule that asks nobody is not half saved.
            raise NeverAsks
    return Made(schedule, await _warnings(services, visitor.t, schedule))


async def change(
    services: Services, visitor: Visitor, before: Schedule, after: Schedule, leaders: Sequence[str]
) -> Made:
    """Change a schedule and move its planned round; raise NameTaken, NeverAsks.

    What went out already is not asked again, and a rhythm that stays the same keeps its beat.
    """
    since = passed_until(services, after)
    if replace(rule_of(after), anchor=before.anchor, time=rule_of(before).time) == rule_of(before):
        after.anchor = before.anchor
    else:
        after.anchor = _first(replace(rule_of(after), interval=1), after, since)
    async with services.database.write() as session:
        await services.schedules.change(session, after, leaders)
        if not await services.control.plan_first(session, after, since):
            raise NeverAsks
    return Made(after, await _warnings(services, visitor.t, after))


async def channel_problem(services: Services, visitor: Visitor, channel: str) -> str | None:
    """Return the sentence that mends a channel the app cannot post in; None when it can."""
    t = visitor.t
    if not channel:
        return t("error.channel_missing")
    try:
        answer = await (await services.clients.of(visitor.team)).conversations_info(channel=channel)
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
    asked = len(await services.directories.of(schedule))
    found = []
    if asked < 2 * schedule.k:
        found.append(t("warning.small", n=asked, twice=2 * schedule.k))
    if schedule.k < services.default_k:
        found.append(t("warning.low_k", k=schedule.k, usual=services.default_k))
    if overlaps(schedule, passed_until(services, schedule)):
        found.append(t("warning.overlap", name=schedule.name))
    return found


def _first(rule: Rule, schedule: Schedule, after: date) -> date:
    dates = planned_dates(rule, calendar_of(schedule), after)
    return next((one.date for one in dates), schedule.anchor)


def overlaps(schedule: Schedule, after: date) -> bool:
    """Tell whether a round is still open when the next one is due, which then does not open in time."""
    home, calendar = ZoneInfo(schedule.home_zone), calendar_of(schedule)
    coming = (one.date for one in planned_dates(rule_of(schedule), calendar, after) if one.skipped is None)
    first, second = next(coming, None), next(coming, None)
    if first is None or second is None:
        return False
    opens, following = (moment_of(schedule, day, home) for day in (first, second))
    return closing(opens, schedule.window_days, home, calendar) > following


def passed_until(services: Services, schedule: Schedule) -> date:
    """Return the last date whose hour has passed where the schedule is at home."""
    local: datetime = services.clock.now().astimezone(ZoneInfo(schedule.zone or schedule.home_zone))
    at = time_of(schedule.at_time)
    return local.date() - timedelta(days=1) if at is not None and local.time() < at else local.date()
