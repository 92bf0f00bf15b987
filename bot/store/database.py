"""Open the database: SQLite in WAL mode on a laptop, PostgreSQL where machines share the work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from typing import Any, TypeVar, TypeVarTuple

import structlog
from sqlalchemy import CursorResult, Insert, Result, Row, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlmodel import SQLModel

from bot.store.journal import BY_ITSELF_NEVER, Journal
from bot.store.locations import Locations as Locations
from bot.store.trouble import Trouble, trouble_of

log = structlog.get_logger("store")
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=2000",
)
"""FULL and ON are needed: an acked answer survives a power cut, a deleted text leaves no bytes.

Who waits for a lock hears of it within Slack's three seconds; what works in the background tries again."""

READING_PRAGMAS = ("PRAGMA query_only=ON", "PRAGMA temp_store=MEMORY", "PRAGMA busy_timeout=2000")
LONGEST_TURN = 0.7
T = TypeVar("T")
Columns = TypeVarTuple("Columns")
CONNECTIONS = 10
"""Kept open; on SQLite each has a thread, and opening one costs as much as a dozen questions."""
SMALL = 32 * 1024**2
"""Bytes of a SQLite file that is rewritten by day after a deletion; a larger one waits for the night.

The copy is made in memory, so that it is never in the clear on the disk."""


class Database:
    """Hand out sessions: `read()` for looking, `write()` for one atomic change."""

    def __init__(self, locations: Locations, *, read_only: bool = False) -> None:
        """Prepare an engine; nothing is opened before the first session.

        Read-only, a SQLite file is opened so that nothing can be written to it, whoever runs the app.
        """
        self.locations = locations
        self.ailment: tuple[Trouble, float] | None = None
        if locations.file is not None and not read_only:
            locations.file.parent.mkdir(parents=True, exist_ok=True)
        # A server that was restarted has closed the connections that the pool still holds.
        ping = locations.file is None
        used = locations.read_only if read_only else locations
        self._engine: AsyncEngine = create_async_engine(
            used.url, hide_parameters=True, pool_pre_ping=ping, pool_size=CONNECTIONS
        )
        # A process that died may have left a journal that nobody emptied, and traces that nobody erased.
        self._journal_owed = self._traces_owed = locations.file is not None
        self._writer = self._engine.execution_options(lardom_begin="BEGIN IMMEDIATE")
        # Every step through aiosqlite is a turn to its thread and back, several for each statement.
        self._at_once: Engine | None = None
        self._looking: Engine | None = None
        self._changing: Engine | None = None
        self._writing = asyncio.Lock()
        self._journal: Journal | None = None
        if self.is_sqlite:
            self._at_once = create_engine(used.sync_url, hide_parameters=True)
            for engine in (self._engine.sync_engine, self._at_once):
                event.listen(engine, "connect", _prepare_reading if read_only else _prepare_sqlite)
                event.listen(engine, "begin", _begin_sqlite)
            self._changing = self._at_once.execution_options(lardom_begin="BEGIN IMMEDIATE")
            self._looking = self._at_once.execution_options(lardom_begin="")
            self._journal = None if read_only else Journal(self._at_once)

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is SQLite."""
        return self.locations.file is not None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that sees one consistent state and changes nothing."""
        with self._noting():
            async with AsyncSession(self._engine, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Open a session that commits when the block ends and rolls back when it fails."""
        with self._noting():
            async with (
                self.turn(),
                AsyncSession(self._writer, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        self._has_written()

    async def probe(self) -> None:
        """Begin to write, as somebody does who sends an answer, and change nothing."""
        async with AsyncSession(self._writer) as session, session.begin() as begun:
            await session.execute(text("SELECT 1"))
            await begun.rollback()

    async def look(self, act: Callable[[Session], T]) -> T:
        """Look at something in one go, where it is done a thousand times; `act` changes nothing."""

        def looked(connection: Connection) -> T:
            with Session(connection, expire_on_commit=False) as session:
                return act(session)

        return await self._in_one_go(looked, self._looking)

    async def rows(
        self, question: TypedReturnsRows[*Columns], given: Mapping[str, object] | None = None
    ) -> Sequence[Row[*Columns]]:
        """Ask one question in one go and return the rows of its answer, for which no objects are made."""
        return await self._in_one_go(lambda found: found.execute(question, given).all(), self._looking)

    async def change(self, act: Callable[[Connection], T]) -> T:
        """Make one atomic change in one go: it commits when `act` ends and rolls back when it fails."""
        async with self.turn():
            return await self.change_now(act)

    async def change_now(self, act: Callable[[Connection], T]) -> T:
        """Make such a change for somebody whose turn it is."""
        with self._noting():
            changed = await self._in_one_go(act, self._changing)
        self._has_written()
        return changed

    def _has_written(self) -> None:
        self.ailment = None
        if self._journal is not None:
            self._journal.written()

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Remember what ails the database, and since when, until something could be written again."""
        try:
            yield
        except Exception as problem:
            if found := trouble_of(problem):
                self.ailment = (found, time.monotonic())
            raise

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Let the writers of this process on SQLite come one after the other, in the order in which they ask.

        SQLite itself would have each of them try again and again, with longer and longer pauses. Who has
        waited long leaves it to SQLite all the same.
        """
        if not self.is_sqlite:
            yield
            return
        mine = not self._writing.locked() and await self._writing.acquire()
        if not mine:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_TURN):
                    mine = await self._writing.acquire()
        try:
            yield
        finally:
            if mine:
                self._writing.release()

    async def _in_one_go(self, act: Callable[[Connection], T], bound: Engine | None) -> T:
        if bound is None:
            async with self._engine.begin() as connection:
                return await connection.run_sync(act)

        def acted() -> T:
            with bound.begin() as connection:
                return act(connection)

        return await asyncio.to_thread(acted)

    async def truncate_journal(self) -> bool:
        """Empty SQLite's write-ahead log; return False while a reader still holds it.

        What could not be emptied is owed: `settle` does it when the readers have gone.
        """
        if self._journal is None:
            return True
        self._journal_owed = True
        self._journal_owed = not await self._journal.empty()
        return not self._journal_owed

    async def erase_traces(self) -> bool:
        """Leave nothing in a SQLite file of what was deleted; return False while that has to wait.

        SQLite overwrites what is deleted, but not the copies that stay behind when rows move from page to
        page, and half a per cent of all texts have one. Only a rewrite takes those away.
        """
        if not self.is_sqlite:
            return True
        self._traces_owed = True
        try:
            if await self._size() <= SMALL:
                await self.vacuum()
        except OperationalError as problem:
            log.warning("traces_wait", error=type(problem.orig).__name__)
        return await self.truncate_journal() and not self._traces_owed

    async def erase_soon(self) -> None:
        """Empty the log now, and let `settle` rewrite the file: somebody waits for the answer to a press."""
        self._traces_owed = self._traces_owed or self.is_sqlite
        await self.truncate_journal()

    async def settle(self) -> bool:
        """Do what had to wait after a deletion: rewrite the file, empty its log; False while it cannot be."""
        if self._traces_owed and await self._size() <= SMALL:
            return await self.erase_traces()
        return await self.truncate_journal() if self._journal_owed else True

    async def vacuum(self) -> None:
        """Rewrite a SQLite file without the space that deleted rows left."""
        async with self.turn(), self._engine.connect() as connection:
            raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await raw.execute(text("VACUUM"))
        self._has_written()
        self._traces_owed = False

    async def _size(self) -> int:
        async with self._engine.connect() as connection:
            pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
            size = (await connection.execute(text("PRAGMA page_size"))).scalar_one()
        return int(pages) * int(size)

    async def close(self) -> None:
        """Close every connection."""
        if self._journal is not None:
            await self._journal.close()
        await self._engine.dispose()
        if self._at_once is not None:
            self._at_once.dispose()


def affected(result: Result[Any]) -> int:
    """Return how many rows a statement changed."""
    return result.rowcount if isinstance(result, CursorResult) else 0


async def put(session: AsyncSession, row: SQLModel, replace: Sequence[str] = ()) -> bool:
    """Write a row; one with the same primary key takes its columns named in `replace`, or stays as it is.

    In one statement, so that two processes that write the same row at once both succeed. Returns whether
    anything was written.
    """
    statement = putting(session.get_bind().dialect.name, type(row), *replace)
    return bool(affected(await session.execute(statement, row.model_dump())))


@cache
def putting(dialect: str, kind: type[SQLModel], *replace: str) -> Insert:
    """Return the statement with which `put` writes rows of a table; it is put together once."""
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    mapped = inspect(kind)
    statement = build(mapped.local_table)
    keys = [column.name for column in mapped.primary_key]
    if replace:
        changed = {name: statement.excluded[name] for name in replace}
        return statement.on_conflict_do_update(index_elements=keys, set_=changed)
    return statement.on_conflict_do_nothing(index_elements=keys)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (*SQLITE_PRAGMAS, BY_ITSELF_NEVER):
        cursor.execute(pragma)
    cursor.close()


def _prepare_reading(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in READING_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    if begin := connection.get_execution_options().get("lardom_begin", "BEGIN"):
        connection.exec_driver_sql(begin)
