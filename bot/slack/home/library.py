"""Gather what the Home tab shows of the library."""

from __future__ import annotations

from bot.slack.blocks import library as blocks
from bot.slack.blocks.kit import Json
from bot.slack.home.facts import Facts
from bot.slack.library.finding import newest as newest_lessons


async def newest(facts: Facts) -> list[Json]:
    """Show the newest lessons that the visitor may read, and the way into the search."""
    return blocks.newest(facts.t, await newest_lessons(facts.services, facts.visitor))
