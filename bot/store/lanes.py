"""Hold workspaces' lanes and look into them, many at once: what is asked together shares a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from bot.store.columns import UtcDateTime
from bot.store.database import Database
from bot.store.gathered import Gathered
from bot.store.leases import free, lease_end
from bot.store.tables import OWED, Delivery

LANE: Table = SQLModel.metadata.tables["lane"]
GIVING_BACK = (
    update(LANE)
    .where(LANE.c.team_id == bindparam("team"), LANE.c.fence == bindparam("under"))
    .values(
        lease_until=None,
        rests_until=func.coalesce(bindparam("until", type_=UtcDateTime()), LANE.c.rests_until),
    )
)


@dataclass(frozen=True, eq=False, slots=True)
class _Wish:
    """Hold the wish to have a lane; of two wishes for the same lane one at most is granted."""

    team: str
    now: datetime
    lease: timedelta


@dataclass(frozen=True, eq=False, slots=True)
class _Return:
    """Hold a lane that is given back, and until when it has to rest."""

    team: str
    fence: int
    rests_until: datetime | None


@dataclass(frozen=True, eq=False, slots=True)
class _Look:
    """Hold the question what a lane is to send next."""

    team: str
    now: datetime
    most: int


class Lanes:
    """Lease lanes, give them back, and see what is due in them."""

    def __init__(self, database: Database) -> None:
        """Use the database that holds the outbox."""
        self._database = database
        self._wishes = Gathered[_Wish, int](self._lease)
        self._returns = Gathered[_Return, bool](self._take_back)
        self._looks = Gathered[_Look, list[Delivery]](self._look)
        self._targets = Gathered[_Look, list[str]](self._look_for_targets)
        now = bindparam("now", type_=UtcDateTime())
        self._due = _owed(select(Delivery)).where(free(database, col(Delivery.lease_until), now))
        self._due_to = _owed(select(col(Delivery.target)))

    async def lease(self, team: str, now: datetime, lease: timedelta) -> int | None:
        """Take a workspace's lane for this process; return its fence, None if it is held or rests."""
        return await self._wishes(_Wish(team, now, lease))

    async def release(self, team: str, fence: int, rests_until: datetime | None = None) -> None:
        """Give a lane back; with `rests_until` it sends nothing before then."""
        await self._returns(_Return(team, fence, rests_until))

    async def ahead(self, team: str, now: datetime, most: int) -> list[Delivery]:
        """Return what a lane is to send next, as it stands now; nothing is taken yet."""
        return await self._looks(_Look(team, now, most)) or []

    async def targets(self, team: str, now: datetime, most: int) -> list[str]:
        """Return whom the next due messages of a lane go to, each once."""
        return list(dict.fromkeys(await self._targets(_Look(team, now, most)) or ()))

    async def _lease(self, wishes: Sequence[_Wish]) -> Mapping[_Wish, int]:
        return await self._database.change(partial(self._leased, wishes))

    def _leased(self, wishes: Sequence[_Wish], connection: Connection) -> dict[_Wish, int]:
        last = max(wishes, key=lambda wish: wish.now)
        # In the order of their ids: no two processes wait for each other's lanes in a circle.
        found = connection.execute(
            select(LANE.c.team_id, LANE.c.fence)
            .where(LANE.c.team_id.in_(sorted({wish.team for wish in wishes})))
            .where(free(self._database, LANE.c.lease_until, last.now))
            .where(or_(LANE.c.rests_until.is_(None), LANE.c.rests_until <= last.now))
            .order_by(LANE.c.team_id)
            .with_for_update(skip_locked=True)
        )
        fences = {team: fence + 1 for team, fence in found}
        if fences:
            until = lease_end(self._database, last.now, last.lease)
            taken = update(LANE).where(LANE.c.team_id.in_(list(fences)))
            connection.execute(taken.values(fence=LANE.c.fence + 1, lease_until=until))
        return {wish: fences.pop(wish.team) for wish in wishes if wish.team in fences}

    async def _take_back(self, returns: Sequence[_Return]) -> Mapping[_Return, bool]:
        given = [
            {"team": one.team, "under": one.fence, "until": one.rests_until}
            for one in sorted(returns, key=lambda one: one.team)
        ]
        await self._database.change(lambda connection: connection.execute(GIVING_BACK, given))
        return {}

    async def _look(self, looks: Sequence[_Look]) -> Mapping[_Look, list[Delivery]]:
        return await self._database.look(partial(_each, self._due, looks))

    async def _look_for_targets(self, looks: Sequence[_Look]) -> Mapping[_Look, list[str]]:
        return await self._database.look(partial(_each, self._due_to, looks))


def _each(query: Select[Any], looks: Sequence[_Look], session: Session) -> dict[_Look, list[Any]]:
    return {
        one: list(session.execute(query, {"team": one.team, "now": one.now, "most": one.most}).scalars())
        for one in looks
    }


def _owed(of: Select[Any]) -> Select[Any]:
    """Return the part of a query that finds what a lane has to send, the next first."""
    now = bindparam("now", type_=UtcDateTime())
    return (
        of.where(col(Delivery.team_id) == bindparam("team"), col(Delivery.due_at) <= now, OWED)
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(bindparam("most"))
    )
