"""Admins look after the workspace's book of prompts: `/lardom prompts`."""

from __future__ import annotations

from bot.learning.acts import Act
from bot.slack.listeners.commands.request import Request
from bot.slack.prompts import book_view
from bot.slack.services import Services


async def prompts(services: Services, request: Request) -> None:
    """Open the book."""
    view = await book_view(services, request.visitor, Act.TOGETHER)
    await request.client.views_open(trigger_id=request.trigger_id, view=view)
