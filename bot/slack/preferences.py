"""Show and read what a member chose for themselves."""

from __future__ import annotations

from bot.learning.moments import AllowedHours
from bot.slack.blocks import pages
from bot.slack.blocks.kit import Json
from bot.slack.ids import Block
from bot.slack.listeners.common import chosen, ticked
from bot.slack.scheduling.wording import time_of, weekday_names
from bot.slack.services import Services, Visitor
from bot.store.sealed.seal import Share


class HalfHours(Exception):
    """Say that only one of two times was chosen, or that they are the same."""


async def settings_view(services: Services, visitor: Visitor) -> Json:
    """Return the settings modal with what the visitor chose before."""
    member = await services.members.get(visitor.team, visitor.user)
    return pages.settings(
        visitor.t,
        language=member.language or "slack",
        share=Share(member.share),
        weekdays=weekday_names(visitor.t),
        hours=(member.days, member.from_time, member.to_time),
    )


def chosen_hours(view: Json) -> AllowedHours | None:
    """Return the visitor's own days and hours; None when they leave them to the schedule."""
    days = frozenset(int(day) for day in ticked(view, Block.DAYS) if day in set("0123456"))
    start, end = time_of(chosen(view, Block.FROM_TIME)), time_of(chosen(view, Block.TO_TIME))
    if (start is None) != (end is None) or (start is not None and start == end):
        raise HalfHours
    if not days and start is None:
        return None
    usual = AllowedHours()
    return AllowedHours(start or usual.start, end or usual.end, days or None)
