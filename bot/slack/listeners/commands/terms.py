"""Admins list words that are masked in every text: `/lardom terms`."""

from __future__ import annotations

from bot.slack.blocks import pages
from bot.slack.errors import Refusal
from bot.slack.listeners.commands.request import Request
from bot.slack.roles import is_admin
from bot.slack.services import Services


async def terms(services: Services, request: Request) -> None:
    """Open the list for change."""
    visitor = request.visitor
    if not await is_admin(services, visitor):
        raise Refusal("error.admin_only")
    kept = await services.terms.all(visitor.team)
    await request.client.views_open(trigger_id=request.trigger_id, view=pages.terms(visitor.t, kept))
