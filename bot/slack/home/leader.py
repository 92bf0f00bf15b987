"""Gather what a leader's Home tab shows besides."""

from __future__ import annotations

from bot.slack.blocks.checklist import checklist as checklist_blocks
from bot.slack.blocks.home import leader as blocks
from bot.slack.blocks.home.leader import NextRound
from bot.slack.blocks.kit import Json
from bot.slack.going_first import is_late
from bot.slack.home.facts import Facts
from bot.slack.reporting import checked
from bot.slack.roles import may_curate
from bot.store.tables import RoundState

MOST_ROUNDS = 5


async def going_first(facts: Facts) -> list[Json]:
    """Say of each schedule the visitor leads who goes first in its next round, or offer it."""
    services, visitor = facts.services, facts.visitor
    shown = []
    for schedule in facts.schedules:
        if schedule.paused or visitor.user not in await services.schedules.leaders(schedule.id):
            continue
        planned = await services.rounds.planned(schedule.id)
        if planned is None:
            continue
        kept = await services.examples.of_round(planned.id)
        card = NextRound(
            round_id=planned.id,
            name=schedule.name,
            day=facts.t.day(planned.occurrence),
            who=kept.author if kept else "",
            own=kept is not None and kept.author == visitor.user,
            late=is_late(services, planned),
        )
        shown.append(card)
    return blocks.going_first(facts.t, shown[:MOST_ROUNDS], examples=facts.leads)


async def checklist(facts: Facts) -> list[Json]:
    """Show a leader's own checklist; nobody sees another's."""
    return checklist_blocks(facts.t, await checked(facts.services, facts.visitor)) if facts.leads else []


async def reviews(facts: Facts) -> list[Json]:
    """List the rounds that wait for the visitor's review."""
    by_id = {one.id: one for one in facts.schedules}
    waiting = []
    for found in await facts.services.rounds.in_state((RoundState.MIXED,), facts.visitor.team):
        schedule = by_id.get(found.schedule_id)
        if schedule is not None and await may_curate(facts.services, facts.visitor, schedule, found):
            waiting.append((schedule.name, found.id))
    return blocks.reviews(facts.t, waiting)
