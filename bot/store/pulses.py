"""Keep which schedules have a pulse, and every pulse that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, put
from bot.store.pulse_tables import Pulse, PulseSetting, PulseState
from bot.store.sealed.intake import IntakeRepository
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Schedule, Workspace


class PulseRepository:
    """Keep pulses."""

    def __init__(self, database: Database, intake: IntakeRepository) -> None:
        """Use a database, and the intake that opens pools."""
        self._database = database
        self._intake = intake

    async def turn_on(self, schedule_id: str, starts: date) -> None:
        """Let a schedule have a pulse from a day on."""
        async with self._database.write() as session:
            row = PulseSetting(schedule_id=schedule_id, starts_on=starts)
            await put(session, row, replace=("starts_on",))

    async def turn_off(self, schedule_id: str) -> None:
        """Let a schedule have no further pulse; one that is open is still counted."""
        async with self._database.write() as session:
            await session.execute(delete(PulseSetting).where(col(PulseSetting.schedule_id) == schedule_id))

    async def starts(self, schedule_id: str) -> date | None:
        """Return from which day on a schedule has a pulse; None when it has none."""
        async with self._database.read() as session:
            found = await session.get(PulseSetting, schedule_id)
        return None if found is None else found.starts_on

    async def wanted(self) -> list[Schedule]:
        """Return the schedules that have a pulse and are not paused."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(Schedule)
                .join(PulseSetting, col(PulseSetting.schedule_id) == col(Schedule.id))
                .where(col(Schedule.deleted).is_(False), col(Schedule.paused).is_(False))
                .order_by(col(Schedule.id))
            )
            return list(rows.scalars().all())

    async def begin(self, session: AsyncSession, pulse: Pulse) -> bool:
        """Write a pulse with its pool; False when another process already did, or it was turned off."""
        held = select(PulseSetting).where(col(PulseSetting.schedule_id) == pulse.schedule_id)
        if (await session.execute(held.with_for_update())).scalar_one_or_none() is None:
            return False
        later = select(col(Pulse.id)).where(
            col(Pulse.schedule_id) == pulse.schedule_id, col(Pulse.asked_on) >= pulse.asked_on
        )
        if (await session.execute(later)).first() is not None:
            return False
        if pulse.state is PulseState.ASKING:
            await self._intake.open_pool(session, pulse.id, pulse.team_id)
        session.add(pulse)
        await session.flush()
        return True

    async def opened(self, session: AsyncSession, pulse_id: str) -> None:
        """Note that everybody was asked."""
        found = await session.get(Pulse, pulse_id, with_for_update=True)
        if found is not None and found.state is PulseState.ASKING:
            found.state = PulseState.OPEN

    async def asking(self) -> list[Pulse]:
        """Return the pulses of which not everybody has been asked yet."""
        async with self._database.read() as session:
            rows = await session.execute(select(Pulse).where(col(Pulse.state) == PulseState.ASKING))
            return list(rows.scalars().all())

    async def get(self, pulse_id: str) -> Pulse | None:
        """Return a pulse."""
        async with self._database.read() as session:
            return await session.get(Pulse, pulse_id)

    async def of(self, schedule_id: str) -> Sequence[Pulse]:
        """Return a schedule's pulses, oldest first."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(Pulse).where(col(Pulse.schedule_id) == schedule_id).order_by(col(Pulse.asked_on))
            )
            return rows.scalars().all()

    async def to_count(self, now: datetime) -> list[Pulse]:
        """Return the pulses whose answers are to be counted."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(Pulse)
                .where(col(Pulse.state) == PulseState.OPEN, col(Pulse.counts_at) <= now)
                .order_by(col(Pulse.counts_at))
            )
            return list(rows.scalars().all())

    async def counted(self, session: AsyncSession, pulse_id: str, state: PulseState) -> bool:
        """Note what came of a pulse; False when that is noted already."""
        found = await session.get(Pulse, pulse_id, with_for_update=True)
        if found is None or found.state is not PulseState.OPEN:
            return False
        found.state = state
        return True

    async def hold(self, session: AsyncSession, team: str) -> None:
        """Keep other pulses of a workspace from asking anybody until the caller's transaction ends."""
        await session.execute(
            select(col(Workspace.team_id)).where(col(Workspace.team_id) == team).with_for_update()
        )

    async def asked_since(self, team: str, since: datetime) -> set[str]:
        """Return who was asked in any pulse of a workspace from an instant on, or will be."""
        async with self._database.read() as session:
            return await self.asked_in(session, team, since)

    async def asked_in(self, session: AsyncSession, team: str, since: datetime) -> set[str]:
        """Return the same inside the caller's transaction."""
        rows = await session.execute(
            select(col(Delivery.target))
            .where(col(Delivery.team_id) == team, col(Delivery.kind) == DeliveryKind.PULSE)
            .where(col(Delivery.due_at) >= since)
            .where(col(Delivery.state).not_in((DeliveryState.FAILED, DeliveryState.DROPPED)))
        )
        return set(rows.scalars().all())
