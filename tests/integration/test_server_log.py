"""A server whose own log takes down what people wrote is noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from bot.store.database import Database
from bot.store.server_log import logs_values


async def heeds(store, **settings: str) -> bool:
    """Set what a server logs for this database, and ask as a new process would."""
    locations = store.database.locations
    engine = create_engine(locations.sync_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{locations.url.database}" RESET ALL'))
        for name, value in settings.items():
            connection.execute(text(f"ALTER DATABASE \"{locations.url.database}\" SET {name} = '{value}'"))
    engine.dispose()
    anew = Database(locations)
    try:
        return await logs_values(anew)
    finally:
        await anew.close()


async def test_a_log_without_statements_and_sqlite_keep_nothing(store):
    assert not await logs_values(store.database)


@pytest.mark.parametrize(
    "settings",
    [
        {"log_statement": "all"},
        {"log_statement": "mod"},
        {"log_min_duration_statement": "250"},
        {"log_min_duration_sample": "0"},
        {"log_parameter_max_length_on_error": "-1"},
    ],
)
async def test_a_log_with_values_is_noticed_until_values_are_left_out(store, settings):
    if store.database.is_sqlite:
        assert not await logs_values(store.database), "SQLite has no log of its own"
        return
    assert await heeds(store, **settings)
    silent = {"log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0"}
    assert not await heeds(store, **{**settings, **silent})
