"""Modals that were sent."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.views import (
    answer,
    changes,
    curation,
    first,
    highlight,
    home,
    late,
    leave,
    library,
    own_copy,
    pause,
    plans,
    prompts,
    pulse,
    schedule,
    settings,
    shadow,
    terms,
)
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register modals that were sent."""
    for module in (
        answer,
        changes,
        curation,
        first,
        highlight,
        home,
        late,
        leave,
        library,
        own_copy,
        pause,
        plans,
        prompts,
        pulse,
        schedule,
        shadow,
        settings,
        terms,
    ):
        module.register(app, services)
