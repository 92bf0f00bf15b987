"""Count thanks under highlights: one of each kind per person, and no name anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, affected
from bot.store.sealed.seal import derive, labelled
from bot.store.sealed.tables import NamedReflection, Participation, Thanks
from bot.store.tables import Round


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

    async def told_in(self, in_round: str, user: str) -> list[tuple[str, Thanked]]:
        """Return for which rounds that a member took part in a prompt tells of thanks, and of how many.

        The same to everyone who took part: it says of no lesson whose it is.
        """
        async with self._database.read() as session:
            told = select(col(Thanks.round_id)).where(col(Thanks.told_in) == in_round)
            anonymous = select(col(Participation.round_id)).where(
                col(Participation.round_id).in_(told), col(Participation.user_id) == user
            )
            named = select(col(NamedReflection.round_id)).where(
                col(NamedReflection.round_id).in_(told), col(NamedReflection.user_id) == user
            )
            own = sorted((await session.execute(union(anonymous, named))).scalars())
            rows = await session.execute(
                select(col(Thanks.round_id), col(Thanks.kind), func.count())
                .where(col(Thanks.told_in) == in_round, col(Thanks.round_id).in_(own))
                .group_by(col(Thanks.round_id), col(Thanks.kind))
            )
            counts = {(round_id, kind): number for round_id, kind, number in rows}
        return [
            (one, Thanked(counts.get((one, ThanksKind.TRY), 0), counts.get((one, ThanksKind.USED), 0)))
            for one in own
        ]
