"""Every row of every table is some workspace's, and goes with it alone."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine, inspect, text
from sqlmodel import SQLModel

from bot.store.departures import Departures
from bot.store.scope import NOBODYS, Unscoped, belonging, tables_of_workspaces
from bot.store.sealed.erasures import Erasures
from tests.support.rows import INSTANT, fill

GOES, STAYS = "TGOES", "TSTAYS"


def everything(store) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of every table that the database has, known to us or not."""
    engine = create_engine(store.database.locations.sync_url)
    with engine.connect() as connection:
        names = sorted(set(inspect(engine).get_table_names()) - {"alembic_version"})
        found = {
            name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
            for name in names
        }
    engine.dispose()
    return found


def of(rows: dict[str, list[tuple[object, ...]]], team: str) -> dict[str, list[str]]:
    shown = {name: sorted(str(row) for row in table if team in str(row)) for name, table in rows.items()}
    return {name: found for name, found in shown.items() if found}


async def test_nothing_of_a_workspace_is_left_in_any_table_and_nobody_elses_row_is_touched(store):
    async with store.database.write() as session:
        await fill(session, GOES)
        await fill(session, STAYS)
    before = everything(store)
    assert set(of(before, GOES)) >= set(SQLModel.metadata.tables), "every table has a row that has to go"
    for pool in (f"{GOES}-pool", f"{STAYS}-pool"):
        store.keys.create(pool)
    departures = Departures(store.database, store.keys, Erasures(store.place / "keys" / "erasures"))
    await departures.erase(GOES, INSTANT)
    after = everything(store)
    assert set(of(after, GOES)) <= NOBODYS
    assert of(after, STAYS) == of(before, STAYS)
    assert store.keys.ids() == {f"{STAYS}-pool"}
    if store.database.is_sqlite:
        leftover = store.database.locations.file.read_bytes()
        assert f"{GOES}-reflection".encode() not in leftover and f"{STAYS}-reflection".encode() in leftover


def test_every_table_says_whose_its_rows_are():
    for table in tables_of_workspaces():
        belonging(table, STAYS)
    assert {"install_state"} == NOBODYS, "one more table without an owner needs a reason"


def test_a_table_that_does_not_is_found():
    stray = Table("stray", MetaData(), Column("id", String, primary_key=True))
    with pytest.raises(Unscoped):
        belonging(stray, STAYS)
