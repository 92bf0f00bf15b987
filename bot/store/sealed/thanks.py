"""Count thanks under highlights: one of each kind per person, and no name anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, func, select, tuple_, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, affected
from bot.store.gathered import Gathered
from bot.store.sealed.seal import derive, labelled
from bot.store.sealed.tables import NamedReflection, Participation, Thanks
from bot.store.tables import Round

LATELY = 1.0


class ThanksKind(StrEnum):
    """Name the two ways to thank for a lesson."""

    TRY = "try"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Thanked:
    """Hold how many people want to try a lesson, and how many have used it."""

    wish_to_try: int = 0
    used: int = 0


class ThanksRepository:
    """Keep thanks."""

    def __init__(self, database: Database, server_key: bytes) -> None:
        """Use a database, and a key made from the server's, so that a row names nobody by itself."""
        self._database = database
        self._key = derive(server_key, "thanks")
        self._told = Gathered[tuple[str, str], list[tuple[str, Thanked]]](self._told_to)
        self._tells = Gathered[str, bool](self._telling, fresh=LATELY)

    async def give(self, team: str, user: str, round_id: str, highlight_id: str, kind: ThanksKind) -> bool:
        """Note a thanks; False when this person has given it before."""
        build = sqlite.insert if self._database.is_sqlite else postgresql.insert
        key = labelled(self._key, "thanks", team, user, highlight_id, kind).hex()
        async with self._database.write() as session:
            added = await session.execute(
                build(Thanks)
                .values(key=key, round_id=round_id, highlight_id=highlight_id, kind=kind, counted=False)
                .on_conflict_do_nothing(index_elements=["key"])
            )
        return bool(affected(added))

    async def count(self, session: AsyncSession, team: str) -> frozenset[str]:
        """Let a workspace's new thanks count, at the daily hour; return the rounds whose numbers change."""
        rounds = select(col(Round.id)).where(col(Round.team_id) == team)
        new = col(Thanks.round_id).in_(rounds) & col(Thanks.counted).is_(False)
        touched = (await session.execute(select(col(Thanks.round_id)).where(new).distinct())).scalars().all()
        await session.execute(update(Thanks).where(new).values(counted=True))
        return frozenset(touched)

    async def of_round(self, round_id: str) -> dict[str, Thanked]:
        """Return what counts for each highlight of a round."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(Thanks.highlight_id), col(Thanks.kind), func.count())
                .where(col(Thanks.round_id) == round_id, col(Thanks.counted).is_(True))
                .group_by(col(Thanks.highlight_id), col(Thanks.kind))
            )
            found: dict[str, dict[str, int]] = {}
            for highlight, kind, number in rows:
                found.setdefault(highlight, {})[kind] = number
        return {
            highlight: Thanked(counts.get(ThanksKind.TRY, 0), counts.get(ThanksKind.USED, 0))
            for highlight, counts in found.items()
        }

    async def ride_along(self, session: AsyncSession, schedule_id: str, in_round: str) -> None:
        """Let a round's prompts tell of the thanks that have come to count since the last."""
        rounds = select(col(Round.id)).where(col(Round.schedule_id) == schedule_id)
        await session.execute(
            update(Thanks)
            .where(col(Thanks.round_id).in_(rounds), col(Thanks.counted).is_(True))
            .where(col(Thanks.told_in).is_(None))
            .values(told_in=in_round)
        )
        self._tells.forget()

    async def told_in(self, in_round: str, user: str) -> list[tuple[str, Thanked]]:
        """Return for which rounds that a member took part in a prompt tells of thanks, and of how many.

        The same to everyone who took part: it says of no lesson whose it is.
        """
        if not await self._tells(in_round):
            return []
        return await self._told((in_round, user)) or []

    async def _telling(self, rounds: Sequence[str]) -> dict[str, bool]:
        these = select(col(Thanks.told_in)).where(col(Thanks.told_in).in_(rounds)).distinct()
        return {str(in_round): True for (in_round,) in await self._database.rows(these)}

    async def _told_to(
        self, members: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], list[tuple[str, Thanked]]]:
        wanted = sorted(members)

        def of(table: type[Participation] | type[NamedReflection]) -> Select[str | None, str, str]:
            return (
                select(col(Thanks.told_in), col(table.user_id), col(table.round_id))
                .join(Thanks, col(Thanks.round_id) == col(table.round_id))
                .where(tuple_(col(Thanks.told_in), col(table.user_id)).in_(wanted))
            )

        counted = (
            select(col(Thanks.told_in), col(Thanks.round_id), col(Thanks.kind), func.count())
            .where(col(Thanks.told_in).in_({in_round for in_round, _ in wanted}))
            .group_by(col(Thanks.told_in), col(Thanks.round_id), col(Thanks.kind))
        )
        both = union(of(Participation), of(NamedReflection))
        rows, numbers = await self._database.look(
            lambda session: (session.execute(both).all(), session.execute(counted).all())
        )
        counts = {(told_in, round_id, kind): number for told_in, round_id, kind, number in numbers}
        found: dict[tuple[str, str], list[tuple[str, Thanked]]] = {}
        for told_in, user, round_id in sorted(rows):
            wish, used = (counts.get((told_in, round_id, kind), 0) for kind in ThanksKind)
            found.setdefault((told_in or "", user), []).append((round_id, Thanked(wish, used)))
        return found
