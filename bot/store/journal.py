"""Keep SQLite's write-ahead log short, at the expense of nobody who waits for a commit."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

TRIES = 5
PAUSE = 0.5
"""Seconds from a change until the log is copied into the file, once for all that came meanwhile."""

BY_ITSELF_NEVER = "PRAGMA wal_autocheckpoint=0"
"""SQLite would have whoever commits next copy the log first, and everybody who writes would wait for it."""

log = structlog.get_logger("store")


class Journal:
    """Copy the log into the file beside those who read and write, and empty it."""

    def __init__(self, engine: Engine) -> None:
        """Use connections of a SQLite engine, outside of any transaction."""
        self._engine = engine.execution_options(lardom_begin="")
        self._soon: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._emptying = asyncio.Lock()

    def written(self) -> None:
        """Copy what a change left in the log, in a moment."""
        if self._soon is None or self._soon.done():
            self._closing = asyncio.Event()
            self._soon = asyncio.create_task(self._in_a_moment(self._closing))

    async def empty(self) -> bool:
        """Empty the log; return False while a reader still holds it."""
        async with self._emptying:
            for attempt in range(TRIES):
                if await asyncio.to_thread(self._emptied):
                    return True
                await asyncio.sleep(0.05 * (attempt + 1))
        return False

    async def close(self) -> None:
        """Let a copy that is being made end; the rest is left to whoever closes the last connection."""
        if self._soon is not None and not self._soon.done():
            self._closing.set()
            await asyncio.wait({self._soon})

    async def _in_a_moment(self, closing: asyncio.Event) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PAUSE):
                await closing.wait()
                return
        async with self._emptying:
            try:
                await asyncio.to_thread(self._copied)
            except DBAPIError as problem:
                # The log keeps everything, and the next change comes here again.
                log.warning("journal_waits", error=type(problem.orig).__name__)

    def _copied(self) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def _emptied(self) -> bool:
        with self._engine.connect() as connection:
            # Nobody waits for this one, and it leaves little to the next, for which writers wait.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        return not busy
