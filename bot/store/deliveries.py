"""Look into the queue of messages: what was sent to whom, what waits, what failed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, tuple_
from sqlmodel import col

from bot.store.database import Database
from bot.store.gathered import Gathered
from bot.store.tables import Delivery, DeliveryKind, DeliveryState

NOT_COUNTED = (
    DeliveryKind.LATER,
    DeliveryKind.STRIP,
    DeliveryKind.REFRESH,
    DeliveryKind.INSTALLED,
    DeliveryKind.REPORT,
    DeliveryKind.EXAMPLE_CHANGED,
    DeliveryKind.PROMPT_CHANGED,
)
"""What a member asked for, and what only changes a message, is no part of the noise budget."""

UNASKED = (
    select(col(Delivery.team_id), col(Delivery.target), col(Delivery.due_at))
    .where(tuple_(col(Delivery.team_id), col(Delivery.target)).in_(bindparam("members", expanding=True)))
    .where(col(Delivery.due_at) >= bindparam("since"))
    .where(col(Delivery.state) == DeliveryState.SENT)
    .where(col(Delivery.kind).not_in(NOT_COUNTED))
)
"""Put together once: it is asked for every message."""


class DeliveryReader:
    """Answer questions about deliveries; nothing is changed."""

    def __init__(self, database: Database) -> None:
        """Use the database that holds rounds and schedules too."""
        self._database = database
        self._unasked = Gathered[tuple[str, str, datetime], list[datetime]](self._unasked_of)
        self._one = Gathered[str, Delivery](self._found)

    @property
    def database(self) -> Database:
        """Return the database that the queue is in."""
        return self._database

    async def unasked(self, team: str, target: str, since: datetime) -> list[datetime]:
        """Return when a member got messages that they did not ask for, from an instant on."""
        return await self._unasked((team, target, since)) or []

    async def _unasked_of(
        self, asked: Sequence[tuple[str, str, datetime]]
    ) -> dict[tuple[str, str, datetime], list[datetime]]:
        found: dict[tuple[str, str], list[datetime]] = {}
        wanted = {
            "members": sorted({(team, target) for team, target, _ in asked}),
            "since": min(since for _, _, since in asked),
        }
        rows = await self._database.rows(UNASKED, wanted)
        for team, target, due_at in rows:
            found.setdefault((team, target), []).append(due_at)
        return {
            (team, target, since): [one for one in found.get((team, target), ()) if one >= since]
            for team, target, since in asked
        }

    async def unasked_by_member(self, team: str, since: datetime) -> dict[str, list[datetime]]:
        """Return the same for everybody in a workspace."""
        found: dict[str, list[datetime]] = {}
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(Delivery.target), col(Delivery.due_at))
                .where(col(Delivery.team_id) == team, col(Delivery.due_at) >= since)
                .where(col(Delivery.state) == DeliveryState.SENT, col(Delivery.kind).not_in(NOT_COUNTED))
            )
            for target, due_at in rows:
                found.setdefault(target, []).append(due_at)
        return found

    async def waiting_for(self, team: str, target: str, kinds: Collection[DeliveryKind]) -> list[Delivery]:
        """Return what waits for a member, of some kinds, the next one first."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(Delivery)
                .where(col(Delivery.team_id) == team, col(Delivery.target) == target)
                .where(col(Delivery.state) == DeliveryState.WAITING, col(Delivery.kind).in_(tuple(kinds)))
                .order_by(col(Delivery.due_at), col(Delivery.id))
            )
            return list(rows.scalars().all())

    async def reasons(self, round_id: str, kind: DeliveryKind) -> dict[tuple[DeliveryState, str], int]:
        """Count a round's deliveries of one kind by state and reason."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(Delivery.state), col(Delivery.reason), func.count())
                .where(col(Delivery.round_id) == round_id, col(Delivery.kind) == kind)
                .group_by(col(Delivery.state), col(Delivery.reason))
            )
            return {(row[0], row[1]): row[2] for row in rows}

    async def dead(self, team: str, since: datetime) -> dict[tuple[DeliveryKind, str], int]:
        """Count what could not be delivered from an instant on, by kind and reason."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(Delivery.kind), col(Delivery.reason), func.count())
                .where(col(Delivery.team_id) == team, col(Delivery.state) == DeliveryState.FAILED)
                .where(col(Delivery.due_at) >= since)
                .group_by(col(Delivery.kind), col(Delivery.reason))
            )
            return {(row[0], row[1]): row[2] for row in rows}

    async def counts(self, round_id: str, kind: DeliveryKind) -> dict[DeliveryState, int]:
        """Count a round's deliveries of one kind by state."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(Delivery.state), func.count())
                .where(col(Delivery.round_id) == round_id, col(Delivery.kind) == kind)
                .group_by(col(Delivery.state))
            )
            return {row[0]: row[1] for row in rows}

    async def of_round(self, round_id: str, kind: DeliveryKind) -> list[Delivery]:
        """Return a round's deliveries of one kind, in an order that says nothing."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(Delivery)
                .where(col(Delivery.round_id) == round_id, col(Delivery.kind) == kind)
                .order_by(col(Delivery.id))
            )
            return list(rows.scalars().all())

    async def sent_to(self, team: str, target: str, kind: DeliveryKind) -> list[Delivery]:
        """Return what was sent to a member, newest first."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(Delivery)
                .where(col(Delivery.team_id) == team, col(Delivery.target) == target)
                .where(col(Delivery.kind) == kind, col(Delivery.state) == DeliveryState.SENT)
                .order_by(col(Delivery.due_at).desc())
                .limit(52)
            )
            return list(rows.scalars().all())

    async def find(self, key: str) -> Delivery | None:
        """Return the delivery with a key."""
        return await self._one(key)

    async def _found(self, keys: Sequence[str]) -> dict[str, Delivery]:
        these = select(Delivery).where(col(Delivery.key).in_(keys))
        rows = await self._database.look(lambda session: session.execute(these).scalars().all())
        return {row.key: row for row in rows}
