"""Bring a database to the newest schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from bot.store.locations import Locations

MIGRATION_LOCK = 6_014_251
"""Any number that nothing else in the database locks."""


class SchemaProblem(Exception):
    """Say that the migrated schema breaks a promise."""


def migrate(locations: Locations) -> None:
    """Run every missing migration, then check that no table keeps an order of arrival."""
    if locations.file is not None:
        locations.file.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(locations):
        command.upgrade(configuration(locations), "head")
    if locations.file is not None and (leaky := rowid_tables(locations.file)):
        raise SchemaProblem(f"tables with a rowid: {', '.join(leaky)}")


@contextmanager
def _one_at_a_time(locations: Locations) -> Iterator[None]:
    """Let replicas that start together migrate a shared database one after the other.

    A SQLite file has its own lock. The server lets go of this one when the process dies.
    """
    if locations.file is not None:
        yield
        return
    engine = create_engine(locations.sync_url, hide_parameters=True, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": MIGRATION_LOCK})
            yield
    finally:
        engine.dispose()


def configuration(locations: Locations) -> Config:
    """Build alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("bot.store") / "migrations"))
    config.attributes["url"] = locations.sync_url
    return config


def rowid_tables(file: Path) -> list[str]:
    """List the tables of a SQLite file that still keep a rowid, and with it an order of arrival."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND wr = 0"
        ).fetchall()
    return sorted(name for (name,) in rows if not name.startswith("sqlite_") and name != "alembic_version")
