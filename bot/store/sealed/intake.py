"""Take submissions in, sealed, one row per member and pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, affected, putting
from bot.store.gathered import Gathered
from bot.store.sealed.keys import KeyGone, PoolKeys
from bot.store.sealed.seal import (
    Opener,
    SealBroken,
    Submission,
    author_token,
    intake_id,
    seal_submission,
)
from bot.store.sealed.tables import Intake, Pool, PoolState

# Put together once: somebody waits for each with a modal open.
OPEN_POOLS = (
    select(col(Pool.team_id), col(Pool.id))
    .where(col(Pool.id).in_(bindparam("pools", expanding=True)), col(Pool.state) == PoolState.OPEN)
    .order_by(col(Pool.id))
    .with_for_update(read=True)
)
THESE = select(Intake).where(col(Intake.id).in_(bindparam("ids", expanding=True)))


class Taken(StrEnum):
    """Say what became of a submission."""

    STORED = "stored"
    CLOSED = "closed"


@dataclass(frozen=True, eq=False, slots=True)
class _Sealed:
    """Hold one submission on its way; two of the same member stay two, and the later one counts."""

    team: str
    row: Intake


class IntakeRepository:
    """Store, find and remove sealed submissions; nothing else is written on the way."""

    def __init__(self, database: Database, keys: PoolKeys) -> None:
        """Use a database, and the pool keys that lie outside it."""
        self._database = database
        self._keys = keys
        self._row = Gathered[str, Intake](self._rows)
        self._sealed = Gathered[_Sealed, Taken](self._store, turn=database.turn, fail_together=True)

    async def open_pool(self, session: AsyncSession, pool_id: str, team: str) -> None:
        """Make a pool's key, synced, and then its row."""
        self._keys.create(pool_id)
        session.add(Pool(id=pool_id, team_id=team))

    async def submit(self, team: str, pool: str, submission: Submission) -> Taken:
        """Write one sealed row, or replace the member's own; CLOSED leaves everything as it was.

        It is durable when this returns. What waits while an earlier commit runs shares the next one.
        """
        try:
            key = self._keys.read(pool)
        except KeyGone:
            return Taken.CLOSED
        row_id = intake_id(key, team, submission.member, pool)
        sealed = seal_submission(key, row_id, submission)
        row = Intake(id=row_id, pool_id=pool, sealed=sealed)
        return await self._sealed(_Sealed(team, row)) or Taken.CLOSED

    async def own(self, team: str, member: str, pool: str) -> Submission | None:
        """Return what a member has written to a pool, as long as its key exists."""
        found = await self.reaction(team, member, pool)
        return found if found is not None and found.is_answer else None

    async def has_reacted(self, team: str, member: str, pool: str) -> bool:
        """Tell whether a member has answered a pool's round or skipped it; nothing is written.

        Who will do it first has not: they are asked afterwards how it went.
        """
        found = await self.reaction(team, member, pool)
        return found is not None and not found.is_promise

    async def has_promised(self, team: str, member: str, pool: str) -> bool:
        """Tell whether a member will do what a pool's round invites to, and has not told of it yet."""
        found = await self.reaction(team, member, pool)
        return found is not None and found.is_promise

    async def promise(self, team: str, member: str, pool: str) -> Taken:
        """Seal that a member will do it, so that the promise looks like an answer; an answer stays."""
        if await self.own(team, member, pool) is not None:
            return Taken.STORED
        return await self.submit(team, pool, Submission.promising(member))

    async def skip(self, team: str, member: str, pool: str) -> Taken:
        """Seal that a member skips a round, so that a skip looks like an answer; an answer stays."""
        if await self.own(team, member, pool) is not None:
            return Taken.STORED
        return await self.submit(team, pool, Submission.skipping(member))

    async def withdraw(self, team: str, member: str, pool: str) -> bool:
        """Take an answer back from an open pool; False when there is none.

        Its row becomes a skip: nobody sees that a row went, and whoever took it back is not reminded.
        """
        if await self.own(team, member, pool) is None:
            return False
        return await self.submit(team, pool, Submission.skipping(member)) is Taken.STORED

    async def remove(self, team: str, member: str, pool: str) -> bool:
        """Remove a member's own row from a pool that is not mixed; tell whether there was one."""
        try:
            row_id = intake_id(self._keys.read(pool), team, member, pool)
        except KeyGone:
            return False
        async with self._database.write() as session:
            gone = await session.execute(delete(Intake).where(col(Intake.id) == row_id))
        return bool(affected(gone))

    async def take_back(self, team: str, member: str) -> int:
        """Remove what a member who leaves has in any pool that is not mixed yet; return how many rows.

        Otherwise the mix would write that they took part, after they had left.
        """
        own: list[str] = []
        async with self._database.write() as session:
            unmixed = col(Pool.state).in_((PoolState.OPEN, PoolState.CLOSED, PoolState.HELD))
            pools = await session.execute(
                select(col(Pool.id)).where(col(Pool.team_id) == team, unmixed).with_for_update(read=True)
            )
            for pool in sorted(pools.scalars().all()):
                with suppress(KeyGone):
                    own.append(intake_id(self._keys.read(pool), team, member, pool))
            gone = await session.execute(delete(Intake).where(col(Intake.id).in_(own)))
        return affected(gone)

    async def answered(self, pool: str) -> frozenset[str]:
        """Return who has answered, found by opening the pool in memory; nothing is written."""
        try:
            key = self._keys.read(pool)
        except KeyGone:
            return frozenset()
        async with self._database.read() as session:
            rows = (await session.execute(select(Intake).where(col(Intake.pool_id) == pool))).scalars().all()
        opened, _ = open_rows(key, rows)
        return frozenset(one.member for one in opened.values() if one.is_answer)

    def token(self, team: str, member: str, pool: str) -> bytes | None:
        """Return the author's capability; None once the key is gone."""
        try:
            return author_token(self._keys.read(pool), team, member, pool)
        except KeyGone:
            return None

    async def reaction(self, team: str, member: str, pool: str) -> Submission | None:
        """Return a member's own row in a pool: an answer, a skip or a promise."""
        try:
            key = self._keys.read(pool)
        except KeyGone:
            return None
        row_id = intake_id(key, team, member, pool)
        row = await self._row(row_id)
        return None if row is None else open_rows(key, [row])[0].get(row.id)

    async def _rows(self, ids: Sequence[str]) -> dict[str, Intake]:
        rows = await self._database.look(lambda session: session.execute(THESE, {"ids": ids}).scalars().all())
        return {row.id: row for row in rows}

    async def _store(self, sealed: Sequence[_Sealed]) -> Mapping[_Sealed, Taken]:
        open_now = await self._database.change_now(partial(_stored, sealed))
        return {one: Taken.STORED for one in sealed if (one.team, one.row.pool_id) in open_now}


class SealedRow(Protocol):
    """Say what is needed of a row of the intake."""

    @property
    def id(self) -> str:
        """Return its id, to which the ciphertext is bound."""
        ...

    @property
    def sealed(self) -> bytes:
        """Return the ciphertext."""
        ...


def open_rows(key: bytes, rows: Sequence[SealedRow]) -> tuple[dict[str, Submission], int]:
    """Open sealed rows by their ids, and count those that somebody has tampered with.

    Such a row is no answer, and keeps no other back.
    """
    found: dict[str, Submission] = {}
    opening = Opener(key)
    for row in rows:
        with suppress(SealBroken):
            found[row.id] = opening.submission(row.id, row.sealed)
    return found, len(rows) - len(found)


def _stored(sealed: Sequence[_Sealed], connection: Connection) -> set[tuple[str, str]]:
    """Write what belongs to open pools, and say which these are, each with its workspace.

    Pools and rows come in the order of their ids: no two processes wait for each other in a circle, and
    nothing is left of the order in which people sent.
    """
    pools = connection.execute(OPEN_POOLS, {"pools": sorted({one.row.pool_id for one in sealed})})
    open_now = {(team, pool) for team, pool in pools}
    last = {one.row.id: one.row for one in sealed if (one.team, one.row.pool_id) in open_now}
    rows = [last[row_id] for row_id in sorted(last)]
    if rows:
        replacing = putting(connection.dialect.name, Intake, "sealed")
        connection.execute(replacing, [row.model_dump() for row in rows])
    return open_now
