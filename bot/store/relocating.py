"""Carry a SQLite database over to PostgreSQL: whole, unchanged, and in an order that says nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text

from bot.store.copying import Content, TargetNotEmpty, contents, copy_all, is_empty
from bot.store.database import SQLITE_PRAGMAS, Locations
from bot.store.every_table import every_table, unknown_tables
from bot.store.migrate import migrate


class NotMoved(Exception):
    """Say in one sentence why nothing was carried over, and what to do."""


def check(source: Locations, target: Locations) -> None:
    """Raise NotMoved for places between which nothing can be carried."""
    if source.file is None:
        raise NotMoved("DATABASE_URL names PostgreSQL already. To come from there, use backup and restore.")
    if not source.file.exists():
        raise NotMoved(
            f"There is no database at {source.file} yet: set DATABASE_URL to the new one and start."
        )
    if target.file is not None:
        raise NotMoved("--to must begin with postgresql://. For another SQLite file use backup and restore.")


def carry_over(source: Locations, target: Locations, shuffler: random.Random) -> dict[str, Content]:
    """Copy every row of every table in one transaction, compare both, and return what each table holds.

    The caller holds the SQLite file's lock. All or nothing: after an error the target is as empty as before.
    Raises TargetNotEmpty, NotMoved.
    """
    check(source, target)
    migrate(source)
    migrate(target)
    with _reading(source) as old, _connected(target) as new:
        new.execute(text(f"LOCK TABLE {', '.join(_quoted())} IN EXCLUSIVE MODE"))
        if not is_empty(new):
            raise TargetNotEmpty
        before = contents(old)
        if unknown := unknown_tables(old):
            raise NotMoved(
                f"This version knows nothing of {', '.join(unknown)}. Install the newest Lärdom first."
            )
        copy_all(old, new, shuffler)
        _same(before, contents(new))
        new.commit()
    with _connected(target) as new:
        _same(before, contents(new))
    return before


def _same(before: dict[str, Content], after: dict[str, Content]) -> None:
    differing = sorted(name for name, content in before.items() if after.get(name) != content)
    if differing:
        raise NotMoved(
            f"The copy differs in {', '.join(differing)}. Nothing was changed in the old database: keep it, "
            "empty the new one, and report this."
        )


def _quoted() -> list[str]:
    return [f'"{table.name}"' for table in every_table()]


@contextmanager
def _reading(locations: Locations) -> Iterator[Connection]:
    """Open the file for reading, with nothing of it put into temporary files."""
    with _connected(locations) as connection:
        for pragma in SQLITE_PRAGMAS:
            connection.exec_driver_sql(pragma)
        yield connection


@contextmanager
def _connected(locations: Locations) -> Iterator[Connection]:
    engine = create_engine(locations.sync_url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
