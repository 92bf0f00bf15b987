"""Count sealed ballots: what comes out is how often each choice was made, and nothing else.

There is no step in which one person's choices lie beside each other outside the sealed rows: a row per
person, even without a name, would single out whoever is known to have made two or three of the choices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.ballot import Questions
from bot.learning.disclosure import shown_tally
from bot.store.database import Database
from bot.store.sealed.batch import insert_in_order
from bot.store.sealed.keys import KeyGone, PoolKeys
from bot.store.sealed.seal import SealBroken, open_submission
from bot.store.sealed.tables import Intake, PollCount, Pool, PoolState

log = structlog.get_logger("polls")
Tallies = dict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold what may be shown of a poll: a tally for each question that enough people answered."""

    tallies: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def enough(self) -> bool:
        """Tell whether anything at all may be shown."""
        return bool(self.tallies)


Follow = Callable[[AsyncSession, Counted], Awaitable[None]]
"""See to what follows from a count, in its transaction."""


class Polls:
    """Count pools of ballots, once each."""

    def __init__(self, database: Database, keys: PoolKeys) -> None:
        """Use a database, and the pools' keys that lie outside it."""
        self._database = database
        self._keys = keys

    async def count(
        self, pool_id: str, k: int, questions: Questions, before: Sequence[str], also: Follow
    ) -> Counted:
        """Count a pool for good: its rows and its key are gone afterwards, whatever came of it.

        A question that fewer than k people answered is forgotten uncounted. `before` are the polls that
        were shown earlier, oldest first: no two differ on screen by fewer than k people. `also` runs in
        the same transaction, and once more when a pool was emptied without it.
        """
        async with self._database.write() as session:
            counted = await self._count_in(session, pool_id, k, questions, before)
            await also(session, counted)
        self._keys.destroy(pool_id)
        await self._database.truncate_journal()
        return counted

    async def shown(self, pool_ids: Sequence[str]) -> dict[str, Tallies]:
        """Return what may be shown of some polls, by poll and question."""
        async with self._database.read() as session:
            return await _shown(session, pool_ids)

    async def _count_in(
        self, session: AsyncSession, pool_id: str, k: int, questions: Questions, before: Sequence[str]
    ) -> Counted:
        pool = await session.get(Pool, pool_id, with_for_update=True)
        if pool is None or pool.state is not PoolState.OPEN:
            return Counted((await _shown(session, [pool_id])).get(pool_id, {}))
        earlier = await _shown(session, before)
        tallies = questions.counted(await self._ballots(session, pool_id))
        shown = {
            question: tally
            for question, counted in tallies.items()
            if (tally := shown_tally(counted, k, _of_question(earlier, before, question))) is not None
        }
        rows = [
            {"pool_id": pool_id, "question": question, "choice": choice, "number": number}
            for question, tally in shown.items()
            for choice, number in sorted(tally.items())
            if number
        ]
        await insert_in_order(session, PollCount, rows, by="choice")
        await session.execute(delete(Intake).where(col(Intake.pool_id) == pool_id))
        pool.state = PoolState.MIXED
        return Counted(shown)

    async def _ballots(self, session: AsyncSession, pool_id: str) -> list[str]:
        try:
            key = self._keys.read(pool_id)
        except KeyGone:
            return []
        rows = (await session.execute(select(Intake).where(col(Intake.pool_id) == pool_id))).scalars().all()
        ballots, broken = [], 0
        for row in rows:
            try:
                ballots.append(open_submission(key, row.id, row.sealed).text)
            except SealBroken:
                broken += 1
        if broken:
            log.error("sealed_rows_broken", count=broken)
        return ballots


async def _shown(session: AsyncSession, pool_ids: Sequence[str]) -> dict[str, Tallies]:
    rows = await session.execute(select(PollCount).where(col(PollCount.pool_id).in_(pool_ids)))
    found: dict[str, Tallies] = {}
    for row in rows.scalars().all():
        found.setdefault(row.pool_id, {}).setdefault(row.question, Counter())[row.choice] = row.number
    return found


def _of_question(
    earlier: Mapping[str, Tallies], order: Sequence[str], question: str
) -> list[Mapping[str, int]]:
    return [earlier[pool][question] for pool in order if question in earlier.get(pool, {})]
