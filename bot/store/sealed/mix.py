"""Mix a closed pool: what was sealed by member comes out as texts without members.

The whole pool leaves the intake in one transaction; then its key is destroyed. Reflections and
participation are each written in the order of their own random keys, so neither the order on a page
nor the order of writing says who wrote what.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.attention import count_unanswered
from bot.store.columns import new_id
from bot.store.database import Database
from bot.store.outbox import Outbox, Owed
from bot.store.sealed.batch import insert_in_order
from bot.store.sealed.keys import KeyGone, PoolKeys
from bot.store.sealed.opening import Entry, Opened, entries_of, opened
from bot.store.sealed.seal import Share
from bot.store.sealed.tables import (
    Intake,
    NamedReflection,
    Participation,
    Pool,
    PoolState,
    PrivateNote,
    Reflection,
    ReviewState,
)
from bot.store.tables import DeliveryKind, Round, RoundState

NOTES_PER_STATEMENT = 500
"""Kept texts are ciphertexts that no column ties to anything; binary values do not travel as JSON."""

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
YOUNG = 3600
"""Seconds: a key this young may belong to a pool that another process has not committed yet."""

POOLS_PER_STATEMENT = 500
log = structlog.get_logger("mix")


@dataclass(frozen=True, slots=True)
class MixOutcome:
    """Hold what a mix brought: distinct anonymous members, named texts, and whether k was met.

    `lost` says that the pool's key is gone, and with it everything that was sealed.
    """

    anonymous: int
    named: int
    enough: bool
    lost: bool = False


Follow = Callable[[AsyncSession, MixOutcome], Awaitable[None]]
"""See to what follows from a mix, in its transaction."""


class Mixer:
    """Mix pools, once each."""

    def __init__(self, database: Database, keys: PoolKeys, shuffler: random.Random) -> None:
        """Take the system's random source as shuffler."""
        self._database = database
        self._keys = keys
        self._shuffler = shuffler
        self._outbox = Outbox(database)

    async def mix(self, round_id: str, also: Follow | None = None) -> MixOutcome | None:
        """Mix a closed round; None when another process already did, or it is not closed.

        Below k the anonymous rows stay sealed and nobody sees them. `also` runs in the same transaction
        and sees to what follows.
        """
        # The writers on SQLite wait for each other: what takes long is done before.
        ahead = await opened(self._database, self._keys, round_id)
        async with self._database.write() as session:
            outcome = await self._mix_in(session, round_id, ahead)
            if outcome is not None and also is not None:
                await also(session, outcome)
        if outcome is None:
            return None
        if outcome.enough or not outcome.anonymous:
            self._keys.destroy(round_id)
        await self._database.truncate_journal()
        return outcome

    async def sweep(self) -> int:
        """Destroy keys that a crash left behind; return how many.

        A key goes when its pool is mixed, or when it is old and no pool was ever committed for it.
        """
        old, present = self._keys.older_than(YOUNG), self._keys.ids()
        states = await self._states(sorted(present))
        leftovers = {pool for pool in present if states.get(pool) is PoolState.MIXED}
        leftovers |= {pool for pool in old if pool not in states}
        for pool in leftovers:
            self._keys.destroy(pool)
        self._keys.sweep_partial(YOUNG)
        if leftovers:
            await self._database.truncate_journal()
        return len(leftovers)

    async def _states(self, pools: Sequence[str]) -> dict[str, PoolState]:
        states: dict[str, PoolState] = {}
        async with self._database.read() as session:
            for start in range(0, len(pools), POOLS_PER_STATEMENT):
                some = col(Pool.id).in_(pools[start : start + POOLS_PER_STATEMENT])
                rows = await session.execute(select(col(Pool.id), col(Pool.state)).where(some))
                states |= {row[0]: row[1] for row in rows}
        return states

    async def _mix_in(self, session: AsyncSession, round_id: str, ahead: Opened) -> MixOutcome | None:
        pool = (
            await session.execute(select(Pool).where(col(Pool.id) == round_id).with_for_update())
        ).scalar_one_or_none()
        found = (await session.execute(select(Round).where(col(Round.id) == round_id))).scalar_one_or_none()
        if pool is None or found is None or pool.state is not PoolState.CLOSED:
            return None
        already_named = (
            await session.execute(
                select(func.count())
                .select_from(NamedReflection)
                .where(col(NamedReflection.round_id) == round_id, col(NamedReflection.first).is_(False))
            )
        ).scalar_one()
        try:
            key = self._keys.read(round_id)
        except KeyGone:
            await session.execute(delete(Intake).where(col(Intake.pool_id) == round_id))
            pool.state = PoolState.MIXED
            found.state = RoundState.MIXED if already_named else RoundState.HELD
            return MixOutcome(0, already_named, enough=False, lost=True)
        sealed = await self._present(session, found, key, ahead)
        newly = await count_unanswered(session, found, {one.submission.member for one in sealed.values()})
        await self._outbox.owe(session, [_peace(found, user) for user in newly])
        answers = [one for one in sealed.values() if one.submission.is_answer]
        anonymous = [one for one in answers if one.submission.share is Share.ANONYMOUS]
        named = [one for one in answers if one.submission.share is Share.NAMED]
        outcome = MixOutcome(len(anonymous), len(named) + already_named, len(anonymous) >= found.k)
        if outcome.enough:
            await self._write_anonymous(session, found, anonymous)
        await insert_in_order(
            session,
            NamedReflection,
            [
                {
                    "id": new_id(),
                    "round_id": round_id,
                    "team_id": found.team_id,
                    "user_id": one.submission.member,
                    "token_hash": one.token_hash,
                    "text": one.submission.text,
                    "state": ReviewState.PENDING,
                    "reported": "",
                }
                for one in named
            ],
            by="id",
        )
        notes = [
            {"token_hash": one.token_hash, "team_id": found.team_id, "sealed": one.note}
            for one in answers
            if one.note is not None
        ]
        notes.sort(key=lambda note: str(note["token_hash"]))
        for start in range(0, len(notes), NOTES_PER_STATEMENT):
            await session.execute(insert(PrivateNote).values(notes[start : start + NOTES_PER_STATEMENT]))
        below_k = () if outcome.enough else sealed.items()
        kept = [row_id for row_id, one in below_k if one.submission.share is Share.ANONYMOUS]
        await session.execute(
            delete(Intake).where(col(Intake.pool_id) == round_id, col(Intake.id).not_in(kept))
        )
        pool.state = PoolState.MIXED if outcome.enough or not anonymous else PoolState.HELD
        found.state = RoundState.MIXED if outcome.enough or outcome.named else RoundState.HELD
        found.answered = outcome.anonymous if outcome.enough else None
        return outcome

    async def _present(
        self, session: AsyncSession, found: Round, key: bytes, ahead: Opened
    ) -> dict[str, Entry]:
        """Return what is in the pool now that it is locked, by the ids of its rows; tell of broken ones."""
        in_pool = col(Intake.pool_id) == found.id
        count = (await session.execute(select(func.count()).select_from(Intake).where(in_pool))).scalar_one()
        present = ahead
        # Rows only leave a closed pool: as many as were opened are the same ones.
        if count != len(ahead):
            ids = set((await session.execute(select(col(Intake.id)).where(in_pool))).scalars())
            if not ids <= ahead.keys():
                # It was closed a moment ago.
                rows = (await session.execute(select(Intake).where(in_pool))).scalars().all()
                ahead = {**ahead, **entries_of(key, found.team_id, found.id, rows)}
            present = {row_id: ahead[row_id] for row_id in ids}
        broken = sum(one is None for one in present.values())
        if broken:
            log.error("sealed_rows_broken", count=broken)
        return {row_id: one for row_id, one in present.items() if one is not None}

    async def _write_anonymous(self, session: AsyncSession, found: Round, entries: Sequence[Entry]) -> None:
        await insert_in_order(
            session,
            Reflection,
            [
                {
                    "id": new_id(),
                    "round_id": found.id,
                    "token_hash": one.token_hash,
                    "text": one.submission.text,
                    "state": ReviewState.PENDING,
                    "masked": False,
                    "reported": "",
                }
                for one in entries
            ],
            by="id",
        )
        members = [{"round_id": found.id, "user_id": one.submission.member} for one in entries]
        await insert_in_order(session, Participation, members, by="user_id")


def _peace(found: Round, user: str) -> Owed:
    return Owed(
        key=f"{found.id}:quiet:{user}",
        team=found.team_id,
        kind=DeliveryKind.QUIET,
        target=user,
        due_at=found.mix_at or AT_ONCE,
        round_id=found.id,
        schedule_id=found.schedule_id,
    )
