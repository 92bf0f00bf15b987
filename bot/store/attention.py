"""Count who leaves rounds unanswered, so that whoever is not interested is left in peace."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Member, Round, Unanswered

SILENT_FROM = 3
"""So many unanswered rounds in a row, and nobody is asked again before they come back."""


async def count_unanswered(session: AsyncSession, found: Round, reacted: Collection[str]) -> list[str]:
    """Change the counters of everybody who was asked in a round, in one statement sorted by member.

    Whoever answered in any way, or skipped, begins at nothing again; whoever wants no questions any more is
    not counted. Return who is left in peace from now on.
    """
    stopped = select(col(Member.user_id)).where(
        col(Member.team_id) == found.team_id, col(Member.stopped).is_(True)
    )
    rows = await session.execute(
        select(col(Delivery.target))
        .where(col(Delivery.round_id) == found.id, col(Delivery.kind) == DeliveryKind.PROMPT)
        .where(col(Delivery.state) == DeliveryState.SENT)
        .where(col(Delivery.target).not_in(stopped))
    )
    asked = sorted(set(rows.scalars().all()))
    if not asked:
        return []
    counted = [{"u": user, "m": 0 if user in reacted else 1} for user in asked]
    if session.get_bind().dialect.name == "sqlite":
        source = "SELECT json_extract(value, '$.u') AS u, json_extract(value, '$.m') AS m"
        source += " FROM json_each(:rows)"
    else:
        source = "SELECT u, m FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given (u text, m integer)"
    statement = (
        f"INSERT INTO unanswered (team_id, user_id, rounds) SELECT :team, u, m FROM ({source}) AS asked "
        "WHERE true ORDER BY u "
        "ON CONFLICT (team_id, user_id) DO UPDATE "
        "SET rounds = CASE WHEN excluded.rounds = 0 THEN 0 ELSE unanswered.rounds + 1 END"
    )
    await session.execute(text(statement), {"team": found.team_id, "rows": json.dumps(counted)})
    newly = select(col(Unanswered.user_id)).where(
        col(Unanswered.team_id) == found.team_id, col(Unanswered.rounds) == SILENT_FROM
    )
    return sorted(set((await session.execute(newly)).scalars().all()) & (set(asked) - set(reacted)))


async def silent(session: AsyncSession, team: str) -> set[str]:
    """Return the members of a workspace who are left in peace."""
    rows = await session.execute(
        select(col(Unanswered.user_id)).where(
            col(Unanswered.team_id) == team, col(Unanswered.rounds) >= SILENT_FROM
        )
    )
    return set(rows.scalars().all())


async def begin_again(session: AsyncSession, team: str, user: str) -> None:
    """Forget what a member left unanswered."""
    await session.execute(
        delete(Unanswered).where(col(Unanswered.team_id) == team, col(Unanswered.user_id) == user)
    )
