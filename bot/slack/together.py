"""Render messages of following a colleague and of the pulse."""

from __future__ import annotations

from bot.slack import following, pulses
from bot.slack.message import Message
from bot.slack.services import Resources
from bot.store.ports import Outcome
from bot.store.tables import Delivery, Schedule

KINDS = following.KINDS | pulses.KINDS


async def message(services: Resources, delivery: Delivery, schedule: Schedule) -> Message | Outcome:
    """Return the message that a delivery owes, or why there is none."""
    if delivery.kind in following.KINDS:
        return await following.message(services, delivery)
    return await pulses.message(services, delivery, schedule)
