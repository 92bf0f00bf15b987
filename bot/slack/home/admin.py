"""Gather what an admin's Home tab shows besides."""

from __future__ import annotations

from bot.slack.blocks.home import admin as blocks
from bot.slack.blocks.kit import Json
from bot.slack.home.facts import Facts


async def first_steps(facts: Facts) -> list[Json]:
    """Lead to the first schedule while there is none."""
    return blocks.first_steps(facts.t) if facts.admin and not facts.schedules else []


async def tools(facts: Facts) -> list[Json]:
    """Offer what admins look after besides schedules."""
    return blocks.tools(facts.t) if facts.admin else []
