"""Gather what a leader's Home tab shows besides."""

from __future__ import annotations

from bot.slack.blocks.home import leader as blocks
from bot.slack.blocks.kit import Json
from bot.slack.home.facts import Facts
from bot.slack.roles import may_curate
from bot.store.tables import RoundState


async def reviews(facts: Facts) -> list[Json]:
    """List the rounds that wait for the visitor's review."""
    by_id = {one.id: one for one in facts.schedules}
    waiting = []
    for found in await facts.services.rounds.in_state((RoundState.MIXED,), facts.visitor.team):
        schedule = by_id.get(found.schedule_id)
        if schedule is not None and await may_curate(facts.services, facts.visitor, schedule, found):
            waiting.append((schedule.name, found.id))
    return blocks.reviews(facts.t, waiting)
