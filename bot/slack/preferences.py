"""Show and read what a member chose for themselves."""

from __future__ import annotations

from bot.learning.moments import AllowedHours
from bot.slack.blocks import pages
from bot.slack.blocks.kit import Json
from bot.slack.fields import chosen, ticked
from bot.slack.ids import Block
from bot.slack.roles import is_admin
from bot.slack.scheduling.saving import channel_problem
from bot.slack.scheduling.wording import time_of, weekday_names
from bot.slack.services import Services, Visitor
from bot.store.sealed.seal import Share


class HalfHours(Exception):
    """Say that only one of two times was chosen, or that they are the same."""


async def settings_view(services: Services, visitor: Visitor) -> Json:
    """Return the settings modal with what the visitor chose before."""
    member = await services.members.get(visitor.team, visitor.user)
    workspace = await services.reports.workspaces.get(visitor.team)
    return pages.settings(
        visitor.t,
        language=member.language or "slack",
        share=Share(member.share),
        weekdays=weekday_names(visitor.t),
        hours=(member.days, member.from_time, member.to_time),
        admin=await is_admin(services, visitor),
        report_channel=workspace.report_channel if workspace else None,
    )


async def report_channel_problem(services: Services, visitor: Visitor, view: Json) -> str | None:
    """Return why the monthly report cannot go to the chosen channel; None when it can, or need not."""
    channel = chosen(view, Block.REPORT_CHANNEL)
    if not channel or not await is_admin(services, visitor):
        return None
    return await channel_problem(services, visitor, channel)


async def keep_report_channel(services: Services, visitor: Visitor, view: Json) -> None:
    """Keep where the monthly report goes, if an admin chose anew; it speaks their language."""
    shown = (view.get("state") or {}).get("values") or {}
    if Block.REPORT_CHANNEL not in shown or not await is_admin(services, visitor):
        return
    channel = chosen(view, Block.REPORT_CHANNEL) or None
    workspace = await services.reports.workspaces.get(visitor.team)
    if workspace is not None and workspace.report_channel != channel:
        await services.reports.workspaces.report_to(
            visitor.team,
            channel,
            language=visitor.t.language.value,
            by=visitor.user,
            day=services.today(),
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
