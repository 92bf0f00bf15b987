"""A database of an earlier release comes along with everything in it."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, text
from sqlmodel import SQLModel

from bot.store.database import Locations
from bot.store.migrate import configuration, migrate, rowid_tables

FIRST = "0001"
OLD = (
    "INSERT INTO workspace (team_id, name, bot_user_id) VALUES ('T1', 'Norrbro', 'UBOT')",
    "INSERT INTO reflection (id, round_id, token_hash, text, state, masked) "
    "VALUES ('a', 'r', 'h', 'Ord som stod här förut.', 'published', false)",
    "INSERT INTO participation (round_id, user_id) VALUES ('r', 'U1')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def locations(request, tmp_path) -> Locations:
    if request.param == "sqlite":
        (tmp_path / "data").mkdir()
        return Locations.parse(f"sqlite:///{tmp_path}/data/lardom.db")
    return Locations.parse(request.getfixturevalue("fresh_postgres")())


def test_what_an_earlier_release_kept_is_there_after_the_migration(locations):
    command.upgrade(configuration(locations), FIRST)
    engine = create_engine(locations.sync_url)
    with engine.begin() as connection:
        for statement in OLD:
            connection.execute(text(statement))
    migrate(locations)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT text, state, reported FROM reflection")).all()
        took_part = connection.execute(text("SELECT user_id FROM participation")).scalars().all()
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    assert kept == [("Ord som stod här förut.", "published", "")]
    assert took_part == ["U1"]
    assert set(SQLModel.metadata.tables) <= tables
    if locations.file is not None:
        assert rowid_tables(locations.file) == []
