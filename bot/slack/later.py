"""Work that goes on after a request was acknowledged.

Bolt's own lazy listeners deep-copy the whole request, client and its connections included; this
starts a task instead, keeps hold of it, and lets shutdown wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

QUIET, PATIENCE = 0.01, 2.0
"""Seconds without anybody who waits for an ack after which there is time for other work, and how long it
waits for them at most."""

AT_ONCE = 8
"""Pieces of other work at a time, so that the next who waits for an ack finds a free loop."""


class Later:
    """Keep tasks alive until they end."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._calm = asyncio.Event()
        self._calm.set()
        self._settling: asyncio.TimerHandle | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)

    @contextmanager
    def acking(self) -> Iterator[None]:
        """Count a request that Slack waits for, until it is acknowledged."""
        self._waiting += 1
        self._calm.clear()
        if self._settling is not None:
            self._settling.cancel()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._settling = asyncio.get_running_loop().call_later(QUIET, self._calm.set)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with some work in the background."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def when_calm(self, work: Coroutine[Any, Any, None]) -> None:
        """Do some work once nobody waits for an ack any more; a person sees an error after three seconds."""
        self.start(self._in_calm(work))

    async def drained(self, seconds: float) -> None:
        """Wait until everything has ended, or for some seconds at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def _in_calm(self, work: Coroutine[Any, Any, None]) -> None:
        until = asyncio.get_running_loop().time() + PATIENCE
        async with self._turns:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await self._calm.wait()
            await work


def counted(bolt: AsyncApp, later: Later) -> None:
    """Let other work know how many requests of a Bolt app wait for their ack."""
    dispatch = bolt.async_dispatch

    async def counting(req: AsyncBoltRequest) -> BoltResponse:
        with later.acking():
            return await dispatch(req)

    bolt.async_dispatch = counting  # type: ignore[method-assign]
