"""Answer single questions that are asked at the same time with one query for all of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Generic, TypeVar

MOST = 500
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Gathered(Generic[K, V]):
    """Gather what is asked while an earlier query runs; the more is going on, the more a query answers.

    A question is answered by a query that begins after it was asked, or at most `fresh` seconds before.
    """

    def __init__(
        self,
        ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]],
        fresh: float = 0.0,
        *,
        turn: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        fail_together: bool = False,
    ) -> None:
        """Take the query; what it does not find is answered with None.

        `turn` is what a query has to wait for: it answers all who have asked until its turn came.

        With `fail_together` a query that fails is told to those too who wait for the next one: nobody waits
        for two failures.
        """
        self._ask = ask
        self._fresh = fresh
        self._turn = turn
        self._fail_together = fail_together
        self._known: dict[K, tuple[float, V | None]] = {}
        self._waiting: dict[K, asyncio.Future[V | None]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self, key: K) -> V | None:
        """Return the answer for one key."""
        if self._fresh:
            at, answer = self._known.get(key, (0.0, None))
            if time.monotonic() - at <= self._fresh:
                return answer
        if key not in self._waiting:
            self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._run())
        # One asker who gives up must not take the answer from the others.
        return await asyncio.shield(self._waiting[key])

    def forget(self) -> None:
        """Let nothing that was known before answer a question any more."""
        self._known.clear()

    async def _run(self) -> None:
        while self._waiting:
            now: dict[K, asyncio.Future[V | None]] = {}
            try:
                async with self._turn():
                    now |= list(self._waiting.items())[:MOST]
                    for key in now:
                        del self._waiting[key]
                    began = time.monotonic()
                    found = await self._ask(list(now))
            except BaseException as problem:
                if self._fail_together or not now:
                    now |= self._waiting
                    self._waiting.clear()
                for waiting in now.values():
                    if not waiting.done():
                        waiting.set_exception(problem)
                        # Whoever asked may have given up; then nobody is left to hear of it.
                        waiting.exception()
                if not isinstance(problem, Exception):
                    raise
            else:
                if self._fresh:
                    self._known = {
                        key: known for key, known in self._known.items() if began - known[0] <= self._fresh
                    } | {key: (began, found.get(key)) for key in now}
                for key, waiting in now.items():
                    if not waiting.done():
                        waiting.set_result(found.get(key))
