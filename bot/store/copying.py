"""Copy every table from one database to another, in an order that says nothing, and compare them."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Table, insert, inspect, select, tuple_

from bot.store.every_table import every_table

ROWS_AT_ONCE = 200
MODULUS = 2**256


class TargetNotEmpty(Exception):
    """Say that the target holds data already."""


@dataclass(frozen=True, slots=True)
class Content:
    """Hold how many rows a table has, and a number that every change of any row would change.

    The order of rows does not matter to it.
    """

    rows: int
    mark: int


def copy_all(source: Connection, target: Connection, shuffler: random.Random) -> int:
    """Copy all rows inside the callers' transactions; return how many. Both have the newest schema.

    Rows go over in random order, some at a time.
    """
    copied = 0
    for table in every_table():
        key = list(table.primary_key.columns)
        keys = [tuple(row) for row in source.execute(select(*key))]
        shuffler.shuffle(keys)
        for start in range(0, len(keys), ROWS_AT_ONCE):
            some = keys[start : start + ROWS_AT_ONCE]
            found = source.execute(select(table).where(tuple_(*key).in_(some))).mappings()
            rows = [dict(row) for row in found]
            shuffler.shuffle(rows)
            target.execute(insert(table), rows)
            copied += len(rows)
    return copied


def contents(connection: Connection) -> dict[str, Content]:
    """Return what every table holds, so that two databases can be compared."""
    return {table.name: _content(connection, table) for table in every_table()}


def is_empty(connection: Connection) -> bool:
    """Tell whether a database holds none of our rows."""
    present = set(inspect(connection).get_table_names())
    return not any(
        connection.execute(select(table).limit(1)).first() for table in every_table() if table.name in present
    )


def empty(connection: Connection) -> None:
    """Delete all our rows."""
    for table in reversed(every_table()):
        connection.execute(table.delete())


def _content(connection: Connection, table: Table) -> Content:
    rows, mark = 0, 0
    for row in connection.execute(select(table).execution_options(yield_per=ROWS_AT_ONCE)):
        written = repr([_plain(value) for value in row]).encode()
        rows, mark = rows + 1, (mark + int.from_bytes(hashlib.sha256(written).digest())) % MODULUS
    return Content(rows, mark)


def _plain(value: Any) -> Any:
    """Return a value as both kinds of databases give it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return bytes(value) if isinstance(value, bytes | memoryview) else value
