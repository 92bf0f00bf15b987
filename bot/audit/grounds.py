"""Where the audit plays: scratch databases of the kind that is used here, gone again afterwards."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from bot.audit.findings import Plan
from bot.store.database import Locations

NAME = "lardom_audit_"


class NoGround(Exception):
    """Say in one sentence why there is nowhere to play, and what mends it."""


@contextmanager
def ground(url: str | None, people: int, seeds: int) -> Iterator[Plan]:
    """Make a plan on the kind of database that an address names; without one, on SQLite.

    Raises NoGround. The database itself is never opened on SQLite, and on PostgreSQL only to create
    scratch databases beside it.
    """
    try:
        locations = None if url is None else Locations.parse(url)
    except (ValueError, SQLAlchemyError):
        raise NoGround(
            "The address of the database must begin with sqlite:/// or postgresql://; "
            "set DATABASE_URL or --database."
        ) from None
    with tempfile.TemporaryDirectory(prefix="lardom-audit-", ignore_cleanup_errors=True) as place:
        if locations is None or locations.file is not None:
            yield _on_sqlite(Path(place), people, seeds)
        else:
            scratch = Scratch(locations.sync_url)
            try:
                scratch.drop(scratch.create())
                yield Plan(people, seeds, lambda _: scratch.create(), Path(place), scratch.drop)
            finally:
                scratch.close()


class Scratch:
    """Create and drop databases on a PostgreSQL server."""

    def __init__(self, server: URL) -> None:
        """Use the address of any database on the server."""
        self._server = server
        self._engine = create_engine(server, isolation_level="AUTOCOMMIT", hide_parameters=True)
        self._made: set[str] = set()

    def create(self) -> str:
        """Create an empty database and return its address; raise NoGround when that is not allowed."""
        name = NAME + secrets.token_hex(8)
        try:
            with self._engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
        except SQLAlchemyError as problem:
            raise NoGround(_sentence(problem, self._server)) from None
        self._made.add(name)
        return self._server.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop one of the databases made here, whoever is still connected to it."""
        name = str(Locations.parse(url).url.database)
        if name not in self._made:
            raise ValueError(f"{name} was not made by the audit")
        with self._engine.connect() as connection:
            try:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            except ProgrammingError as problem:
                if not isinstance(problem.orig, InsufficientPrivilege):
                    raise
                # The server tidies there just now, and nobody may end its workers; they yield to this.
                connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        self._made.discard(name)

    def close(self) -> None:
        """Drop what is left."""
        try:
            for name in sorted(self._made):
                self.drop(self._server.set(database=name).render_as_string(hide_password=False))
        finally:
            self._engine.dispose()


def _on_sqlite(place: Path, people: int, seeds: int) -> Plan:
    numbers = iter(range(1_000_000))

    def drop(url: str) -> None:
        file = Locations.parse(url).file
        if file is not None:
            shutil.rmtree(file.parent, ignore_errors=True)

    return Plan(people, seeds, lambda _: f"sqlite:///{place}/{next(numbers)}/data/audit.db", place, drop)


def _sentence(problem: SQLAlchemyError, server: URL) -> str:
    role = server.username or "the_role"
    if isinstance(getattr(problem, "orig", None), InsufficientPrivilege):
        return (
            "The role of this address may not create databases, and the audit plays on scratch ones: "
            f'run ALTER ROLE "{role}" CREATEDB; as an administrator, or name another role with --database.'
        )
    where = server.render_as_string(hide_password=True)
    if isinstance(problem, OperationalError):
        return f"The database server at {where} cannot be reached: check the address and that it runs."
    kind = type(getattr(problem, "orig", problem)).__name__
    return f"No scratch database could be created at {where} ({kind}): name another server with --database."
