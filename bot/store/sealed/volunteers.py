"""Keep who is willing to follow a colleague, and what they say of it, which only their partners read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, affected, put
from bot.store.sealed.box import Box
from bot.store.shadow_tables import ShadowVolunteer

LONGEST_WISH, LONGEST_TEAM = 200, 60
SIZE = 2048
"""Bytes: both wishes and the team at four bytes a character, and the frame around them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold what a volunteer would like to see, what they can show, and the team they name."""

    see: str = ""
    show: str = ""
    team: str = ""


class VolunteerRepository:
    """Keep volunteers."""

    def __init__(self, database: Database, server_key: bytes) -> None:
        """Use a database, and a key made from the server's."""
        self._database = database
        self._box = Box(server_key, "volunteers", SIZE)

    async def sign_up(self, team: str, user: str, wish: Wish) -> None:
        """Keep that a member is willing, with new words if they were already."""
        row = ShadowVolunteer(team_id=team, user_id=user, sealed=self._sealed(team, user, wish))
        async with self._database.write() as session:
            await put(session, row, replace=("sealed",))

    async def wish(self, team: str, user: str) -> Wish | None:
        """Return what a volunteer says; None for a member who is none."""
        async with self._database.read() as session:
            found = await session.get(ShadowVolunteer, (team, user))
        return None if found is None else self._opened(found)

    async def all(self, team: str) -> dict[str, Wish]:
        """Return every volunteer of a workspace with what they say."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(ShadowVolunteer)
                .where(col(ShadowVolunteer.team_id) == team)
                .order_by(col(ShadowVolunteer.user_id))
            )
            found = rows.scalars().all()
        return {row.user_id: self._opened(row) for row in found}

    async def count(self, team: str) -> int:
        """Return how many volunteers a workspace has."""
        async with self._database.read() as session:
            counted = await session.execute(
                select(func.count()).select_from(ShadowVolunteer).where(col(ShadowVolunteer.team_id) == team)
            )
            return counted.scalar_one()

    async def leave(self, session: AsyncSession, team: str, user: str) -> bool:
        """Delete what a volunteer said; tell whether they were one."""
        gone = await session.execute(
            delete(ShadowVolunteer).where(
                col(ShadowVolunteer.team_id) == team, col(ShadowVolunteer.user_id) == user
            )
        )
        return bool(affected(gone))

    def _sealed(self, team: str, user: str, wish: Wish) -> bytes:
        return self._box.seal(json.dumps(asdict(wish), ensure_ascii=False), team, user)

    def _opened(self, row: ShadowVolunteer) -> Wish:
        return Wish(**json.loads(self._box.open(row.sealed, row.team_id, row.user_id)))
