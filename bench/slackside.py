"""Start the stand-in for Slack, and speak with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import ClientSession

from bench.standin import HOST, Orders


@dataclass(frozen=True, slots=True)
class SlackSide:
    """Hold a running stand-in."""

    url: str
    session: ClientSession

    @property
    def api_url(self) -> str:
        """Return the address that stands for Slack's Web API."""
        return f"{self.url}/api/"

    async def order(self, orders: Orders) -> None:
        """Say how it is to behave from now on; it counts anew."""
        async with self.session.post(f"{self.url}/control/orders", json=asdict(orders)) as answer:
            answer.raise_for_status()

    async def counts(self) -> dict[str, Any]:
        """Return what arrived since the last orders."""
        async with self.session.get(f"{self.url}/control/counts") as answer:
            found: dict[str, Any] = await answer.json()
            return found


@asynccontextmanager
async def slack_side() -> AsyncIterator[SlackSide]:
    """Run a stand-in in a process of its own until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.standin",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        port = int(await process.stdout.readline())
        async with ClientSession() as session:
            yield SlackSide(f"http://{HOST}:{port}", session)
    finally:
        process.stdin.close()
        await process.wait()
