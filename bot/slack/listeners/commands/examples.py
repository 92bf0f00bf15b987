"""Leaders look through good examples by name: `/lardom examples`."""

from __future__ import annotations

from bot.slack.lifting import examples_view
from bot.slack.listeners.commands.request import Request
from bot.slack.services import Services


async def examples(services: Services, request: Request) -> None:
    """Open the list."""
    view = await examples_view(services, request.visitor)
    await request.client.views_open(trigger_id=request.trigger_id, view=view)
