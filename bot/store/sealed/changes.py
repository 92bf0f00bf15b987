"""Take what authors change after the mix, sealed like an intake, and apply it once a day.

Applied at once, a change would tell who made it to anyone who sees when a member used the app.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.columns import new_id
from bot.store.database import Database, affected
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.seal import (
    Share,
    Submission,
    open_submission,
    seal_private,
    seal_submission,
    token_hash,
)
from bot.store.sealed.tables import (
    Intake,
    NamedReflection,
    Pool,
    PoolState,
    PrivateNote,
    Reflection,
    ReviewState,
)
from bot.store.sealed.texts import by_token
from bot.store.tables import Workspace


class ChangeKind(StrEnum):
    """Name what an author may change after the mix."""

    EDIT = "edit"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Applied:
    """Hold which rounds' published texts changed, so that their digests can follow."""

    rounds: frozenset[str]
    count: int


class ChangeRepository:
    """Keep sealed changes until the daily hour, then apply them together."""

    def __init__(self, database: Database, keys: PoolKeys) -> None:
        """Use a database, and the pool keys that lie outside it."""
        self._database = database
        self._keys = keys

    async def request(self, team: str, token_key: str, kind: ChangeKind, text: str = "") -> None:
        """Seal a change of the text behind a token's hash; a later one replaces an earlier one."""
        async with self._database.write() as session:
            pool = await self._pool(session, team)
            key = self._keys.read(pool)
            row_id = hashlib.sha256(key + token_key.encode()).hexdigest()
            # The frame's three fields are used as hash, kind and text; share marks an edit or not.
            entry = Submission(
                member=token_key,
                share=Share.ANONYMOUS if kind is ChangeKind.EDIT else Share.PRIVATE,
                text=text,
            )
            sealed = seal_submission(key, row_id, entry)
            changed = await session.execute(
                update(Intake).where(col(Intake.id) == row_id).values(sealed=sealed)
            )
            if not affected(changed):
                session.add(Intake(id=row_id, pool_id=pool, sealed=sealed))

    async def edit_private(self, token: bytes, text: str) -> bool:
        """Replace a kept text at once; nobody but its author ever sees it."""
        async with self._database.write() as session:
            changed = await session.execute(
                update(PrivateNote)
                .where(col(PrivateNote.token_hash) == token_hash(token, "text"))
                .values(sealed=seal_private(token, text))
            )
        return bool(affected(changed))

    async def withdraw_now(self, token_key: str) -> Applied:
        """Remove a text at once, everywhere; its author was told that this can be noticed."""
        async with self._database.write() as session:
            rounds = await _apply(session, token_key, None)
        await self._database.truncate_journal()
        return Applied(frozenset(rounds), 1)

    async def apply(self, team: str) -> Applied:
        """Apply all waiting changes of a workspace and destroy the key they were sealed with."""
        rounds: set[str] = set()
        count = 0
        async with self._database.write() as session:
            workspace = await session.get(Workspace, team)
            pool = None if workspace is None else workspace.change_pool
            if workspace is None or pool is None:
                return Applied(frozenset(), 0)
            key = self._keys.read(pool)
            rows = (await session.execute(select(Intake).where(col(Intake.pool_id) == pool))).scalars().all()
            for row in sorted(rows, key=lambda one: one.id):
                entry = open_submission(key, row.id, row.sealed)
                text = entry.text if entry.share is Share.ANONYMOUS else None
                rounds |= await _apply(session, entry.member, text)
                count += 1
            await session.execute(delete(Intake).where(col(Intake.pool_id) == pool))
            await session.execute(update(Pool).where(col(Pool.id) == pool).values(state=PoolState.MIXED))
            workspace.change_pool = None
        self._keys.destroy(pool)
        await self._database.truncate_journal()
        return Applied(frozenset(rounds), count)

    async def _pool(self, session: AsyncSession, team: str) -> str:
        workspace = (
            await session.execute(select(Workspace).where(col(Workspace.team_id) == team).with_for_update())
        ).scalar_one()
        if workspace.change_pool is None:
            workspace.change_pool = new_id()
            self._keys.create(workspace.change_pool)
            session.add(Pool(id=workspace.change_pool, team_id=team))
        return workspace.change_pool


async def _apply(session: AsyncSession, token_key: str, text: str | None) -> set[str]:
    """Edit (text) or remove (None) what a hash points at; return rounds whose digest must follow."""
    touched: set[str] = set()
    rows: list[Reflection | NamedReflection | None] = [
        await by_token(session, Reflection, token_key),
        await by_token(session, NamedReflection, token_key),
    ]
    for row in rows:
        if row is None:
            continue
        if row.state is ReviewState.PUBLISHED:
            touched.add(row.round_id)
        if text is None:
            await session.delete(row)
        else:
            # A changed text is looked at again before it stands anywhere.
            row.text, row.state, row.position = text, ReviewState.PENDING, None
    if text is None:
        await session.execute(delete(PrivateNote).where(col(PrivateNote.token_hash) == token_key))
    return touched
