"""Keep who follows whom, so that only those who do and the server's key know."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.shadow.matching import Pair, meetings
from bot.store.columns import new_id
from bot.store.database import Database
from bot.store.sealed.box import Box
from bot.store.sealed.seal import SealBroken, derive, labelled
from bot.store.shadow_tables import ShadowGroup

SIZE = 1024
ALONE = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Hold those who follow each other in a turn, who of them stepped out, and the times proposed to them."""

    team: str
    turn: str
    members: tuple[str, ...]
    times: tuple[datetime, ...] = ()
    gone: tuple[str, ...] = ()
    id: str = ""

    def others(self, user: str) -> tuple[str, ...]:
        """Return whom a member follows."""
        return tuple(one for one in self.members if one != user)


class GroupRepository:
    """Keep groups."""

    def __init__(self, database: Database, server_key: bytes) -> None:
        """Use a database, and a key made from the server's."""
        self._database = database
        self._box = Box(server_key, "groups", SIZE)
        self._order = derive(server_key, "ranks")

    def rank(self, team: str, user: str) -> str:
        """Return a member's place among those who are brought together: always the same, told by no row."""
        return labelled(self._order, "rank", team, user).hex()

    async def form(self, session: AsyncSession, groups: Iterable[Group]) -> None:
        """Write a turn's groups as one statement, in the order of their random ids."""
        rows = []
        for group in (replace(one, id=new_id()) for one in groups):
            sealed = self._sealed(group)
            rows.append({"id": group.id, "team_id": group.team, "turn_id": group.turn, "sealed": sealed})
        if rows:
            await session.execute(insert(ShadowGroup).values(sorted(rows, key=lambda row: str(row["id"]))))

    async def of(self, turn: str, user: str) -> Group | None:
        """Return a member's group in a turn; None when they are in none, or have stepped out."""
        async with self._database.read() as session:
            found = await self._of_turn(session, turn)
        return next((one for one in found if user in one.members), None)

    async def of_turn(self, turn: str) -> list[Group]:
        """Return all groups of a turn, in an order that says nothing."""
        async with self._database.read() as session:
            return await self._of_turn(session, turn)

    async def met(self, team: str) -> Counter[Pair]:
        """Count how often each two people of a workspace followed each other, as far as it is remembered."""
        async with self._database.read() as session:
            rows = await session.execute(select(ShadowGroup).where(col(ShadowGroup.team_id) == team))
            found = rows.scalars().all()
        return meetings(group.members for row in found if (group := self._opened(row)) is not None)

    async def step_out(self, session: AsyncSession, turn: str, user: str) -> Group | None:
        """Let a member out of their group; return what is left of it, None when they were in none."""
        for group in await self._of_turn(session, turn, for_change=True):
            if user in group.members:
                left = replace(group, members=group.others(user), gone=(*group.gone, user))
                await self._write(session, left)
                return left
        return None

    async def forget(self, session: AsyncSession, team: str, is_gone: Callable[[str], bool]) -> list[Group]:
        """Delete some members from every group of a workspace; return what is left of those groups.

        A group in which one person or nobody is left is deleted as a whole.
        """
        rows = await session.execute(
            select(ShadowGroup).where(col(ShadowGroup.team_id) == team).with_for_update()
        )
        touched = []
        for row in rows.scalars().all():
            group = self._opened(row)
            if group is None:
                # Sealed with a key that is gone: nobody can read it any more.
                await session.delete(row)
            elif any(is_gone(one) for one in (*group.members, *group.gone)):
                members = tuple(one for one in group.members if not is_gone(one))
                gone = tuple(one for one in group.gone if not is_gone(one))
                left = replace(group, members=members, gone=gone)
                touched.append(left)
                if len(members) > ALONE:
                    await self._write(session, left)
                else:
                    await session.delete(row)
        return touched

    async def _of_turn(self, session: AsyncSession, turn: str, *, for_change: bool = False) -> list[Group]:
        query = select(ShadowGroup).where(col(ShadowGroup.turn_id) == turn).order_by(col(ShadowGroup.id))
        rows = await session.execute(query.with_for_update() if for_change else query)
        opened: Sequence[Group | None] = [self._opened(row) for row in rows.scalars().all()]
        return [one for one in opened if one is not None]

    async def _write(self, session: AsyncSession, group: Group) -> None:
        of_group = update(ShadowGroup).where(col(ShadowGroup.id) == group.id)
        await session.execute(of_group.values(sealed=self._sealed(group)))

    def _sealed(self, group: Group) -> bytes:
        said = {
            "members": group.members,
            "gone": group.gone,
            "times": [one.isoformat() for one in group.times],
        }
        return self._box.seal(json.dumps(said), group.team, group.turn, group.id)

    def _opened(self, row: ShadowGroup) -> Group | None:
        try:
            said = json.loads(self._box.open(row.sealed, row.team_id, row.turn_id, row.id))
        except SealBroken:
            return None
        return Group(
            team=row.team_id,
            turn=row.turn_id,
            members=tuple(said["members"]),
            times=tuple(datetime.fromisoformat(one) for one in said["times"]),
            gone=tuple(said["gone"]),
            id=row.id,
        )
