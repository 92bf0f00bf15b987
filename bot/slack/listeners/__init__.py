"""Every listener, in the folders that Slack developers know."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners import actions, commands, events, shortcuts, views
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register every listener; those that answers come to first, since Bolt asks one after the other."""
    for group in (views, actions, commands, events, shortcuts):
        group.register(app, services)
