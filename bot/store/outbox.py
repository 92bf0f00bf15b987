"""The queue of messages owed, in the same database as what they speak of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, affected
from bot.store.deliveries import DeliveryReader
from bot.store.lanes import Lanes
from bot.store.leases import free, lease_end
from bot.store.owing import Owed as Owed
from bot.store.owing import owe
from bot.store.tables import OWED, Delivery, DeliveryKind, DeliveryState, Lane

TAKEN_OVER = "taken_over"
ASKED_FOR = "asked_for"
"""The note on a message that a member wanted to have again."""

DECLINED = "declined"
"""The note on an invitation that a leader has turned down."""


SETTLED_ALIKE = {
    "state": DeliveryState.SENT,
    "reason": "",
    "lease_until": None,
    "attempts": 0,
    "fence": 0,
}


@dataclass(frozen=True, slots=True)
class Leased:
    """Hold a delivery that this process alone may send until its lease ends."""

    delivery: Delivery
    fence: int
    taken_over: bool = False
    twice: bool = False
    """Say that whoever took it over died at it too."""


class Outbox(DeliveryReader):
    """Owe, lease and settle deliveries."""

    def __init__(self, database: Database) -> None:
        """Use a database; its lanes are held beside."""
        super().__init__(database)
        self.lanes = Lanes(database)

    async def owe(self, session: AsyncSession, owed: Sequence[Owed]) -> None:
        """Write deliveries inside the caller's transaction; those owed already stay as they are."""
        await owe(session, owed)

    async def lanes_due(self, now: datetime) -> list[str]:
        """Return the workspaces with something due whose lane is free, whoever has waited longest first."""
        since = (
            select(col(Delivery.due_at))
            .where(col(Delivery.team_id) == col(Lane.team_id), col(Delivery.due_at) <= now, OWED)
            .where(free(self._database, col(Delivery.lease_until), now))
            .order_by(col(Delivery.due_at), col(Delivery.id))
            .limit(1)
            .scalar_subquery()
        )
        due = (
            select(col(Lane.team_id), since.label("since"))
            .where(or_(col(Lane.rests_until).is_(None), col(Lane.rests_until) <= now))
            .where(free(self._database, col(Lane.lease_until), now))
            .subquery()
        )
        waiting = select(due.c.team_id).where(due.c.since.is_not(None)).order_by(due.c.since)
        async with self._database.read() as session:
            return list((await session.execute(waiting)).scalars().all())

    async def take(self, team: str, lane_fence: int, now: datetime, lease: timedelta) -> Leased | None:
        """Mark the next due delivery of a lane as being sent; None when nothing is due.

        Renews the lane's lease in the same transaction; None as well when another process holds it.
        """
        async with self._database.write() as session:
            held = await session.execute(
                update(Lane)
                .where(col(Lane.team_id) == team, col(Lane.fence) == lane_fence)
                .values(lease_until=lease_end(self._database, now, lease))
            )
            if not affected(held):
                return None
            delivery = (
                await session.execute(
                    select(Delivery)
                    .where(col(Delivery.team_id) == team, col(Delivery.due_at) <= now, OWED)
                    .where(free(self._database, col(Delivery.lease_until), now))
                    .order_by(col(Delivery.due_at), col(Delivery.id))
                    .limit(1)
                    .with_for_update(skip_locked=True)
                )
            ).scalar_one_or_none()
            if delivery is None:
                return None
            taken_over = delivery.state is DeliveryState.SENDING
            twice = taken_over and delivery.reason == TAKEN_OVER
            if taken_over:
                delivery.reason = TAKEN_OVER
            delivery.state = DeliveryState.SENDING
            delivery.fence += 1
            delivery.attempts += 1
            await session.flush()
            leased = update(Delivery).where(col(Delivery.id) == delivery.id)
            await session.execute(
                leased.values(lease_until=lease_end(self._database, now, lease)),
                execution_options={"synchronize_session": False},
            )
            return Leased(delivery, delivery.fence, taken_over, twice)

    async def settle(
        self,
        leased: Leased,
        state: DeliveryState,
        *,
        reason: str = "",
        channel: str | None = None,
        ts: str | None = None,
        due_at: datetime | None = None,
        attempts: int | None = None,
        also: Callable[[AsyncSession], Awaitable[None]] | None = None,
    ) -> bool:
        """Record how sending went; False when another process has taken the delivery over since.

        `also` runs in the same transaction when it is recorded.
        """
        values: dict[str, object] = {"state": state, "reason": reason, "lease_until": None}
        if attempts is not None:
            values["attempts"] = attempts
        if channel is not None:
            values |= {"channel": channel, "ts": ts}
        if due_at is not None:
            values["due_at"] = due_at
        async with self._database.write() as session:
            changed = await session.execute(
                update(Delivery)
                .where(col(Delivery.id) == leased.delivery.id, col(Delivery.fence) == leased.fence)
                .values(**values)
            )
            if affected(changed) and also is not None:
                await also(session)
        return bool(affected(changed))

    async def settle_alike(self, leased: Leased) -> bool:
        """Record that a message is done with, so that rows that went out and rows that did not look alike."""
        async with self._database.write() as session:
            changed = await session.execute(
                update(Delivery)
                .where(col(Delivery.id) == leased.delivery.id, col(Delivery.fence) == leased.fence)
                .values(**SETTLED_ALIKE)
            )
        return bool(affected(changed))

    async def owe_anew(self, session: AsyncSession, owed: Owed) -> None:
        """Owe one message, or move one that is owed under the same key to its new time.

        The new fence keeps a sender who is at it from settling what it knows nothing of.
        """
        await self.owe(session, [owed])
        await session.execute(
            update(Delivery)
            .where(col(Delivery.key) == owed.key)
            .values(
                state=DeliveryState.WAITING,
                due_at=owed.due_at,
                note=owed.note,
                target=owed.target,
                reason="",
                attempts=0,
                lease_until=None,
                fence=col(Delivery.fence) + 1,
            )
        )

    async def owe_again(self, key: str, now: datetime) -> None:
        """Owe a message once more that was sent and is gone from where it was."""
        async with self._database.write() as session:
            await session.execute(
                update(Delivery)
                .where(col(Delivery.key) == key, col(Delivery.state) == DeliveryState.SENT)
                .values(
                    state=DeliveryState.WAITING,
                    due_at=now,
                    attempts=0,
                    channel=None,
                    ts=None,
                    note=ASKED_FOR,
                )
            )

    async def bring_forward(self, waiting: Delivery, due_at: datetime) -> None:
        """Let a message that waits go earlier; one that has gone meanwhile stays as it is."""
        async with self._database.write() as session:
            await session.execute(
                update(Delivery)
                .where(col(Delivery.id) == waiting.id, col(Delivery.state) == DeliveryState.WAITING)
                .where(col(Delivery.due_at) > due_at)
                .values(due_at=due_at, reason="")
            )

    async def owe_failed_again(self, key: str, target: str, now: datetime) -> None:
        """Owe a message once more that could not be delivered, perhaps to another place."""
        async with self._database.write() as session:
            await session.execute(
                update(Delivery)
                .where(col(Delivery.key) == key, col(Delivery.state) == DeliveryState.FAILED)
                .values(state=DeliveryState.WAITING, due_at=now, attempts=0, reason="", target=target)
            )

    async def drop_waiting(self, session: AsyncSession, round_id: str, reason: str) -> None:
        """Drop a round's prompts that have not gone out, and settle its reminders like all others.

        Those of members who had answered are settled already; a reminder called dropped would be of one
        who had not.
        """
        waiting = (
            update(Delivery)
            .where(col(Delivery.round_id) == round_id, col(Delivery.state) == DeliveryState.WAITING)
            .execution_options(synchronize_session=False)
        )
        await session.execute(
            waiting.where(col(Delivery.kind) == DeliveryKind.PROMPT).values(
                state=DeliveryState.DROPPED, reason=reason
            )
        )
        again = (DeliveryKind.REMINDER, DeliveryKind.LATER)
        await session.execute(waiting.where(col(Delivery.kind).in_(again)).values(**SETTLED_ALIKE))
