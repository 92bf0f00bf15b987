"""Tell what ails a database that takes nothing for a while, and wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

PATIENCE = 45.0
"""Seconds to wait before giving up; a message's lease is longer, so nobody else sends it meanwhile."""

BETWEEN_TRIES = 0.5
FULL = ("database or disk is full", "disk I/O error", "No space left on device", "could not extend file")
LOCKED = ("database is locked", "database table is locked", "lock timeout")
log = structlog.get_logger("store")
T = TypeVar("T")


class Trouble(StrEnum):
    """Name what ails a database."""

    LOCKED = "locked"
    FULL = "full"
    UNREACHABLE = "unreachable"


IN_WORDS = {
    Trouble.LOCKED: "another program holds it",
    Trouble.FULL: "its disk is full",
    Trouble.UNREACHABLE: "it does not answer at DATABASE_URL",
}
"""What ails a database, as the end of an operator's sentence."""


def trouble_of(problem: BaseException) -> Trouble | None:
    """Return what ails the database by an error of its; None when something else is wrong."""
    if isinstance(problem, PoolTimeout):
        return Trouble.UNREACHABLE
    if not isinstance(problem, DBAPIError):
        return None
    said = str(problem.orig)
    if any(one in said for one in FULL):
        return Trouble.FULL
    if any(one in said for one in LOCKED):
        return Trouble.LOCKED
    lost = problem.connection_invalidated or isinstance(problem, OperationalError)
    return Trouble.UNREACHABLE if lost else None


async def patiently(act: Callable[[], Awaitable[T]], seconds: float = PATIENCE) -> T:
    """Do a step again until the database takes it; raise its error when it still does not after a while."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    told = False
    while True:
        try:
            return await act()
        except (DBAPIError, PoolTimeout) as problem:
            ails = trouble_of(problem)
            if ails is None or loop.time() >= until:
                raise
            if not told:
                log.warning("storage_waits", reason=ails.value)
                told = True
            await asyncio.sleep(BETWEEN_TRIES)
