"""Fill every table that there is with a row of a workspace, whichever tables there are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, String, Table
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import bot.store.every_table  # noqa: F401
from bot.store.columns import Choice, UtcDateTime

INSTANT = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
OWNERS = ("round", "schedule", "pool")


def row_of(table: Table, team: str) -> dict[str, Any]:
    """Return a row of a workspace whose every text says whose it is."""
    return {column.name: _value(table, column, team) for column in table.columns}


async def fill(session: AsyncSession, team: str) -> None:
    """Put a row of a workspace into every table."""
    for table in SQLModel.metadata.sorted_tables:
        await session.execute(table.insert().values(row_of(table, team)))


def _value(table: Table, column: Column[Any], team: str) -> object:
    kind = column.type
    if column.name == "team_id":
        return team
    for owner in OWNERS:
        if column.name == f"{owner}_id" or (table.name, column.name) == (owner, "id"):
            return f"{team}-{owner}"
    if isinstance(kind, Choice):
        return next(iter(kind.kind))
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, UtcDateTime | DateTime):
        return INSTANT
    if isinstance(kind, Date):
        return date(2026, 11, 24)
    if isinstance(kind, Integer):
        return 1
    if isinstance(kind, LargeBinary):
        return f"{team}-{table.name}".encode()
    assert isinstance(kind, String | AutoString), f"{table.name}.{column.name}: an unknown kind of column"
    return f"{team}-{table.name}-{column.name}"
