"""Take samples of the rows: how rounds, messages and lanes stand."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from bot.store.database import Database
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Lane, Round
from bot.watching.figures import Figures, size_of

LOOKED_BACK = timedelta(days=7)
MIXES_BACK = timedelta(days=90)
WAITED_FOR = (DeliveryKind.PROMPT, DeliveryKind.DIGEST)
"""Other kinds go by what single people did: a reminder that waits belongs to one who has not answered."""

REASONS = frozenset(
    {"user_not_found", "users_not_found", "account_inactive", "user_disabled", "cannot_dm_bot", "fault"}
    | {"messages_tab_disabled", "channel_not_found", "not_in_channel", "is_archived", "restricted_action"}
    | {"nothing_to_say", "unsure", "connection", "unreachable", "internal_error", "fatal_error"}
)
OTHER = "other"


async def sample(figures: Figures, database: Database, now: datetime) -> None:
    """Bring every figure about rows up to date."""
    async with database.read() as session:
        states = await session.execute(select(col(Round.state), func.count()).group_by(col(Round.state)))
        rounds = {state.value: number for state, number in states}
        recent = col(Delivery.due_at) >= now - LOOKED_BACK
        by_state = await session.execute(
            select(col(Delivery.state), func.count()).where(recent).group_by(col(Delivery.state))
        )
        deliveries = {state.value: number for state, number in by_state}
        reasons = await session.execute(
            select(col(Delivery.reason), func.count())
            .where(recent, col(Delivery.state) == DeliveryState.FAILED)
            .group_by(col(Delivery.reason))
        )
        failed: Counter[str] = Counter()
        for reason, number in reasons:
            failed[reason if reason in REASONS else OTHER] += number
        waiting, oldest = (
            await session.execute(
                select(func.count(func.distinct(col(Delivery.team_id))), func.min(col(Delivery.due_at)))
                .where(col(Delivery.state).in_((DeliveryState.WAITING, DeliveryState.SENDING)))
                .where(col(Delivery.due_at) <= now, col(Delivery.kind).in_(WAITED_FOR))
            )
        ).one()
        resting = (
            await session.execute(select(func.count()).select_from(Lane).where(col(Lane.rests_until) > now))
        ).scalar_one()
        answered = await session.execute(
            select(col(Round.answered)).where(
                col(Round.answered) >= col(Round.k), col(Round.closes_at) >= now - MIXES_BACK
            )
        )
        mixes = Counter(size_of(number) for number in answered.scalars() if number is not None)
    figures.show(figures.rounds, rounds)
    figures.show(figures.deliveries, deliveries)
    figures.show(figures.failed, failed)
    figures.show(figures.mixes, mixes)
    figures.lanes_waiting.set(waiting)
    figures.lanes_resting.set(resting)
    figures.longest_wait.set(0 if oldest is None else max(0.0, (now - oldest).total_seconds()))
    figures.sampled_at.set(now.timestamp())
