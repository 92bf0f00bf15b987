"""What Slack tells of its own accord."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.events import home, installation, people
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register events."""
    for module in (home, installation, people):
        module.register(app, services)
