"""Write many rows in one statement, in an order that is given, on both databases.

One row after the other would leave a trace: on PostgreSQL every statement of a transaction has a
number of its own in the rows it writes, and the journal tells them in order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Boolean, Date, Integer, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

Row = dict[str, Any]


async def insert_in_order(session: AsyncSession, table: type[SQLModel], rows: Sequence[Row], by: str) -> None:
    """Insert rows as one statement, sorted by a column that is random or says nothing.

    They are sorted before they are sent, too: a server that logs statements logs what they were given.
    """
    if not rows:
        return
    rows = sorted(rows, key=lambda row: str(row[by]))
    first = rows[0]
    own = [name for name in first if name == by or any(row[name] != first[name] for row in rows)]
    alike = {f"a_{name}": value for name, value in _as_sent(first).items() if name not in own}
    names = ", ".join([*own, *(name.removeprefix("a_") for name in alike)])
    values, source = _source(session, table, own)
    values = ", ".join([values, *(_given(session, table, name) for name in alike)])
    statement = f"INSERT INTO {table.__tablename__} ({names}) SELECT {values} FROM {source} ORDER BY r_{by}"
    sent = json.dumps([{name: row[name] for name in own} for row in rows])
    await session.execute(text(statement), {"rows": sent, **alike})


async def update_together(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[Row], by: str, also: str
) -> None:
    """Set columns of many rows as one statement: each row names its key `by` and its new values.

    `also` is SQL that is set for all alike.
    """
    if not rows:
        return
    values, source = _source(session, table, list(rows[0]))
    sets = ", ".join(f"{name} = given.r_{name}" for name in rows[0] if name != by)
    statement = (
        f"UPDATE {table.__tablename__} SET {sets}, {also} FROM (SELECT {values} FROM {source}) AS given "
        f"WHERE {table.__tablename__}.{by} = given.r_{by}"
    )
    await session.execute(text(statement), {"rows": json.dumps(rows)})


def _as_sent(row: Row) -> Row:
    return cast(Row, json.loads(json.dumps(row)))


def _given(session: AsyncSession, table: type[SQLModel], name: str) -> str:
    """Name a value that all rows have: it is sent, and read by the server, once."""
    if session.get_bind().dialect.name == "sqlite":
        return f":{name}"
    return f"CAST(:{name} AS {_kind(table, name.removeprefix('a_'))})"


def _source(session: AsyncSession, table: type[SQLModel], names: Sequence[str]) -> tuple[str, str]:
    if session.get_bind().dialect.name == "sqlite":
        columns = ", ".join(f"json_extract(value, '$.{name}') AS r_{name}" for name in names)
        return columns, "json_each(:rows)"
    kinds = {name: _kind(table, name) for name in names}
    listed = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
    columns = ", ".join(f"given_row.{name} AS r_{name}" for name in names)
    return columns, f"jsonb_to_recordset(CAST(:rows AS jsonb)) AS given_row({listed})"


def _kind(table: type[SQLModel], name: str) -> str:
    kind = SQLModel.metadata.tables[str(table.__tablename__)].columns[name].type
    if isinstance(kind, Boolean | Date):
        return "boolean" if isinstance(kind, Boolean) else "date"
    return "integer" if isinstance(kind, Integer) else "text"
