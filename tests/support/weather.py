"""Let everything that can go wrong with Slack and with the database come and go at random."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

CALM: dict[str, Any] = {
    "too_many_rate": 0.0,
    "server_error_rate": 0.0,
    "latency": 0.0,
    "duplicate_events": False,
    "drop_acks": 0,
}


@dataclass
class Weather:
    """Change what fails, every now and then, and remember what did."""

    stage: object
    chance: random.Random
    seen: Counter[str] = field(default_factory=Counter)

    async def blow(self) -> None:
        """Go on until cancelled."""
        while True:
            for act in (self._slack, self._socket, self._lock):
                await act()
            await asyncio.sleep(self.chance.uniform(0.1, 0.6))

    async def _slack(self) -> None:
        chance = self.chance
        faults = CALM | {
            "too_many_rate": chance.choice((0.0, 0.0, 0.2, 0.5)),
            "server_error_rate": chance.choice((0.0, 0.0, 0.1, 0.3)),
            "latency": chance.choice((0.0, 0.02, 0.2)),
            "duplicate_events": chance.random() < 0.3,
            "drop_acks": int(chance.random() < 0.1),
        }
        self.seen.update(name for name, value in faults.items() if value)
        self.stage.box.faults.set(faults)

    async def _socket(self) -> None:
        if self.chance.random() < 0.06:
            self.seen["cut"] += 1
            async with self.stage.people.session.post("/control/sockets", json={"cut": True}) as answered:
                answered.raise_for_status()

    async def _lock(self) -> None:
        if self.chance.random() < 0.06:
            self.seen["lock"] += 1
            await asyncio.to_thread(self._held, self.chance.uniform(0.3, 3.0))

    def _held(self, seconds: float) -> None:

        other = sqlite3.connect(self.stage.database_file, isolation_level=None, timeout=5)
        with suppress(sqlite3.OperationalError):
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.execute("ROLLBACK")
        other.close()


@asynccontextmanager
async def storm(stage: object, seed: int) -> AsyncIterator[Weather]:
    """Let it storm while a block runs, and clear up after it."""
    weather = Weather(stage, random.Random(seed))
    stage.box.faults.chance = random.Random(seed)
    blowing = asyncio.create_task(weather.blow())
    try:
        yield weather
    finally:
        blowing.cancel()
        with suppress(asyncio.CancelledError):
            await blowing
        stage.box.faults.set(CALM)
