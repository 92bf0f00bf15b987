"""Put schedules, dates and rule problems into words."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from bot.content.texts import Texts
from bot.learning.missed import Missed, Why
from bot.learning.moments import AllowedHours, instant, next_allowed
from bot.learning.own_questions import MOST, TooLong, TooMany, own_questions
from bot.learning.prompts import LONGEST
from bot.learning.recurrence import Frequency, Rule, planned_dates
from bot.learning.rule_text import RuleProblem
from bot.slack.blocks.schedule_cards import ScheduleCard
from bot.slack.message import Message, one_line
from bot.slack.services import Services
from bot.store.schedules import calendar_of, rule_of
from bot.store.tables import Round, RoundState, Schedule

SHOWN_DATES = 5
MOST_CANDIDATES = 120
MOST_NAMED = 4


def weekday_names(t: Texts) -> list[str]:
    """Return the names of the weekdays, Monday first."""
    names = get_day_names("wide", locale=t.language.value)
    return [str(names[number]) for number in range(7)]


def rhythm(t: Texts, rule: Rule) -> str:
    """Say a rule in words, as in "varje fredag 14:30"."""
    at = t.clock(rule.time)
    if rule.frequency is Frequency.ONCE and rule.date is not None:
        return t("rule.once", day=t.day(rule.date), at=at)
    if rule.frequency is Frequency.MONTHLY_LAST_WORKDAY:
        return t.count("rule.last_workday", rule.interval, at=at)
    weekday = weekday_names(t)[rule.weekday or 0]
    if rule.frequency is Frequency.WEEKLY:
        return t.count("rule.weekly", rule.interval, weekday=weekday, at=at)
    return t.count("rule.monthly", rule.interval, nth=t(f"nth.{rule.nth}"), weekday=weekday, at=at)


def next_dates(t: Texts, schedule: Schedule, now: datetime, planned: Round | None = None) -> list[str]:
    """Return the next five dates in words, with those skipped between them and why.

    A date before the planned round's went out already. A time outside the hours in which anybody is asked is
    shown as the one that it is moved to.
    """
    home = ZoneInfo(schedule.home_zone)
    local = now.astimezone(home)
    rule = rule_of(schedule)
    after = date.fromordinal(local.date().toordinal() - (1 if local.time() < rule.time else 0))
    lines: list[str] = []
    asked, why = 0, None
    calendar, hours = calendar_of(schedule), AllowedHours()
    for one in islice(planned_dates(rule, calendar, after, t.language.value), MOST_CANDIDATES):
        if one.skipped is not None:
            if one.skipped != why:
                lines.append(t("dates.skipped", day=t.day(one.date), why=one.skipped))
            why = one.skipped
            continue
        if planned is not None and one.date < planned.occurrence:
            continue
        moment = instant(one.date, rule.time, home)
        moment = next_allowed(moment, home, hours, calendar, one.date).astimezone(home)
        lines.append(t("dates.asked", day=t.day(moment.date()), at=t.clock(moment.time())))
        asked, why = asked + 1, None
        if asked == SHOWN_DATES:
            break
    return lines


def missed_message(t: Texts, name: str, note: str) -> Message:
    """Say which dates of a schedule went out late or not at all, and why; `name` is escaped."""
    missed = Missed.read(note)
    days = [t.day(day) for day in missed.days[:MOST_NAMED]]
    if more := len(missed.days) - len(days):
        days.append(t.count("missed.more", more))
    fallback = t("missed.fallback_late" if missed.why is Why.LATE else "missed.fallback")
    return one_line(
        fallback, t.count(f"missed.{missed.why}", len(missed.days), name=name, days=t.listed(days))
    )


async def card(services: Services, t: Texts, schedule: Schedule) -> ScheduleCard:
    """Return what is shown of a schedule."""
    running = await services.rounds.newest(
        schedule.id, (RoundState.OPENING, RoundState.OPEN, RoundState.CLOSED, RoundState.MIXED)
    )
    audience = (
        t.listed([f"<@{user}>" for user in schedule.audience.split(",")])
        if schedule.audience_kind == "people"
        else t("schedule.in_group", group=f"<!subteam^{schedule.audience}>")
        if schedule.audience_kind == "group"
        else t("schedule.members_of", channel=f"<#{schedule.audience}>")
    )
    return ScheduleCard(
        name=schedule.name,
        rhythm=rhythm(t, rule_of(schedule)),
        channel=schedule.channel,
        audience=audience,
        leaders=await services.schedules.leaders(schedule.id),
        k=schedule.k,
        dates=next_dates(t, schedule, services.clock.now(), await services.rounds.planned(schedule.id)),
        paused=schedule.paused,
        state=t(f"state.{running.state}") if running else "",
    )


def rule_problem(t: Texts, problem: RuleProblem) -> str:
    """Say what is wrong with a typed rule, and show a right one."""
    return f"{t(f'rule_problem.{problem.kind}', word=problem.word)} {t('rule_problem.example')}"


def questions_problem(t: Texts, text: str) -> str | None:
    """Say what is wrong with a schedule's own questions; None when nothing is."""
    try:
        own_questions(text)
    except TooLong as problem:
        return t("error.question_long", line=problem.line, most=LONGEST)
    except TooMany:
        return t("error.questions_many", most=MOST)
    return None


def time_of(text: str) -> time | None:
    """Read HH:MM; None for anything else."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
