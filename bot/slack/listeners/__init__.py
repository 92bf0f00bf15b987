"""Every listener, in the folders that Slack developers know."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners import actions, commands, events, shortcuts, views
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register every listener."""
    for group in (actions, commands, events, shortcuts, views):
        group.register(app, services)
