"""Rounds from planned to published, and the pool each of them brings along."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from bot.store.columns import new_id
from bot.store.database import Database, put
from bot.store.gathered import Gathered
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.tables import Intake, Pool, PoolState
from bot.store.tables import Round, RoundCurator, RoundState, Schedule

LATELY = 1.0
RUNNING = (RoundState.OPENING, RoundState.OPEN)
OTHER = aliased(Round)
LATER = (
    select(col(OTHER.id))
    .where(col(OTHER.schedule_id) == col(Round.schedule_id))
    .where(col(OTHER.state).in_(bindparam("states", expanding=True)))
    .order_by(col(OTHER.opens_at).desc())
    .limit(1)
    .scalar_subquery()
)
THESE = select(Round).where(col(Round.id).in_(bindparam("ids", expanding=True)))
NEWEST = select(Round).where(
    col(Round.schedule_id).in_(bindparam("schedules", expanding=True)), col(Round.id) == LATER
)
"""Put together once: they are asked for every message."""


class RoundRepository:
    """Keep rounds; every planned round has its pool from the start, so that late texts find it."""

    def __init__(self, database: Database, intake: IntakeRepository) -> None:
        """Use a database, and the intake that opens pools."""
        self._database = database
        self._intake = intake
        self._one = Gathered[str, Round](self._found)
        self.lately = Gathered[str, Round](self._found, fresh=LATELY)
        """Return a round as it was at most a second ago: for the next of many messages about it."""

        self._newest = Gathered[tuple[str, frozenset[RoundState]], Round](self._newest_of)
        self._newest_lately = Gathered[tuple[str, frozenset[RoundState]], Round](self._newest_of, LATELY)

    async def plan(
        self, session: AsyncSession, schedule: Schedule, occurrence: date, extra: int = 0
    ) -> Round:
        """Plan a schedule's next round; a planned one is moved to the date, its pool with it.

        `extra` tells rounds of one date apart.
        """
        planned = await _planned(session, schedule.id)
        if planned is not None:
            planned.occurrence, planned.extra = occurrence, extra
            # Who has written for this round already was promised its k; it may become larger, never smaller.
            waits = await _holds_anything(session, planned.id)
            planned.k = max(planned.k, schedule.k) if waits else schedule.k
            # Leaders hear of a new date; to those who have heard of this one nothing more is owed.
            planned.first_until = None
            return planned
        fresh = Round(
            id=new_id(),
            team_id=schedule.team_id,
            schedule_id=schedule.id,
            occurrence=occurrence,
            extra=extra,
            k=schedule.k,
        )
        await self._intake.open_pool(session, fresh.id, schedule.team_id)
        session.add(fresh)
        await session.flush()
        return fresh

    async def abandon(self, session: AsyncSession, schedule_id: str, now: datetime) -> None:
        """Hold a planned round that will never be asked; authors take their texts elsewhere from it."""
        planned = await _planned(session, schedule_id)
        if planned is None:
            return
        planned.state, planned.closes_at = RoundState.HELD, now
        pool = await session.get(Pool, planned.id, with_for_update=True)
        if pool is not None:
            pool.state = PoolState.HELD

    async def get(self, round_id: str) -> Round | None:
        """Return a round."""
        return await self._one(round_id)

    async def _found(self, ids: Sequence[str]) -> dict[str, Round]:
        rows = await self._database.look(partial(_all, THESE, {"ids": ids}))
        return {row.id: row for row in rows}

    async def planned(self, schedule_id: str) -> Round | None:
        """Return a schedule's next round, not yet put into the world."""
        async with self._database.read() as session:
            return await _planned(session, schedule_id)

    async def in_state(self, states: Collection[RoundState], team: str | None = None) -> list[Round]:
        """Return every round in one of the states."""
        query = select(Round).where(col(Round.state).in_(tuple(states)))
        if team is not None:
            query = query.where(col(Round.team_id) == team)
        async with self._database.read() as session:
            return list((await session.execute(query.order_by(col(Round.opens_at)))).scalars().all())

    async def masked_due(self, now: datetime) -> list[Round]:
        """Return published rounds whose masked texts have waited their day."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(Round).where(col(Round.state) == RoundState.PUBLISHED, col(Round.masked_until) <= now)
            )
            return list(rows.scalars().all())

    async def newest(self, schedule_id: str, states: Collection[RoundState]) -> Round | None:
        """Return the newest round of a schedule in one of the states."""
        return await self._newest((schedule_id, frozenset(states)))

    async def newest_lately(self, schedule_id: str, states: Collection[RoundState]) -> Round | None:
        """Return the same as it was at most a second ago."""
        return await self._newest_lately((schedule_id, frozenset(states)))

    async def _newest_of(
        self, asked: Sequence[tuple[str, frozenset[RoundState]]]
    ) -> dict[tuple[str, frozenset[RoundState]], Round]:
        found: dict[tuple[str, frozenset[RoundState]], Round] = {}
        for states in {states for _, states in asked}:
            wanted: dict[str, Sequence[str]] = {
                "states": sorted(states),
                "schedules": [schedule_id for schedule_id, of in asked if of == states],
            }
            for row in await self._database.look(partial(_all, NEWEST, wanted)):
                found[row.schedule_id, states] = row
        return found

    async def was_open(self, schedule_id: str, moment: datetime) -> bool:
        """Tell whether another round of a schedule was open at an instant."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(func.count())
                .select_from(Round)
                .where(col(Round.schedule_id) == schedule_id)
                .where(col(Round.opens_at) <= moment, col(Round.closes_at) > moment)
            )
            return bool(rows.scalar_one())

    async def asked_before(self, session: AsyncSession, schedule_id: str) -> set[date]:
        """Return the occurrences of a schedule that went out already."""
        rows = await session.execute(
            select(col(Round.occurrence)).where(
                col(Round.schedule_id) == schedule_id, col(Round.state) != RoundState.PLANNED
            )
        )
        return set(rows.scalars().all())

    async def prompts_asked(self, team: str) -> Sequence[str]:
        """Return the ids of prompts asked in a workspace, oldest first.

        Those that are chosen for rounds to come stand last, so that two schedules do not choose alike.
        """
        chosen = (col(Round.state) == RoundState.PLANNED) | col(Round.opens_at).is_not(None)
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(Round.prompt_id))
                .where(col(Round.team_id) == team, col(Round.prompt_id).is_not(None), chosen)
                .order_by(
                    col(Round.opens_at).is_(None),
                    col(Round.opens_at),
                    col(Round.occurrence),
                    col(Round.id),
                )
            )
            return [prompt for prompt in rows.scalars().all() if prompt]

    async def next_extra(self, session: AsyncSession, schedule_id: str, occurrence: date) -> int:
        """Return the number that an extra round on a date gets: 0 when the date is still free."""
        rows = await session.execute(
            select(func.max(col(Round.extra))).where(
                col(Round.schedule_id) == schedule_id,
                col(Round.occurrence) == occurrence,
                col(Round.state) != RoundState.PLANNED,
            )
        )
        highest = rows.scalar_one_or_none()
        return 0 if highest is None else highest + 1

    async def call(self, session: AsyncSession, round_id: str, user: str) -> None:
        """Let one more member review a round."""
        await put(session, RoundCurator(round_id=round_id, user_id=user))

    async def called(self, round_id: str) -> list[str]:
        """Return who was called to review a round besides its own curators."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(RoundCurator.user_id)).where(col(RoundCurator.round_id) == round_id)
            )
            return sorted(rows.scalars().all())

    async def to_strip(self, before: datetime) -> list[Round]:
        """Return rounds whose receipts are past their date, and those of the round after them too.

        A text that was taken along has its receipt on the message of the round before.
        """
        async with self._database.read() as session:
            rows = await session.execute(
                select(Round)
                .where(col(Round.publish_at) <= before, col(Round.stripped).is_(False))
                .order_by(col(Round.opens_at))
            )
            found = list(rows.scalars().all())
            ready = []
            for one in found:
                following = await session.execute(
                    select(func.count())
                    .select_from(Round)
                    .where(col(Round.schedule_id) == one.schedule_id, col(Round.opens_at) > one.opens_at)
                    .where(or_(col(Round.publish_at) > before, col(Round.publish_at).is_(None)))
                    .where(col(Round.opens_at) <= before)
                )
                if not following.scalar_one():
                    ready.append(one)
        return ready

    async def close(self, session: AsyncSession, found: Round, now: datetime, mix_at: datetime) -> None:
        """Close a round and its pool to submissions; both or neither."""
        found.state, found.closes_at, found.mix_at = RoundState.CLOSED, now, mix_at
        pool = await session.get(Pool, found.id, with_for_update=True)
        if pool is not None:
            pool.state = PoolState.CLOSED


def _all(query: Select[Round], wanted: dict[str, Sequence[str]], session: Session) -> Sequence[Round]:
    return session.execute(query, wanted).scalars().all()


async def running(session: AsyncSession, schedule_id: str) -> Round | None:
    """Return a schedule's round that is opening or open, for change."""
    rows = await session.execute(
        select(Round)
        .where(col(Round.schedule_id) == schedule_id, col(Round.state).in_(RUNNING))
        .with_for_update()
    )
    return rows.scalars().first()


async def _holds_anything(session: AsyncSession, pool: str) -> bool:
    row = await session.execute(select(col(Intake.id)).where(col(Intake.pool_id) == pool).limit(1))
    return row.scalar_one_or_none() is not None


async def _planned(session: AsyncSession, schedule_id: str) -> Round | None:
    rows = await session.execute(
        select(Round).where(col(Round.schedule_id) == schedule_id, col(Round.state) == RoundState.PLANNED)
    )
    return rows.scalar_one_or_none()
