"""Open a closed pool in memory before it is mixed, so that the database is held for writing alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlmodel import col

from bot.store.database import Database
from bot.store.sealed.intake import SealedRow, open_rows
from bot.store.sealed.keys import KeyGone, PoolKeys
from bot.store.sealed.seal import Share, Submission, author_token, seal_private, token_hash
from bot.store.sealed.tables import Intake, Pool, PoolState

ROWS_AT_ONCE = 500
"""So many ciphertexts are held at a time; each takes eight kilobytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what one member wrote, and under which hash the database will keep it.

    `note` is the text sealed anew, for its author alone, where it is for nobody else.
    """

    submission: Submission
    token_hash: str
    note: bytes | None


Opened = Mapping[str, Entry | None]
"""Entries by the ids of their rows; None for a row that somebody has tampered with."""


async def opened(database: Database, keys: PoolKeys, pool: str) -> Opened:
    """Open the rows of a closed pool; nothing of a pool that is in another state, or has lost its key.

    No row of a closed pool changes any more, but its member may leave and take it along.
    """
    try:
        key = keys.read(pool)
    except KeyGone:
        return {}
    found: dict[str, Entry | None] = {}
    after = ""
    while rows := await database.rows(_next_rows(pool, after)):
        after = rows[-1].id
        found |= await asyncio.to_thread(entries_of, key, rows[0].team_id, pool, rows)
    return found


def entries_of(key: bytes, team: str, pool: str, rows: Sequence[SealedRow]) -> Opened:
    """Open rows of the intake with the key of their pool."""
    submissions, _ = open_rows(key, rows)
    found: dict[str, Entry | None] = dict.fromkeys(row.id for row in rows)
    for row_id, submission in submissions.items():
        token = author_token(key, team, submission.member, pool)
        private = submission.is_answer and submission.share is Share.PRIVATE
        note = seal_private(token, submission.text) if private else None
        found[row_id] = Entry(submission, token_hash(token, "text"), note)
    return found


def _next_rows(pool: str, after: str) -> Select[str, bytes, str]:
    return (
        select(col(Intake.id), col(Intake.sealed), col(Pool.team_id))
        .join(Pool, col(Pool.id) == col(Intake.pool_id))
        .where(col(Intake.pool_id) == pool, col(Intake.id) > after, col(Pool.state) == PoolState.CLOSED)
        .order_by(col(Intake.id))
        .limit(ROWS_AT_ONCE)
    )
