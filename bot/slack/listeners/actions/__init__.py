"""Buttons and menus."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.actions import (
    answer,
    curation,
    examples,
    first,
    highlight,
    home,
    library,
    pages,
    plans,
    prompt_menu,
    prompts,
    pulse,
    receipt,
    report,
    schedule,
    shadow,
)
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register buttons and menus."""
    for module in (
        answer,
        curation,
        examples,
        first,
        highlight,
        home,
        library,
        pages,
        plans,
        pulse,
        prompt_menu,
        prompts,
        receipt,
        report,
        schedule,
        shadow,
    ):
        module.register(app, services)
