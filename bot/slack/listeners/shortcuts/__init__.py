"""Shortcuts: from everywhere, and on messages."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.shortcuts import share
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register shortcuts."""
    share.register(app, services)
