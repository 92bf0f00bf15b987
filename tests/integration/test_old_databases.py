"""Whatever version wrote a database, the newest one reads it, with everything that was in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from bot.store.database import Locations
from bot.store.migrate import configuration, migrate, rowid_tables
from tests.support.old_databases import ROWS, kept, lay, make, revisions, rows_of, tables_of

REPLACED = {("round", "publish_asked"): "curation_step"}
"""Columns that others took the place of, with the same values."""

EVERY = [("sqlite", one) for one in revisions()] + [("postgresql", one) for one in kept()]


def _on_a_server(url: str, file: Locations, revision: str) -> Locations:
    server = Locations.parse(url)
    command.upgrade(configuration(server), revision)
    source, target = create_engine(file.sync_url), create_engine(server.sync_url)
    with source.connect() as reading, target.begin() as writing:
        rows = rows_of(reading)
        for table in tables_of(writing):
            for row in rows[table.name]:
                writing.execute(table.insert().values(row))
    source.dispose()
    target.dispose()
    return server


def held(locations: Locations) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table."""
    engine = create_engine(locations.sync_url)
    with engine.connect() as connection:
        found = rows_of(connection)
    engine.dispose()
    return found


@pytest.mark.parametrize(("where", "revision"), EVERY)
def test_everything_that_an_old_database_held_is_there_afterwards(request, tmp_path, where, revision):
    locations = lay(revision, tmp_path / "data" / "lardom.db")
    if where == "postgresql":
        locations = _on_a_server(request.getfixturevalue("fresh_postgres")(), locations, revision)
    before = held(locations)
    assert before and all(len(rows) == ROWS for rows in before.values())
    migrate(locations)
    after = held(locations)
    for table, rows in before.items():
        names = {name: REPLACED.get((table, name), name) for name in rows[0]}
        assert set(names.values()) <= after[table][0].keys(), f"{table} keeps its columns"
        assert _only(after[table], names.values()) == _only(rows, names), table
    if locations.file is not None:
        assert rowid_tables(locations.file) == []
    migrate(locations)
    assert held(locations) == after, "a second time changes nothing"


@pytest.mark.parametrize("revision", kept())
def test_a_migration_that_databases_have_been_through_is_never_written_anew(tmp_path, revision):
    now = _columns(make(revision, tmp_path / "now.db"))
    assert _columns(lay(revision, tmp_path / "then" / "lardom.db")) == now


def test_databases_are_kept_of_the_first_schema_and_of_a_newer_one():
    assert kept()[0] == revisions()[0] and len(kept()) > 1
    assert all(one in revisions() for one in kept())


def test_a_database_that_lost_something_is_found_out(tmp_path: Path):
    locations = lay(kept()[0], tmp_path / "data" / "lardom.db")
    before = held(locations)
    migrate(locations)
    engine = create_engine(locations.sync_url)
    with engine.begin() as connection:
        table = next(one for one in tables_of(connection) if one.name == "reflection")
        connection.execute(table.update().values(text="other words"))
    engine.dispose()
    names = list(before["reflection"][0])
    assert _only(held(locations)["reflection"], names) != _only(before["reflection"], names)


def _columns(locations: Locations) -> dict[str, list[str]]:
    engine = create_engine(locations.sync_url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(column.name for column in table.columns) for table in tables_of(connection)
        }
    engine.dispose()
    return found


def _only(rows, names) -> list[str]:
    return sorted(repr([_plain(row[name]) for name in names]) for row in rows)


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return bytes(value) if isinstance(value, memoryview) else value
