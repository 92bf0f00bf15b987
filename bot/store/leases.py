"""Judge leases by one clock: the server's where machines share one, this process's on SQLite."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, func, literal, or_

from bot.store.columns import UtcDateTime
from bot.store.database import Database


def lease_now(database: Database, now: datetime | ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return the instant by which leases are judged.

    Where several machines share a server it is the server's: their own clocks may differ.
    """
    if not database.is_sqlite:
        return func.clock_timestamp()
    return literal(now, UtcDateTime()) if isinstance(now, datetime) else now


def lease_end(database: Database, now: datetime, lease: timedelta) -> ColumnElement[datetime]:
    """Return when a lease ends that begins now."""
    return literal(now + lease, UtcDateTime()) if database.is_sqlite else func.clock_timestamp() + lease


def free(
    database: Database,
    lease_until: SQLColumnExpression[datetime | None],
    now: datetime | ColumnElement[datetime],
) -> ColumnElement[bool]:
    """Return the condition that nobody holds a lease, or that it has ended."""
    return or_(lease_until.is_(None), lease_until <= lease_now(database, now))
