"""Take what authors change after the mix, sealed like an intake, and apply it once a day.

Applied at once, a change would tell who made it to anyone who sees when a member used the app.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.columns import new_id
from bot.store.database import Database, affected
from bot.store.sealed.applying import Change, Touched, apply_changes, texts_under
from bot.store.sealed.erasures import Erasures, replaced, withdrawn
from bot.store.sealed.intake import open_rows
from bot.store.sealed.keys import KeyGone, PoolKeys
from bot.store.sealed.seal import (
    Share,
    Submission,
    labelled,
    seal_private,
    seal_submission,
    token_hash,
)
from bot.store.sealed.tables import Intake, Pool, PoolState, PrivateNote
from bot.store.tables import Workspace

Follow = Callable[[AsyncSession, Touched], Awaitable[None]]
"""See to what follows from changes, in their transaction."""


class ChangeKind(StrEnum):
    """Name what an author may do after the mix."""

    EDIT = "edit"
    WITHDRAW = "withdraw"
    LETTER = "letter"


FRAMES = {
    ChangeKind.EDIT: Share.ANONYMOUS,
    ChangeKind.WITHDRAW: Share.PRIVATE,
    ChangeKind.LETTER: Share.NAMED,
}
"""A sealed row has room for three fields; of a change they hold the hash, the kind and the text."""

log = structlog.get_logger("changes")

KINDS = {share: kind for kind, share in FRAMES.items()}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Hold what an author has asked for and what the daily hour will do."""

    kind: ChangeKind
    text: str


class ChangeRepository:
    """Keep sealed changes until the daily hour, then apply them together."""

    def __init__(
        self,
        database: Database,
        keys: PoolKeys,
        shuffler: random.Random,
        erasures: Erasures | None = None,
    ) -> None:
        """Use a database, the keys and the journal that lie outside it, and the system's random source."""
        self._erasures = erasures
        self._database = database
        self._keys = keys
        self._shuffler = shuffler

    async def request(self, team: str, token_key: str, kind: ChangeKind, text: str = "") -> None:
        """Seal a change of the text behind a token's hash; a later one replaces an earlier one."""
        async with self._database.write() as session:
            pool = await self._pool(session, team)
            key = self._keys.read(pool)
            row_id = _row_id(key, token_key, kind)
            sealed = seal_submission(key, row_id, Submission(token_key, FRAMES[kind], text))
            changed = await session.execute(
                update(Intake).where(col(Intake.id) == row_id).values(sealed=sealed)
            )
            if not affected(changed):
                session.add(Intake(id=row_id, pool_id=pool, sealed=sealed))

    async def waiting(self, team: str, token_key: str) -> list[Waiting]:
        """Return what waits for the text behind a token's hash."""
        async with self._database.read() as session:
            workspace = await session.get(Workspace, team)
            if workspace is None or workspace.change_pool is None:
                return []
            try:
                key = self._keys.read(workspace.change_pool)
            except KeyGone:
                return []
            found = []
            for slot in (ChangeKind.EDIT, ChangeKind.LETTER):
                row = await session.get(Intake, _row_id(key, token_key, slot))
                entry = None if row is None else open_rows(key, [row])[0].get(row.id)
                if entry is not None:
                    found.append(Waiting(KINDS[entry.share], entry.text))
        return found

    async def edit_private(self, token: bytes, text: str) -> bool:
        """Replace a kept text at once; nobody but its author ever sees it."""
        async with self._database.write() as session:
            changed = await session.execute(
                update(PrivateNote)
                .where(col(PrivateNote.token_hash) == token_hash(token, "text"))
                .values(sealed=seal_private(token, text))
            )
        return bool(affected(changed))

    async def withdraw_now(self, token_key: str, day: date, also: Follow | None = None) -> None:
        """Remove a text at once, everywhere; its author was told that this can be noticed."""
        async with self._database.write() as session:
            changes = [Change(token_key, withdrawn=True)]
            await self._journal(session, changes, day)
            touched = await apply_changes(session, changes, day)
            if also is not None:
                await also(session, touched)
        await self._database.erase_soon()

    async def apply(self, team: str, day: date, also: Follow | None = None, *, once: bool = False) -> None:
        """Apply all waiting changes of a workspace and destroy the key they were sealed with.

        In random order: that of the sealed rows would lead from the time a row came to what it changed.
        `also` runs in the same transaction and sees to what follows from the changes. With `once` a day
        has one application, noted in that transaction: whatever fails afterwards, what is asked for later
        waits for the next.
        """
        async with self._database.write() as session:
            workspace = (
                await session.execute(
                    select(Workspace).where(col(Workspace.team_id) == team).with_for_update()
                )
            ).scalar_one_or_none()
            if workspace is None or (once and workspace.changes_applied_on == day):
                return
            if once:
                workspace.changes_applied_on = day
            pool = workspace.change_pool
            changes = [] if pool is None else await self._opened(session, pool)
            self._shuffler.shuffle(changes)
            await self._journal(session, changes, day)
            touched = await apply_changes(session, changes, day)
            if also is not None and (once or pool is not None):
                await also(session, touched)
            if pool is not None:
                await session.execute(delete(Intake).where(col(Intake.pool_id) == pool))
                await session.execute(update(Pool).where(col(Pool.id) == pool).values(state=PoolState.MIXED))
                workspace.change_pool = None
        if pool is not None:
            self._keys.destroy(pool)
            await self._database.erase_traces()

    async def _journal(self, session: AsyncSession, changes: Sequence[Change], day: date) -> None:
        if self._erasures is None:
            return
        edited = [one.token_hash for one in changes if one.text is not None]
        before = await texts_under(session, edited)
        gone = [withdrawn(one.token_hash) for one in changes if one.withdrawn]
        old = [replaced(key, text) for key, text in before]
        await asyncio.to_thread(self._erasures.record, [*gone, *old], day)

    async def _opened(self, session: AsyncSession, pool: str) -> list[Change]:
        try:
            key = self._keys.read(pool)
        except KeyGone:
            return []
        rows = (await session.execute(select(Intake).where(col(Intake.pool_id) == pool))).scalars().all()
        opened, broken = open_rows(key, rows)
        if broken:
            log.error("sealed_rows_broken", count=broken)
        return [
            Change(
                entry.member,
                withdrawn=KINDS[entry.share] is ChangeKind.WITHDRAW,
                text=entry.text if KINDS[entry.share] is ChangeKind.EDIT else None,
                letter=entry.text if KINDS[entry.share] is ChangeKind.LETTER else None,
            )
            for entry in opened.values()
        ]

    async def _pool(self, session: AsyncSession, team: str) -> str:
        workspace = (
            await session.execute(select(Workspace).where(col(Workspace.team_id) == team).with_for_update())
        ).scalar_one()
        if workspace.change_pool is None:
            workspace.change_pool = new_id()
            self._keys.create(workspace.change_pool)
            session.add(Pool(id=workspace.change_pool, team_id=team))
        return workspace.change_pool


def _row_id(key: bytes, token_key: str, kind: ChangeKind) -> str:
    slot = "letter" if kind is ChangeKind.LETTER else "text"
    return labelled(key, "change", slot, token_key).hex()
