"""Work that goes on after a request was acknowledged.

Bolt's own lazy listeners deep-copy the whole request, client and its connections included; this
starts a task instead, keeps hold of it, and lets shutdown wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Later:
    """Keep tasks alive until they end."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with some work in the background."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drained(self, seconds: float) -> None:
        """Wait until everything has ended, or for some seconds at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
