"""Remember what was erased, as hashes, so that restoring an old backup cannot bring it back.

The journal lies with the keys, outside the database and its backups. A line says on which day, which
kind, and a hash that only meets a row that should not be there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.scope import erase_workspace
from bot.store.sealed.tables import (
    Letter,
    MemberPlan,
    NamedReflection,
    Participation,
    PrivateNote,
    Reflection,
)
from bot.store.shadow_tables import ShadowVolunteer
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


class Kind(StrEnum):
    """Name what was erased, in one letter."""

    WITHDRAWN = "w"
    REPLACED = "r"
    LEFT = "l"
    REMOVED = "g"


@dataclass(frozen=True, slots=True, order=True)
class Erasure:
    """Hold one line of the journal."""

    kind: Kind
    digest: str


def withdrawn(token_hash: str) -> Erasure:
    """Say that the text under a hash is gone."""
    return Erasure(Kind.WITHDRAWN, _digest(Kind.WITHDRAWN, token_hash))


def replaced(token_hash: str, old_text: str) -> Erasure:
    """Say that a text no longer reads as it did."""
    return Erasure(Kind.REPLACED, _digest(Kind.REPLACED, token_hash, old_text))


def left(team: str, user: str) -> Erasure:
    """Say that a member has left for good."""
    return Erasure(Kind.LEFT, _digest(Kind.LEFT, team, user))


def removed(team: str, tenure: str) -> Erasure:
    """Say that a workspace removed the app, and everything of that stay went."""
    return Erasure(Kind.REMOVED, _digest(Kind.REMOVED, team, tenure))


class Erasures:
    """Keep the journal."""

    def __init__(self, directory: Path) -> None:
        """Use a directory that only this user may enter; it is made when missing."""
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.chmod(0o700)
        self._file = directory / "journal"

    def record(self, erasures: Iterable[Erasure], day: date) -> None:
        """Append erasures in sorted order and sync; to be called before the database commits.

        A crash in between erases, after a restore, only what was asked to be erased.
        """
        lines = [f"{day.isoformat()} {one.kind} {one.digest}\n" for one in sorted(set(erasures))]
        if not lines:
            return
        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # A line that a power cut tore is ended first, so that it cannot swallow this one.
            os.write(handle, ("\n" + "".join(lines)).encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def read(self) -> set[Erasure]:
        """Return every whole line; a torn one is skipped."""
        try:
            lines = self._file.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return set()
        return {found for line in lines if (found := _parsed(line)) is not None}

    def trim(self, before: date) -> None:
        """Drop lines of days before a date, by which every backup that could bring them back is gone."""
        try:
            lines = self._file.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return
        kept = [line for line in lines if _parsed(line) and line[:10] >= before.isoformat()]
        fresh = self._file.with_name("journal.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, "".join(f"{line}\n" for line in kept).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        fresh.replace(self._file)

    async def replay(self, session: AsyncSession) -> int:
        """Delete every row that the journal meets; return how many."""
        known = self.read()
        gone = 0
        for workspace in (await session.execute(select(Workspace))).scalars().all():
            if removed(workspace.team_id, workspace.tenure) in known:
                gone += await erase_workspace(session, workspace.team_id)
        shared: list[Reflection | NamedReflection] = [
            *(await session.execute(select(Reflection))).scalars().all(),
            *(await session.execute(select(NamedReflection))).scalars().all(),
        ]
        for row in shared:
            if {withdrawn(row.token_hash), replaced(row.token_hash, row.text)} & known:
                await session.delete(row)
                gone += 1
        others: list[PrivateNote | Letter] = [
            *(await session.execute(select(PrivateNote))).scalars().all(),
            *(await session.execute(select(Letter))).scalars().all(),
        ]
        for kept in others:
            if withdrawn(kept.token_hash) in known:
                await session.delete(kept)
                gone += 1
        teams = {one.id: one.team_id for one in (await session.execute(select(Round))).scalars().all()}
        for took in (await session.execute(select(Participation))).scalars().all():
            if left(teams.get(took.round_id, ""), took.user_id) in known:
                await session.delete(took)
                gone += 1
        for message in (await session.execute(select(Delivery))).scalars().all():
            keeps_receipt = message.kind is DeliveryKind.PROMPT and message.state is not DeliveryState.WAITING
            if left(message.team_id, message.target) in known and not keeps_receipt:
                await session.delete(message)
                gone += 1
        for grant in (await session.execute(select(RoleGrant))).scalars().all():
            if left(grant.team_id, grant.user_id) in known:
                await session.delete(grant)
                gone += 1
        for plan in (await session.execute(select(MemberPlan))).scalars().all():
            if left(plan.team_id, plan.user_id) in known:
                await session.delete(plan)
                gone += 1
        for willing in (await session.execute(select(ShadowVolunteer))).scalars().all():
            if left(willing.team_id, willing.user_id) in known:
                await session.delete(willing)
                gone += 1
        for counted in (await session.execute(select(Unanswered))).scalars().all():
            if left(counted.team_id, counted.user_id) in known:
                await session.delete(counted)
                gone += 1
        for member in (await session.execute(select(Member))).scalars().all():
            if left(member.team_id, member.user_id) in known and not member.stopped:
                await session.delete(member)
                session.add(Member(team_id=member.team_id, user_id=member.user_id, stopped=True))
                gone += 1
        return gone


def _digest(kind: Kind, *parts: str) -> str:
    framed = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in (kind, *parts)))
    return hashlib.sha256(framed).hexdigest()


def _parsed(line: str) -> Erasure | None:
    day, _, rest = line.partition(" ")
    kind, _, digest = rest.partition(" ")
    if len(day) != 10 or len(digest) != 64 or kind not in tuple(Kind):
        return None
    return Erasure(Kind(kind), digest)
