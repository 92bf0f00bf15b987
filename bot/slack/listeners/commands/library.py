"""Everyone searches the library: `/lardom find WORDS`."""

from __future__ import annotations

import html

from bot.slack.blocks.library import Search
from bot.slack.library.finding import find_view
from bot.slack.listeners.commands.request import Request
from bot.slack.services import Services


async def find(services: Services, request: Request) -> None:
    """Open the search with what was typed after the word; with the newest lessons when nothing was."""
    # Slack writes three signs of a command as HTML does.
    view = await find_view(services, request.visitor, Search(html.unescape(request.words)))
    await request.client.views_open(trigger_id=request.trigger_id, view=view)
