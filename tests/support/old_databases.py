"""Make and read databases of earlier schemas.

`python -m tests.support.old_databases` keeps one of the newest schema: do so with every release.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Integer, LargeBinary, MetaData, Table
from sqlalchemy import create_engine as engine_of

from bot.store.columns import Choice
from bot.store.database import Locations
from bot.store.every_table import every_table
from bot.store.migrate import configuration

KEPT = Path(__file__).resolve().parents[1] / "databases"
ROWS = 3
NOT_DATA = ("alembic_version", "library_", "sqlite_")
"""What alembic notes, and the search index, which is made anew from the texts."""


def kept() -> list[str]:
    """Return the schemas of which a database is kept."""
    return sorted(file.name.removesuffix(".db.gz") for file in KEPT.glob("*.db.gz"))


def revisions() -> list[str]:
    """Return every schema there was, the oldest first."""
    somewhere = Locations.parse("sqlite:///nowhere.db")
    script = ScriptDirectory.from_config(configuration(somewhere))
    return [one.revision for one in reversed(list(script.walk_revisions()))]


def lay(revision: str, to: Path) -> Locations:
    """Lay a database of a schema down as a file: the one that is kept, or else one made now."""
    to.parent.mkdir(parents=True, exist_ok=True)
    packed = KEPT / f"{revision}.db.gz"
    if not packed.exists():
        return make(revision, to)
    to.write_bytes(gzip.decompress(packed.read_bytes()))
    return Locations.parse(f"sqlite:///{to}")


def tables_of(connection: Connection) -> list[Table]:
    """Return a database's own tables as they are in it, those first to which others refer."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith(NOT_DATA))
    return found.sorted_tables


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, in an order of their own."""
    return {
        table.name: sorted((dict(row) for row in connection.execute(table.select()).mappings()), key=repr)
        for table in tables_of(connection)
    }


def make(revision: str, file: Path) -> Locations:
    """Make a database of a schema with some rows in every table."""
    locations = Locations.parse(f"sqlite:///{file}")
    command.upgrade(configuration(locations), revision)
    engine = engine_of(locations.sync_url)
    with engine.begin() as connection:
        for table in tables_of(connection):
            for number in range(ROWS):
                row = {column.name: _value(table, column, number) for column in table.columns}
                connection.execute(table.insert().values(row))
    engine.dispose()
    return locations


def keep(revision: str) -> None:
    """Keep a database of a schema for the tests of all times to come."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "old.db"
        make(revision, file)
        with sqlite3.connect(file) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")
        raw.close()
        (KEPT / f"{revision}.db.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))


def _value(table: Table, column: Column[Any], number: int) -> object:
    described = {one.name: one for one in every_table()}
    now = described.get(table.name)
    kind = None if now is None or column.name not in now.c else now.c[column.name].type
    if isinstance(kind, Choice):
        words = list(kind.kind)
        return words[number % len(words)].value
    for owner in ("round", "schedule", "pool"):
        if column.name == f"{owner}_id" or (table.name, column.name) == (owner, "id"):
            return f"{owner}-{number}"
    if column.nullable and number == 0 and not column.foreign_keys:
        return None
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, DateTime):
        return datetime(2026, 11, 24, 13, 30, number, 123_456, tzinfo=UTC).replace(tzinfo=None)
    if isinstance(column.type, Date):
        return date(2026, 11, 24 + number)
    if isinstance(column.type, Integer):
        return number
    if isinstance(column.type, LargeBinary):
        return bytes([number, 0, 255])
    return f"{table.name}.{column.name} åäö {number}"


if __name__ == "__main__":
    keep(revisions()[-1])
