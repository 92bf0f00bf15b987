"""Let a workspace go: nothing is sent any more, its tokens are destroyed, and in the end everything of it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, put
from bot.store.installations import org_wide
from bot.store.scope import erase_workspace
from bot.store.sealed.erasures import Erasures, removed
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.tables import Pool
from bot.store.tables import Lane, Workspace
from bot.store.tenancy import Installation

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when the lane of a workspace rests that has removed the app."""


@dataclass(frozen=True, slots=True)
class Departures:
    """Note who left, and erase them when their time is up."""

    database: Database
    keys: PoolKeys
    erasures: Erasures

    async def leave(self, installation: str, now: datetime) -> list[str]:
        """Destroy an installation's tokens and stop its workspaces; return those that left now.

        A workspace that its organisation's installation covers as well stays.
        """
        async with self.database.write() as session:
            await session.execute(delete(Installation).where(col(Installation.id) == installation))
            workspace = await session.get(Workspace, installation)
            if workspace is not None and await org_wide(session, workspace.enterprise_id):
                return []
            own = select(col(Installation.id)).where(col(Installation.team_id).is_not(None))
            left = await _stop(
                session,
                (col(Workspace.team_id) == installation)
                | ((col(Workspace.enterprise_id) == installation) & col(Workspace.team_id).not_in(own)),
                now,
            )
        await self.database.truncate_journal()
        return left

    async def withdraw(self, teams: Collection[str], enterprise: str | None, now: datetime) -> list[str]:
        """Stop workspaces that an organisation took out of its installation; return those that left now.

        With `enterprise` only workspaces of that organisation.
        """
        async with self.database.write() as session:
            own = select(col(Installation.id)).where(col(Installation.team_id).is_not(None))
            those = col(Workspace.team_id).in_(teams) & col(Workspace.team_id).not_in(own)
            if enterprise is not None:
                those &= col(Workspace.enterprise_id) == enterprise
            return await _stop(session, those, now)

    async def gone(self) -> set[str]:
        """Return the workspaces that have removed the app and are still remembered."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(col(Workspace.team_id)).where(col(Workspace.gone_at).is_not(None))
            )
            return set(rows.scalars().all())

    async def due(self, before: datetime) -> list[str]:
        """Return the workspaces that left before an instant."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(col(Workspace.team_id)).where(col(Workspace.gone_at) <= before)
            )
            return sorted(rows.scalars().all())

    async def erase(self, team: str, now: datetime) -> int:
        """Delete everything of a workspace for good, its keys too; return how many rows there were.

        The journal of erasures has it first, so that no backup brings this stay back.
        """
        async with self.database.read() as session:
            workspace = await session.get(Workspace, team)
        if workspace is None:
            return 0
        await asyncio.to_thread(self.erasures.record, [removed(team, workspace.tenure)], now.date())
        async with self.database.write() as session:
            rows = await session.execute(select(col(Pool.id)).where(col(Pool.team_id) == team))
            pools = list(rows.scalars().all())
            erased = await erase_workspace(session, team)
        for pool in pools:
            self.keys.destroy(pool)
        await self.database.erase_traces()
        return erased


async def _stop(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> list[str]:
    rows = await session.execute(
        select(col(Workspace.team_id)).where(which, col(Workspace.gone_at).is_(None)).with_for_update()
    )
    left = sorted(rows.scalars().all())
    await session.execute(update(Workspace).where(col(Workspace.team_id).in_(left)).values(gone_at=now))
    for team in left:
        await put(session, Lane(team_id=team))
    # The new fence takes the lane from whoever is sending, so that the message in flight is the last.
    await session.execute(
        update(Lane)
        .where(col(Lane.team_id).in_(left))
        .values(rests_until=NEVER, lease_until=None, fence=col(Lane.fence) + 1)
    )
    return left
