"""Follow members who move from one zone to another."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.store.outbox import ASKED_FOR, Outbox
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository, moment_of
from bot.store.tables import DeliveryKind

BY_THE_CLOCK = ("", "moved", "quiet_hours")
"""Reasons to wait that come from where a member was; all others stay as they are."""


async def follow(
    outbox: Outbox,
    rounds: RoundRepository,
    schedules: ScheduleRepository,
    clock: Clock,
    member: tuple[str, str],
    zone: str,
) -> None:
    """Bring a member's waiting questions to their hour in a new zone, if that is earlier.

    If it is later, the question waits when it is about to be sent. Either way it is the same delivery: nobody
    is asked twice, and nobody is left out.
    """
    for waiting in await outbox.waiting_for(*member, (DeliveryKind.WELCOME, DeliveryKind.PROMPT)):
        found = await rounds.get(waiting.round_id or "")
        schedule = await schedules.get(waiting.schedule_id or "")
        by_the_clock = waiting.reason in BY_THE_CLOCK and waiting.note != ASKED_FOR
        if found is None or schedule is None or found.by_hand or not by_the_clock:
            continue
        due = max(moment_of(schedule, found.occurrence, ZoneInfo(zone)), clock.now())
        if due < waiting.due_at:
            await outbox.bring_forward(waiting, due)
