"""Bring a restored database in line with the keys that exist and with what was erased since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database
from bot.store.library.index import LibraryIndex
from bot.store.report_tables import GatheredTally
from bot.store.sealed.erasures import Erasures, left
from bot.store.sealed.groups import GroupRepository
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.tables import Intake, Pool, PoolState
from bot.store.tables import Round, RoundState, Workspace

SEALED = (PoolState.OPEN, PoolState.CLOSED, PoolState.HELD)
UNDER_WAY = (RoundState.OPENING, RoundState.OPEN, RoundState.CLOSED)


@dataclass(frozen=True, slots=True)
class Discarded:
    """Hold what a restore had to let go of."""

    sealed_answers: int
    rounds: int
    erased: int


async def reconcile(
    database: Database, keys: PoolKeys, erasures: Erasures, groups: GroupRepository
) -> Discarded:
    """Discard sealed rows whose keys are gone, then erase again what was erased after the backup.

    A planned round whose key is gone gets a new one, so that it can be answered.
    """
    async with database.write() as session:
        await _drop_tallies(session)
        lost = await _lost_pools(session, keys)
        discarded = (
            await session.execute(
                select(func.count()).select_from(Intake).where(col(Intake.pool_id).in_(lost))
            )
        ).scalar_one()
        await session.execute(delete(Intake).where(col(Intake.pool_id).in_(lost)))
        planned = set(
            (
                await session.execute(
                    select(col(Round.id)).where(
                        col(Round.id).in_(lost), col(Round.state) == RoundState.PLANNED
                    )
                )
            )
            .scalars()
            .all()
        )
        for pool in sorted(planned):
            keys.create(pool)
        gone = [pool for pool in lost if pool not in planned]
        await session.execute(update(Pool).where(col(Pool.id).in_(gone)).values(state=PoolState.MIXED))
        held = list(
            (
                await session.execute(
                    select(col(Round.id)).where(col(Round.id).in_(gone), col(Round.state).in_(UNDER_WAY))
                )
            )
            .scalars()
            .all()
        )
        await session.execute(update(Round).where(col(Round.id).in_(held)).values(state=RoundState.HELD))
        await session.execute(
            update(Workspace).where(col(Workspace.change_pool).in_(gone)).values(change_pool=None)
        )
        erased = await erasures.replay(session)
        erased += await _groups_of_those_who_left(session, erasures, groups)
    # No backup says what the library holds; it is made of what is there now.
    await LibraryIndex().rebuild(database)
    await database.truncate_journal()
    return Discarded(discarded, len(held), erased)


async def _drop_tallies(session: AsyncSession) -> None:
    """Begin counting deeds anew: what is sealed may name people who have left since."""
    pools = select(col(Workspace.tally_pool)).where(col(Workspace.tally_pool).is_not(None))
    await session.execute(delete(Intake).where(col(Intake.pool_id).in_(pools)))
    await session.execute(update(Pool).where(col(Pool.id).in_(pools)).values(state=PoolState.MIXED))
    await session.execute(delete(GatheredTally))
    await session.execute(update(Workspace).values(tally_pool=None))


async def _lost_pools(session: AsyncSession, keys: PoolKeys) -> list[str]:
    rows = await session.execute(select(col(Pool.id)).where(col(Pool.state).in_(SEALED)))
    return sorted(set(rows.scalars().all()) - keys.ids())


async def _groups_of_those_who_left(
    session: AsyncSession, erasures: Erasures, groups: GroupRepository
) -> int:
    """Take everybody who has left out of the groups in which they were; return how many groups that were."""
    known, touched = erasures.read(), 0
    for team in (await session.execute(select(col(Workspace.team_id)))).scalars().all():

        def has_left(user: str, team: str = team) -> bool:
            return left(team, user) in known

        touched += len(await groups.forget(session, team, has_left))
    return touched
