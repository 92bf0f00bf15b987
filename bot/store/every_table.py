"""Know every table, wherever it is described: who migrates, copies or erases must miss none."""

from __future__ import annotations

from sqlalchemy import Connection, Table, inspect
from sqlmodel import SQLModel

import bot.store.pulse_tables
import bot.store.report_tables
import bot.store.sealed.tables
import bot.store.shadow_tables
import bot.store.tables
import bot.store.tenancy  # noqa: F401
from bot.store.library.tables import DERIVED

NOT_OURS = ("alembic_version", "sqlite_", "library_words")
"""Tables that migrations and SQLite keep for themselves, and the search index, which is made anew."""


def every_table() -> list[Table]:
    """Return all tables that hold data, those first to which others refer."""
    return SQLModel.metadata.sorted_tables


def unknown_tables(connection: Connection) -> list[str]:
    """Return the tables of a database that are none of ours: a copy would leave them behind."""
    known = {table.name for table in every_table()} | set(DERIVED.tables)
    present = inspect(connection).get_table_names()
    return sorted(name for name in present if name not in known and not name.startswith(NOT_OURS))
