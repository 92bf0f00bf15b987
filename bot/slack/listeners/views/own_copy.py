"""A copy was taken, or not: its modal closes and nothing of it is read."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.ids import View
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the modal."""

    async def done(ack: AsyncAck) -> None:
        await ack()

    app.view(View.COPY)(done)
