"""Let the app's every step take its time, as on a busy machine: whoever only had luck fails then.

`LARDOM_TEST_LAG=0.3 pytest tests/e2e/test_reach.py` holds up writes, and calls to Slack before they leave
and after they have come back, each by up to 0.3 seconds.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.store.database import Database

LONGEST = "LARDOM_TEST_LAG"
SHARE = 0.4
"""How many of the steps are held up; if all were, none would overtake another."""

T = TypeVar("T")


@contextmanager
def lag_as_told() -> Iterator[None]:
    """Hold up the app's steps while a block runs, if the environment says so."""
    longest = float(os.environ.get(LONGEST, "0"))
    with pytest.MonkeyPatch.context() as patched:
        if longest:
            _hold_up(patched, longest)
        yield


def _hold_up(patched: pytest.MonkeyPatch, longest: float) -> None:
    change, write, call = Database.change, Database.write, AsyncWebClient.api_call

    async def lag() -> None:
        if random.random() < SHARE:
            await asyncio.sleep(random.uniform(0, longest))

    async def changes(database: Database, act: Callable[[Session], T]) -> T:
        await lag()
        return await change(database, act)

    @asynccontextmanager
    async def writes(database: Database) -> AsyncIterator[AsyncSession]:
        await lag()
        async with write(database) as session:
            yield session

    async def calls(client: AsyncWebClient, *given: Any, **named: Any) -> Any:
        await lag()
        answer = await call(client, *given, **named)
        await lag()
        return answer

    patched.setattr(Database, "change", changes)
    patched.setattr(Database, "write", writes)
    patched.setattr(AsyncWebClient, "api_call", calls)
