"""Say to when a question can be put off, in words that are right on a Friday and before holidays too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.content.texts import Texts
from bot.learning.moments import DAY
from bot.learning.put_off import in_an_hour, tomorrow_morning
from bot.slack.scheduling.wording import weekday_names
from bot.slack.services import Resources, Visitor
from bot.store.members import hours_of
from bot.store.schedules import calendar_of
from bot.store.tables import Round, Schedule

AN_HOUR = "hour"
MORNING = "tomorrow"
NOON = 12


async def put_off_to(
    services: Resources, visitor: Visitor, schedule: Schedule, what: str, now: datetime
) -> datetime | None:
    """Return the instant that a choice stands for; None for a choice that is not offered."""
    if what == AN_HOUR:
        return in_an_hour(now)
    if what != MORNING:
        return None
    hours = hours_of(await services.members.get(visitor.team, visitor.user))
    return tomorrow_morning(now, ZoneInfo(visitor.zone), hours, calendar_of(schedule))


async def ways_later(
    services: Resources, visitor: Visitor, found: Round, schedule: Schedule
) -> list[tuple[str, str]]:
    """Return what Later offers, a word and its label each: nothing that would come after closing."""
    now = services.clock.now()
    offered = []
    for what in (AN_HOUR, MORNING):
        moment = await put_off_to(services, visitor, schedule, what, now)
        if moment is not None and (found.closes_at is None or moment < found.closes_at):
            label = (
                visitor.t("prompt.in_an_hour")
                if what == AN_HOUR
                else morning_words(visitor.t, moment, now, ZoneInfo(visitor.zone))
            )
            offered.append((what, label))
    return offered


def morning_words(t: Texts, moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Call the next working morning by its name: tomorrow, or the day that it is."""
    local = moment.astimezone(zone)
    is_tomorrow = local.date() == now.astimezone(zone).date() + DAY
    if local.hour < NOON:
        return (
            t("prompt.tomorrow")
            if is_tomorrow
            else t("prompt.morning", weekday=weekday_names(t)[local.weekday()])
        )
    at = t.clock(local.time())
    if is_tomorrow:
        return t("prompt.tomorrow_at", at=at)
    return t("prompt.weekday_at", weekday=weekday_names(t)[local.weekday()], at=at)
