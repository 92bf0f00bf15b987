"""Gather what the Home tab says of following a colleague and of the pulse."""

from __future__ import annotations

from bot.slack.blocks import pulse as pulse_blocks
from bot.slack.blocks import shadow as blocks
from bot.slack.blocks.kit import Json
from bot.slack.following import next_turn
from bot.slack.home.facts import Facts


async def following(facts: Facts) -> list[Json]:
    """Invite to follow a colleague once there is a season, or say when the next turn comes.

    Without a season only admins see it, who can set one up.
    """
    services, visitor = facts.services, facts.visitor
    season = await services.together.seasons.of(visitor.team)
    if season is None and not (facts.admin and facts.schedules):
        return []
    wish = await services.together.volunteers.wish(visitor.team, visitor.user)
    said = await next_turn(services, visitor)
    return blocks.home(facts.t, takes_part=wish is not None, next_turn=said, admin=facts.admin)


async def pulse(facts: Facts) -> list[Json]:
    """Lead leaders to what came of the pulse, and admins to where it is on."""
    if not facts.schedules or not (facts.admin or facts.leads):
        return []
    return pulse_blocks.home(facts.t, admin=facts.admin)
