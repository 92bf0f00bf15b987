"""Count what people do with lessons without keeping who did it.

A deed is sealed like an answer: a fixed-size row in a pool whose key lies outside the database. Once a
day the rows are gathered into one sealed list under a fresh key, and the old key is destroyed; once a
month the list is counted in steps of k and gone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.report import Deed, DeedFigure, first_of
from bot.learning.tally import Tally, month_over
from bot.store.columns import new_id
from bot.store.database import Database, put
from bot.store.report_tables import GatheredTally, TallyFigure
from bot.store.sealed.intake import open_rows
from bot.store.sealed.keys import KeyGone, PoolKeys
from bot.store.sealed.seal import (
    SealBroken,
    Share,
    Submission,
    labelled,
    open_list,
    seal_list,
    seal_submission,
)
from bot.store.sealed.tables import Intake, Pool, PoolState
from bot.store.tables import Workspace

log = structlog.get_logger("tallies")
Follow = Callable[[AsyncSession, date], Awaitable[None]]
"""See to what follows from the end of a month, in its transaction; the date is the month's first day."""


class TallyRepository:
    """Keep deeds sealed, and the figures that come of them."""

    def __init__(self, database: Database, keys: PoolKeys) -> None:
        """Use a database, and the pool keys that lie outside it."""
        self._database = database
        self._keys = keys

    async def note(self, team: str, user: str, deed: Deed, day: date) -> None:
        """Seal that somebody did something; once or often looks the same."""
        async with self._database.write() as session:
            workspace = await _held(session, team)
            workspace.tallied_to = workspace.tallied_to or first_of(day)
            pool, key = self._pool(session, workspace)
            row_id = _row_id(key, team, user, deed)
            sealed = seal_submission(key, row_id, Submission(user, Share.PRIVATE, deed.value))
            await put(session, Intake(id=row_id, pool_id=pool, sealed=sealed), replace=("sealed",))

    async def close_day(self, team: str, day: date, k: int, also: Follow | None = None) -> None:
        """Gather what was sealed since yesterday; when a month is over, count it once.

        `also` runs in the same transaction when a month is counted.
        """
        async with self._database.write() as session:
            workspace = await _held(session, team)
            over = month_over(workspace.tallied_to, day)
            tally, old = await self._gathered(session, workspace, day)
            if over is not None:
                figures, tally = tally.counted(over, k)
                session.add_all(_row(team, one) for one in figures)
                if also is not None:
                    await also(session, over)
            workspace.tallied_to = first_of(day) if over or not workspace.tallied_to else workspace.tallied_to
            await self._seal_anew(session, workspace, tally, old)
        if old is not None:
            self._keys.destroy(old)
            await self._database.truncate_journal()

    async def forget(self, team: str, user: str) -> None:
        """Take out what is sealed of a member who leaves."""
        async with self._database.write() as session:
            workspace = await _held(session, team)
            if workspace.tally_pool is None:
                return
            try:
                key = self._keys.read(workspace.tally_pool)
            except KeyGone:
                return
            rows = [_row_id(key, team, user, deed) for deed in Deed]
            await session.execute(delete(Intake).where(col(Intake.id).in_(rows)))
            kept = await session.get(GatheredTally, team)
            if kept is not None and kept.pool_id == workspace.tally_pool:
                left = _opened(key, kept).without(user)
                kept.sealed = seal_list(key, team, left.packed())

    async def figures(self, team: str) -> list[DeedFigure]:
        """Return what was counted, month by month."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(TallyFigure).where(col(TallyFigure.team_id) == team).order_by(col(TallyFigure.month))
            )
            return [DeedFigure(one.since, one.month, one.deed, one.people) for one in rows.scalars()]

    async def _gathered(
        self, session: AsyncSession, workspace: Workspace, day: date
    ) -> tuple[Tally, str | None]:
        """Return what waits to be counted, and its pool, if there is any."""
        pool = workspace.tally_pool
        if pool is None:
            return Tally(), None
        try:
            key = self._keys.read(pool)
        except KeyGone:
            # Its key is in no backup: after a restore the month begins anew.
            return Tally(), pool
        kept = await session.get(GatheredTally, workspace.team_id)
        known = kept is not None and kept.pool_id == pool
        before = _opened(key, kept) if kept and known else Tally()
        rows = (await session.execute(select(Intake).where(col(Intake.pool_id) == pool))).scalars().all()
        month = workspace.tallied_to or first_of(day)
        sealed, broken = open_rows(key, rows)
        if broken:
            log.error("sealed_rows_broken", count=broken)
        return before.with_([(Deed(one.text), one.member) for one in sealed.values()], month), pool

    async def _seal_anew(
        self, session: AsyncSession, workspace: Workspace, tally: Tally, old: str | None
    ) -> None:
        if old is None:
            return
        await session.execute(delete(Intake).where(col(Intake.pool_id) == old))
        await session.execute(update(Pool).where(col(Pool.id) == old).values(state=PoolState.MIXED))
        await session.execute(delete(GatheredTally).where(col(GatheredTally.team_id) == workspace.team_id))
        workspace.tally_pool = None
        if tally.deeds:
            pool, key = self._pool(session, workspace)
            sealed = seal_list(key, workspace.team_id, tally.packed())
            session.add(GatheredTally(team_id=workspace.team_id, pool_id=pool, sealed=sealed))

    def _pool(self, session: AsyncSession, workspace: Workspace) -> tuple[str, bytes]:
        if workspace.tally_pool is not None:
            try:
                return workspace.tally_pool, self._keys.read(workspace.tally_pool)
            except KeyGone:
                pass
        fresh = new_id()
        self._keys.create(fresh)
        session.add(Pool(id=fresh, team_id=workspace.team_id))
        workspace.tally_pool = fresh
        return fresh, self._keys.read(fresh)


def _opened(key: bytes, kept: GatheredTally) -> Tally:
    """Open what was gathered; a list that somebody has tampered with counts for nothing."""
    try:
        return Tally.unpacked(open_list(key, kept.team_id, kept.sealed))
    except SealBroken:
        log.error("sealed_list_broken")
        return Tally()


async def _held(session: AsyncSession, team: str) -> Workspace:
    held = select(Workspace).where(col(Workspace.team_id) == team).with_for_update()
    return (await session.execute(held)).scalar_one()


def _row_id(key: bytes, team: str, user: str, deed: Deed) -> str:
    return labelled(key, "tally", team, user, deed.value).hex()


def _row(team: str, one: DeedFigure) -> TallyFigure:
    return TallyFigure(team_id=team, month=one.month, deed=one.deed, since=one.since, people=one.people)
