"""Let leaders lift good examples by name into the next digest.

What has been shown already comes once more, with its author's name. What somebody has shared by name and
still waits goes into the digest that comes next, approved.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, put
from bot.store.sealed.tables import Lifted, NamedReflection, PublicAnswer, ReviewState
from bot.store.sealed.texts import Published
from bot.store.tables import Round, RoundState, Schedule

NEXT_DIGEST = (RoundState.MIXED, RoundState.CLOSED, RoundState.OPEN, RoundState.OPENING)
WAITING = (ReviewState.PENDING, ReviewState.APPROVED)
MOST_LIFTED = 2
"""More would crowd out what is new."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold a text by name that can be lifted; `lifted` are the schedules into whose next digest it goes."""

    id: str
    held: Round
    author: str
    text: str
    waits: bool
    lifted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LiftedItem:
    """Hold a text that a digest lifts out, the round it is from, and the leader who lifted it."""

    round_id: str
    shown: Published
    leader: str


class LiftRepository:
    """Keep what leaders lift."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database

    async def candidates(
        self, team: str, schedules: Collection[str], since: date, most: int
    ) -> list[Candidate]:
        """Return what can be lifted, the newest first.

        Of the whole workspace what was shown by name; of some schedules also what waits to be.
        """
        shown = col(NamedReflection.state) == ReviewState.PUBLISHED
        waits = (
            col(NamedReflection.state).in_(WAITING)
            & col(NamedReflection.first).is_(False)
            & col(Round.schedule_id).in_(schedules)
            & col(Round.state).in_((RoundState.PLANNED, *NEXT_DIGEST))
        )
        async with self._database.read() as session:
            rows = await session.execute(
                select(NamedReflection, Round)
                .join(Round, col(Round.id) == col(NamedReflection.round_id))
                .where(col(NamedReflection.team_id) == team, col(Round.occurrence) >= since, shown | waits)
                .order_by(col(Round.occurrence).desc(), col(NamedReflection.id))
                .limit(most)
            )
            found = [(row, held) for row, held in rows]
            lifted = await _coming(session, [row.id for row, _ in found])
        return [
            Candidate(
                id=row.id,
                held=held,
                author=row.user_id,
                text=row.text,
                waits=row.state is not ReviewState.PUBLISHED,
                lifted=frozenset({held.schedule_id})
                if row.state is ReviewState.APPROVED
                else frozenset(lifted.get(row.id, ())),
            )
            for row, held in found
        ]

    async def lift(self, session: AsyncSession, schedule: Schedule, item_id: str, leader: str) -> bool | None:
        """Let a text go into a schedule's next digest; None when that is full, False when it is gone.

        The caller holds the schedule.
        """
        found = await session.get(NamedReflection, item_id)
        if found is None or found.team_id != schedule.team_id:
            return False
        if found.state is ReviewState.PUBLISHED:
            if await self._full(session, schedule.id, item_id):
                return None
            row = Lifted(schedule_id=schedule.id, item_id=item_id, from_round=found.round_id, user_id=leader)
            await put(session, row, replace=("from_round", "user_id", "in_round"))
            return True
        held = await session.get(Round, found.round_id)
        if held is None or held.schedule_id != schedule.id or found.first or found.state not in WAITING:
            return False
        found.round_id = await _next_digest(session, schedule.id) or found.round_id
        found.state = ReviewState.APPROVED
        return True

    async def lower(self, session: AsyncSession, schedule: Schedule, item_id: str) -> None:
        """Take back that a text is lifted, as long as its digest has not come."""
        await session.execute(
            delete(Lifted).where(
                col(Lifted.schedule_id) == schedule.id,
                col(Lifted.item_id) == item_id,
                col(Lifted.in_round).is_(None),
            )
        )
        of_schedule = select(col(Round.id)).where(col(Round.schedule_id) == schedule.id)
        await session.execute(
            update(NamedReflection)
            .where(col(NamedReflection.id) == item_id, col(NamedReflection.round_id).in_(of_schedule))
            .where(col(NamedReflection.state) == ReviewState.APPROVED)
            .values(state=ReviewState.PENDING)
        )

    async def ride(self, session: AsyncSession, schedule_id: str, in_round: str) -> None:
        """Let what is lifted for a schedule come with the digest of a round."""
        await session.execute(
            update(Lifted)
            .where(col(Lifted.schedule_id) == schedule_id, col(Lifted.in_round).is_(None))
            .values(in_round=in_round)
        )

    async def of_digest(self, round_id: str) -> list[LiftedItem]:
        """Return what the digest of a round lifts out, as far as it still stands."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(NamedReflection, col(Lifted.user_id))
                .join(Lifted, col(Lifted.item_id) == col(NamedReflection.id))
                .where(col(Lifted.in_round) == round_id)
                .where(col(NamedReflection.state) == ReviewState.PUBLISHED)
                .order_by(col(NamedReflection.id))
            )
            return [
                LiftedItem(row.round_id, Published(row.id, 0, row.text, False, row.user_id), leader)
                for row, leader in rows
            ]

    async def _full(self, session: AsyncSession, schedule_id: str, item_id: str) -> bool:
        coming = await session.execute(
            select(func.count())
            .select_from(Lifted)
            .where(col(Lifted.schedule_id) == schedule_id, col(Lifted.in_round).is_(None))
            .where(col(Lifted.item_id) != item_id)
        )
        return coming.scalar_one() >= MOST_LIFTED


async def elsewhere(session: AsyncSession, round_ids: Collection[str]) -> frozenset[str]:
    """Return the rounds whose digests show texts of some rounds once more: lifted, or with an answer."""
    again = (
        (col(Lifted.in_round), col(Lifted.from_round)),
        (col(PublicAnswer.repeated_in), col(PublicAnswer.round_id)),
    )
    found: set[str] = set()
    for shown_in, comes_from in again:
        rows = await session.execute(
            select(shown_in).where(comes_from.in_(sorted(round_ids)), shown_in.is_not(None)).distinct()
        )
        found |= {one for one in rows.scalars() if one}
    return frozenset(found - set(round_ids))


async def _coming(session: AsyncSession, item_ids: Sequence[str]) -> dict[str, set[str]]:
    rows = await session.execute(
        select(col(Lifted.item_id), col(Lifted.schedule_id)).where(
            col(Lifted.item_id).in_(item_ids), col(Lifted.in_round).is_(None)
        )
    )
    found: dict[str, set[str]] = {}
    for item_id, schedule_id in rows:
        found.setdefault(item_id, set()).add(schedule_id)
    return found


async def _next_digest(session: AsyncSession, schedule_id: str) -> str | None:
    rows = await session.execute(
        select(col(Round.id))
        .where(col(Round.schedule_id) == schedule_id, col(Round.state).in_(NEXT_DIGEST))
        .order_by(col(Round.opens_at))
        .limit(1)
    )
    return rows.scalar_one_or_none()
