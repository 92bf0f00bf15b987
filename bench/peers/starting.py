"""Start a peer in a process of its own, and end it."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LONGEST_START = 60


@dataclass(frozen=True, slots=True)
class Peer:
    """Hold a running peer."""

    name: str
    pid: int


@asynccontextmanager
async def started(name: str, told: dict[str, Any], python: Path | None = None) -> AsyncIterator[Peer]:
    """Run a peer until the block ends; it says when it is ready."""
    if python is None:
        command = [sys.executable, "-m", f"bench.peers.{name}", json.dumps(told)]
    else:
        command = [str(python), str(HERE / f"{name}.py"), json.dumps(told)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert process.stdin is not None and process.stdout is not None
    try:
        async with asyncio.timeout(LONGEST_START):
            if not await process.stdout.readline():
                raise RuntimeError(f"{name} did not start")
        yield Peer(name, process.pid)
    finally:
        process.stdin.close()
        try:
            async with asyncio.timeout(20):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
