"""Gather what everyone's Home tab shows."""

from __future__ import annotations

from bot.content.texts import Texts
from bot.slack.blocks.home import member as blocks
from bot.slack.blocks.home.admin import words_for
from bot.slack.blocks.home.member import HomeSchedule
from bot.slack.blocks.kit import Json
from bot.slack.home.facts import Facts
from bot.slack.own_prompts import own_prompts
from bot.slack.scheduling.wording import next_dates, rhythm
from bot.store.schedules import rule_of
from bot.store.tables import RoundState, Schedule

MOST_SCHEDULES = 10
OPEN = (RoundState.OPENING, RoundState.OPEN)
WAITING = (RoundState.MIXED,)


async def open_prompts(facts: Facts) -> list[Json]:
    """Link to the questions that wait for the visitor's answer."""
    found = await own_prompts(facts.services, facts.client, facts.visitor, open_only=True)
    return blocks.open_prompts(facts.t, [(one.question, one.link) for one in found if one.link is not None])


async def schedules(facts: Facts) -> list[Json]:
    """Say when the next questions come."""
    t, services = facts.t, facts.services
    if facts.admin and not facts.schedules:
        return []  # the first steps say so already
    shown = []
    for schedule in facts.schedules[:MOST_SCHEDULES]:
        planned = await services.rounds.planned(schedule.id)
        dates = next_dates(t, schedule, services.clock.now(), planned)
        is_open = await services.rounds.newest(schedule.id, OPEN) is not None
        waits = facts.admin and await services.rounds.newest(schedule.id, WAITING) is not None
        shown.append(
            HomeSchedule(
                name=schedule.name,
                rhythm=rhythm(t, rule_of(schedule)),
                next_date=t("schedule.is_paused") if schedule.paused or not dates else dates[0],
                state=_state(t, schedule, is_open=is_open),
                id=schedule.id,
                can=words_for(paused=schedule.paused, is_open=is_open) if facts.admin else (),
                waits=waits,
            )
        )
    return blocks.schedules(t, shown, admin=facts.admin, more=len(facts.schedules) - len(shown))


def _state(t: Texts, schedule: Schedule, *, is_open: bool) -> str:
    if schedule.paused:
        return ""
    return t("home.is_open" if is_open else "home.next")


async def buttons(facts: Facts) -> list[Json]:
    """Offer what the visitor can do, and say when they have peace from questions."""
    return blocks.buttons(facts.t, paused=await _paused(facts), admin=facts.admin, leads=facts.leads)


async def _paused(facts: Facts) -> str:
    t, services, visitor = facts.t, facts.services, facts.visitor
    chosen = await services.members.get(visitor.team, visitor.user)
    if chosen.stopped:
        return t("home.is_stopped")
    if chosen.paused_until is not None and chosen.paused_until > services.clock.now():
        return t("home.is_paused", until=t.day(chosen.paused_until.date()))
    return t("home.is_quiet") if visitor.user in await services.members.silent(visitor.team) else ""
