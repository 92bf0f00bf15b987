"""Let go of what is no longer needed, on the dates that the privacy page states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.store.database import Database
from bot.store.sealed.erasures import Erasures
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.tables import (
    Intake,
    Letter,
    MemberPlan,
    NamedReflection,
    Participation,
    Pool,
    PoolState,
    Reflection,
    ReviewState,
)
from bot.store.shadow_tables import ShadowGroup, ShadowTurn
from bot.store.tables import TO_ONE_MEMBER, TO_THOSE_WHO_TOOK_PART, Delivery, DeliveryState, Round

HELD_POOLS = timedelta(days=14)
UNPUBLISHED = timedelta(days=90)
PARTICIPATION = timedelta(days=90)
LETTERS = timedelta(days=30)
RECEIPTS = timedelta(days=90)
MESSAGES = timedelta(days=180)
PLANS = timedelta(days=180)
PAIRS = timedelta(days=365)
"""So long it is remembered who followed whom, lest they be brought together again."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Delete what is past its date.

    Sealed rows of pools below k after 14 days, letters after 30, unpublished texts and participation
    after 90, and with participation the messages that only those who took part got; after 90 days a
    round's receipts lose their buttons too, and after 180 it is forgotten where a message stands. Who
    followed whom is forgotten after a year.
    """

    database: Database
    keys: PoolKeys
    erasures: Erasures | None = None
    backup_days: int = 400

    async def let_go(self, now: datetime) -> None:
        """Delete what is past its date; texts in one statement, so that no order of deletion is told."""
        async with self.database.write() as session:
            held = list(
                (
                    await session.execute(
                        select(col(Pool.id))
                        .join(Round, col(Round.id) == col(Pool.id))
                        .where(col(Pool.state) == PoolState.HELD, col(Round.closes_at) <= now - HELD_POOLS)
                    )
                ).scalars()
            )
            await session.execute(delete(Intake).where(col(Intake.pool_id).in_(held)))
            await session.execute(update(Pool).where(col(Pool.id).in_(held)).values(state=PoolState.MIXED))
            old = select(col(Round.id)).where(col(Round.closes_at) <= now - UNPUBLISHED)
            for table in (Reflection, NamedReflection):
                await session.execute(
                    delete(table)
                    .where(col(table.round_id).in_(old))
                    .where(col(table.state) != ReviewState.PUBLISHED)
                )
            past = select(col(Round.id)).where(col(Round.closes_at) <= now - PARTICIPATION)
            await session.execute(delete(Participation).where(col(Participation.round_id).in_(past)))
            sent = col(Delivery.state).not_in((DeliveryState.WAITING, DeliveryState.SENDING))
            await session.execute(
                delete(Delivery)
                .where(sent, col(Delivery.kind).in_(TO_THOSE_WHO_TOOK_PART))
                .where(col(Delivery.round_id).in_(past))
            )
            await session.execute(
                delete(Delivery)
                .where(sent, col(Delivery.kind).in_(TO_ONE_MEMBER))
                .where(col(Delivery.due_at) <= now - MESSAGES)
            )
            await session.execute(delete(MemberPlan).where(col(MemberPlan.made_on) <= (now - PLANS).date()))
            turns = select(col(ShadowTurn.id)).where(col(ShadowTurn.counts_at) <= now - PAIRS)
            await session.execute(delete(ShadowGroup).where(col(ShadowGroup.turn_id).in_(turns)))
            await session.execute(delete(ShadowTurn).where(col(ShadowTurn.counts_at) <= now - PAIRS))
            await session.execute(delete(Letter).where(col(Letter.released_on) <= (now - LETTERS).date()))
        for pool in held:
            self.keys.destroy(pool)
        if self.erasures is not None:
            # No backup may be kept longer than this, so none can bring back what an older line erased.
            self.erasures.trim((now - timedelta(days=self.backup_days)).date())
