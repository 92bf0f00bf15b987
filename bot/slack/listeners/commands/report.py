"""The report as it stands, for admins and leaders: `report`."""

from __future__ import annotations

from bot.slack.blocks.checklist import checklist
from bot.slack.errors import Refusal
from bot.slack.listeners.commands.request import Request
from bot.slack.reporting import checked, may_see_report, report_sheets
from bot.slack.services import Services


async def report(services: Services, request: Request) -> None:
    """Show the report to whoever asked, and to a leader their own checklist below it."""
    visitor = request.visitor
    if not await may_see_report(services, visitor):
        raise Refusal("error.report_only")
    for sheet in await report_sheets(services, visitor.team, visitor.t):
        await request.say(sheet.text, sheet.blocks, plain=sheet.plain)
    own = checklist(visitor.t, await checked(services, visitor))
    if own:
        await request.say(visitor.t("checklist.fallback"), own)
