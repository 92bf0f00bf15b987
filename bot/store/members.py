"""What members chose, which roles they were given, and which workspaces there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, datetime, time
from functools import lru_cache, partial

from sqlalchemy import Table, and_, bindparam, delete, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from bot.learning.moments import AllowedHours
from bot.store.attention import begin_again, silent
from bot.store.database import Database, put
from bot.store.gathered import Gathered
from bot.store.installations import back_again
from bot.store.report_tables import FollowedUp
from bot.store.sealed.erasures import Erasures, left
from bot.store.sealed.tables import MemberPlan, Participation
from bot.store.tables import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Member,
    RoleGrant,
    Round,
    Unanswered,
    Workspace,
)

Also = Callable[[AsyncSession, str, str], Awaitable[None]]
THESE = select(Member).where(
    tuple_(col(Member.team_id), col(Member.user_id)).in_(bindparam("keys", expanding=True))
)
HAVING_APP = select(col(Workspace.team_id)).where(
    col(Workspace.team_id).in_(bindparam("teams", expanding=True)), col(Workspace.gone_at).is_(None)
)
MEMBER: Table = SQLModel.metadata.tables["member"]
COMING = HAVING_APP.add_columns(*MEMBER.c).outerjoin(
    MEMBER,
    and_(
        MEMBER.c.team_id == col(Workspace.team_id),
        MEMBER.c.user_id.in_(bindparam("users", expanding=True)),
    ),
)
"""Put together once: they are asked for every message and every request."""


class MemberRepository:
    """Keep preferences, pauses and appointments."""

    def __init__(self, database: Database, erasures: Erasures | None = None) -> None:
        """Use a database, and the journal of what was erased."""
        self._erasures = erasures
        self._database = database
        self._one = Gathered[tuple[str, str], Member](self._found)
        self._has_app = Gathered[str, bool](self._having_app)
        self._at_the_door = Gathered[tuple[str, str], Member](self._coming)

    async def get(self, team: str, user: str) -> Member:
        """Return a member's choices; the defaults when nothing was ever chosen."""
        return await self._one((team, user)) or _usual(team, user)

    async def _found(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Member]:
        return await self._database.look(partial(_choices, keys))

    async def many(self, team: str, users: Collection[str]) -> dict[str, Member]:
        """Return the choices of those among `users` who made any."""
        async with self._database.read() as session:
            rows = await session.execute(select(Member).where(col(Member.team_id) == team))
            found = rows.scalars().all()
        wanted = set(users)
        return {row.user_id: row for row in found if row.user_id in wanted}

    async def prefer(self, team: str, user: str, *, language: str | None, share: str) -> None:
        """Set a member's language (None: as in Slack) and preselected way to share."""
        async with self._database.write() as session:
            member = await _for_change(session, team, user)
            member.language, member.share = language, share

    async def pause(self, team: str, user: str, until: datetime | None, *, stopped: bool = False) -> None:
        """Pause prompts until an instant, or stop them; (None, False) resumes and ends a silence too."""
        async with self._database.write() as session:
            member = await _for_change(session, team, user)
            member.paused_until, member.stopped = until, stopped
            await begin_again(session, team, user)

    async def silent(self, team: str) -> set[str]:
        """Return who is left in peace after unanswered rounds."""
        async with self._database.read() as session:
            return await silent(session, team)

    async def own_hours(self, team: str, user: str, hours: AllowedHours | None) -> None:
        """Set when a member may be asked; None leaves it to the schedule."""
        async with self._database.write() as session:
            member = await _for_change(session, team, user)
            member.days = ",".join(str(day) for day in sorted(hours.days or ())) if hours else ""
            member.from_time = f"{hours.start:%H:%M}" if hours else ""
            member.to_time = f"{hours.end:%H:%M}" if hours else ""

    async def leave(self, team: str, user: str, day: date, also: Also | None = None) -> None:
        """Remove that a member took part, what they were appointed to and what they chose.

        What stays is that they want no more questions, and where their receipts stand, so that those lose
        their buttons in time. `also` runs in the same transaction and removes what other parts keep.
        """
        if self._erasures is not None:
            await asyncio.to_thread(self._erasures.record, [left(team, user)], day)
        async with self._database.write() as session:
            rounds = select(col(Round.id)).where(col(Round.team_id) == team)
            for statement in (
                delete(Participation).where(
                    col(Participation.user_id) == user, col(Participation.round_id).in_(rounds)
                ),
                delete(RoleGrant).where(col(RoleGrant.team_id) == team, col(RoleGrant.user_id) == user),
                delete(Delivery).where(
                    col(Delivery.team_id) == team,
                    col(Delivery.target) == user,
                    col(Delivery.state) != DeliveryState.SENDING,
                    or_(
                        col(Delivery.state) == DeliveryState.WAITING,
                        col(Delivery.kind) != DeliveryKind.PROMPT,
                    ),
                ),
                delete(Member).where(col(Member.team_id) == team, col(Member.user_id) == user),
                delete(MemberPlan).where(col(MemberPlan.team_id) == team, col(MemberPlan.user_id) == user),
                delete(Unanswered).where(col(Unanswered.team_id) == team, col(Unanswered.user_id) == user),
                delete(FollowedUp).where(
                    col(FollowedUp.user_id) == user, col(FollowedUp.round_id).in_(rounds)
                ),
            ):
                await session.execute(statement)
            await put(session, Member(team_id=team, user_id=user, stopped=True), replace=("stopped",))
            if also is not None:
                await also(session, team, user)
        await self._database.erase_soon()

    async def roles(self, team: str, user: str) -> frozenset[str]:
        """Return the roles a member was appointed to."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(RoleGrant.role)).where(
                    col(RoleGrant.team_id) == team, col(RoleGrant.user_id) == user
                )
            )
            return frozenset(rows.scalars().all())

    async def appointed(self, team: str, role: str) -> list[str]:
        """Return everyone appointed to a role."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(RoleGrant.user_id)).where(
                    col(RoleGrant.team_id) == team, col(RoleGrant.role) == role
                )
            )
            return sorted(rows.scalars().all())

    async def appoint(self, team: str, user: str, role: str, *, given: bool) -> None:
        """Give or take a role; doing it twice is the same as once."""
        async with self._database.write() as session:
            await session.execute(
                delete(RoleGrant).where(
                    col(RoleGrant.team_id) == team,
                    col(RoleGrant.user_id) == user,
                    col(RoleGrant.role) == role,
                )
            )
            if given:
                await put(session, RoleGrant(team_id=team, user_id=user, role=role))

    async def remember_workspace(self, team: str, name: str, bot_user: str) -> None:
        """Note a workspace, or its new name; one that had removed the app is taken up again."""
        async with self._database.write() as session:
            known = Workspace(team_id=team, name=name, bot_user_id=bot_user)
            await put(session, known, replace=("name", "bot_user_id"))
            await back_again(session, col(Workspace.team_id) == team)

    async def knows(self, team: str) -> bool:
        """Tell whether a workspace has this app."""
        return await self._has_app(team) or False

    async def coming(self, team: str, user: str) -> Member | None:
        """Return the choices of somebody who does something in a workspace; None where it has no app."""
        return await self._at_the_door((team, user))

    async def _having_app(self, teams: Sequence[str]) -> dict[str, bool]:
        return {team: True for (team,) in await self._database.rows(HAVING_APP, {"teams": teams})}

    async def _coming(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Member]:
        wanted = {"teams": list({team for team, _ in keys}), "users": list({user for _, user in keys})}
        rows = await self._database.rows(COMING, wanted)
        chosen = [Member(**dict(zip(MEMBER.c.keys(), row, strict=True))) for _, *row in rows if row[0]]
        by_key = {(member.team_id, member.user_id): member for member in chosen}
        here = {team for team, *_ in rows}
        return {key: by_key.get(key) or _usual(*key) for key in keys if key[0] in here}

    async def workspaces(self) -> list[Workspace]:
        """Return every workspace, those that removed the app among them until they are forgotten."""
        async with self._database.read() as session:
            return list((await session.execute(select(Workspace))).scalars().all())


def _choices(keys: Sequence[tuple[str, str]], session: Session) -> dict[tuple[str, str], Member]:
    rows = session.execute(THESE, {"keys": keys}).scalars()
    return {(row.team_id, row.user_id): row for row in rows}


@lru_cache(maxsize=4096)
def _usual(team: str, user: str) -> Member:
    """Return what holds for whoever never chose anything; nobody changes it."""
    return Member(team_id=team, user_id=user)


def hours_of(member: Member | None) -> AllowedHours:
    """Return when a member may be asked: at their own hours if they chose any."""
    if member is None:
        return AllowedHours()
    usual = AllowedHours()
    return AllowedHours(
        start=time.fromisoformat(member.from_time) if member.from_time else usual.start,
        end=time.fromisoformat(member.to_time) if member.to_time else usual.end,
        days=frozenset(int(day) for day in member.days.split(",")) if member.days else None,
    )


async def _for_change(session: AsyncSession, team: str, user: str) -> Member:
    await put(session, Member(team_id=team, user_id=user))
    return await session.get_one(Member, (team, user))
