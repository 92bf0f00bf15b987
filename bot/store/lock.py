"""Let one process at a time work on a SQLite database."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Say that another process works on this SQLite database."""


@contextmanager
def alone(file: Path | None) -> Iterator[None]:
    """Hold a SQLite file's lock; raise AlreadyRunning when another process has it.

    Nothing is locked for PostgreSQL. The system lets go of the lock when a process dies.
    """
    if file is None:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    handle: IO[str] = file.with_suffix(".lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise AlreadyRunning(
            f"Another Lärdom already works on {file.name}. Stop it first, or use PostgreSQL for several."
        ) from None
    try:
        yield
    finally:
        handle.close()
