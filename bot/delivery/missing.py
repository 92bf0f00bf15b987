"""Tell whoever made a schedule which of its dates went out late or not at all, in one message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.missed import Missed, Why
from bot.store.outbox import Outbox, Owed
from bot.store.tables import OWED, Delivery, DeliveryKind, DeliveryState, Round, RoundState, Schedule

GATHERED = timedelta(minutes=1)
"""How long a message waits for other dates that belong into it."""

LATE = timedelta(minutes=15)
"""A round that opens so long after its first member's moment opens late, and a question so long after it was
due goes out late."""

DOWN = timedelta(minutes=10)
"""After so long without a look for due work the app counts as having been down, or asleep."""


def came_late(first: datetime, looked_at: datetime | None, now: datetime) -> bool:
    """Tell whether a round is late because nobody was at work at its first member's moment.

    `looked_at` is when the look before this one began, None for the first since the start.
    """
    was_down = looked_at is None or now - looked_at > DOWN
    return was_down and first + LATE < now


async def tell(
    outbox: Outbox, session: AsyncSession, schedule: Schedule, missed: Missed, now: datetime
) -> None:
    """Owe the message, together with what waits to be told already; inside the caller's transaction."""
    key = f"{schedule.id}:missed:{missed.why}:{now.date().isoformat()}"
    waiting = (
        await session.execute(
            select(col(Delivery.note)).where(
                col(Delivery.key) == key, col(Delivery.state) == DeliveryState.WAITING
            )
        )
    ).scalar_one_or_none()
    before: Iterable[date] = () if waiting is None else Missed.read(waiting).days
    days = tuple(sorted({*before, *missed.days}))
    await outbox.owe_anew(
        session,
        Owed(
            key=key,
            team=schedule.team_id,
            kind=DeliveryKind.MISSED,
            target=schedule.created_by,
            due_at=now + GATHERED,
            schedule_id=schedule.id,
            note=Missed(missed.why, days).note(),
        ),
    )


async def tell_of_late_questions(outbox: Outbox, now: datetime) -> None:
    """Tell the makers of open rounds in which somebody is asked late, because nobody was at work in between.

    To be called before anything is sent, by whoever has just begun or was down. Where questions went out
    until now, another process was at work, or this one was away for a moment: they only wait for their turn.
    """
    on_time, since = now - LATE, now - DOWN
    prompts = select(col(Delivery.id)).where(col(Delivery.kind) == DeliveryKind.PROMPT)
    untried = prompts.where(
        col(Delivery.team_id) == col(Round.team_id),
        col(Delivery.round_id) == col(Round.id),
        OWED,
        col(Delivery.state) == DeliveryState.WAITING,
        col(Delivery.attempts) == 0,
        col(Delivery.due_at) < on_time,
    )
    of_late = prompts.where(
        col(Delivery.team_id) == col(Round.team_id),
        col(Delivery.state) == DeliveryState.SENT,
        col(Delivery.due_at).between(since, now - GATHERED),
    )
    asked_late = (
        select(Schedule, col(Round.occurrence))
        .join(Round, col(Round.schedule_id) == col(Schedule.id))
        .where(col(Round.state) == RoundState.OPEN, col(Round.closes_at) > now)
        .where(exists(untried), ~exists(of_late))
    )
    async with outbox.database.read() as session:
        found = (await session.execute(asked_late)).all()
    for schedule, occurrence in found:
        async with outbox.database.write() as session:
            await tell(outbox, session, schedule, Missed(Why.LATE, (occurrence,)), now)
