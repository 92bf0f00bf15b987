"""Copy every table from one database to another, in an order that says nothing."""

from __future__ import annotations

import random

from sqlalchemy import Connection, insert, inspect, select
from sqlmodel import SQLModel

import bot.store.pulse_tables
import bot.store.report_tables
import bot.store.sealed.tables
import bot.store.shadow_tables
import bot.store.tenancy  # noqa: F401 - all tables must be known before they are copied

ROWS_AT_ONCE = 200


class TargetNotEmpty(Exception):
    """Say that the target holds data already."""


def copy_all(source: Connection, target: Connection, shuffler: random.Random) -> int:
    """Copy all rows inside the callers' transactions; return how many. Both have the newest schema."""
    copied = 0
    for table in SQLModel.metadata.sorted_tables:
        rows = [dict(row) for row in source.execute(select(table)).mappings()]
        shuffler.shuffle(rows)
        for start in range(0, len(rows), ROWS_AT_ONCE):
            target.execute(insert(table), rows[start : start + ROWS_AT_ONCE])
        copied += len(rows)
    return copied


def is_empty(connection: Connection) -> bool:
    """Tell whether a database holds none of our rows."""
    present = set(inspect(connection).get_table_names())
    return not any(
        connection.execute(select(table).limit(1)).first()
        for table in SQLModel.metadata.sorted_tables
        if table.name in present
    )


def empty(connection: Connection) -> None:
    """Delete all our rows."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        connection.execute(table.delete())
