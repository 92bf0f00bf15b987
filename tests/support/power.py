"""A sandbox and the app in processes of their own, whose power can go at any moment."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from aiohttp import ClientSession
from sqlalchemy import func, select
from sqlmodel import col

from bot.demo.people import People, Refused
from bot.store.database import Database, Locations
from bot.store.tables import Delivery, DeliveryKind, Round, RoundState
from sandbox.server import Sandbox, start
from tests.support.scenes import until
from tests.support.street import SODRA
from tests.support.theatre import ROOT, TUESDAY
from tests.support.workspaces import small

PATIENCE = 90.0


@dataclass(frozen=True)
class Kill:
    """Name where a process dies: the n-th crossing of a point."""

    point: str
    nth: int = 1

    def match(self, place: Path, number: int) -> Path:
        """Return the file that the process burns that dies of it."""
        return place / f"{number}-{self.point}"


@dataclass
class Power:
    """Keep processes of the app running: whenever one dies at its point, the next one starts."""

    box: Sandbox
    people: People
    database: Database
    place: Path
    url: str
    kills: list[Kill]
    lease: float
    replicas: int
    """How many processes start; only a single one is followed by another when it dies."""
    ports: Sequence[int] = ()
    """Where each process listens for signed HTTP; without any they speak over Socket Mode."""
    public_url: str = ""
    """Where workspaces install the app; without it there is one, with a token in the settings."""
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _logs: list[IO[bytes]] = field(default_factory=list)

    @property
    def left(self) -> list[tuple[Kill, Path]]:
        """Return the cuts that have not come yet."""
        every = [(one, one.match(self.place, number)) for number, one in enumerate(self.kills)]
        return [(one, match) for one, match in every if match.exists()]

    @property
    def struck(self) -> int:
        """Return how often the power went."""
        return len(self.kills) - len(self.left)

    def told(self, number: int) -> str:
        """Return what a process is told at its start; a single one is told of one cut at a time."""
        left = self.left if self.replicas > 1 else self.left[:1]
        settings = {
            **self._reached(number),
            "slack_api_url": self.box.api_url,
            "database_url": self.url,
            "lardom_keys": str(self.place / "keys"),
            "lardom_mix_delay_seconds": 0.05,
            "lardom_publish_delay_seconds": 0.05,
            "lardom_tick_seconds": 0.1,
        }
        return json.dumps(
            {
                "settings": settings,
                "clock": self.box.world.clock.now().isoformat(),
                "began": time.monotonic(),
                "lease": self.lease,
                "fuses": [{"point": one.point, "nth": one.nth, "match": str(match)} for one, match in left],
            }
        )

    def _reached(self, number: int) -> dict[str, object]:
        world = self.box.world
        if not self.ports:
            return {"slack_bot_token": world.bot_token, "slack_app_token": world.app_token}
        return {
            "slack_signing_secret": world.signing_secret,
            "lardom_port": self.ports[number],
            "slack_client_id": world.client_id,
            "slack_client_secret": world.client_secret,
            "lardom_public_url": self.public_url,
        }

    async def keep_running(self, number: int) -> None:
        """Start one process; when it dies as planned, another follows it if the power comes back."""
        while True:
            log = (self.place / f"worker-{number}.log").open("ab")
            self._logs.append(log)
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.support.worker",
                self.told(number),
                stdout=log,
                stderr=log,
                cwd=ROOT,
            )
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                process.terminate()
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
                raise
            if code != -signal.SIGKILL:
                raise RuntimeError(f"a process ended by itself with {code}; {log.name} says why")
            if self.replicas > 1:
                return

    def begin(self) -> None:
        """Start the processes."""
        for number, one in enumerate(self.kills):
            one.match(self.place, number).touch()
        self._tasks += [asyncio.create_task(self.keep_running(number)) for number in range(self.replicas)]

    async def end(self) -> None:
        """End every process."""
        for task in self._tasks:
            task.cancel()
        done = await asyncio.gather(*self._tasks, return_exceptions=True)
        for log in self._logs:
            log.close()
        for problem in done:
            if isinstance(problem, RuntimeError):
                raise problem

    async def insist(self, act: Callable[[], Awaitable[object]], true: Callable[[], Awaitable[bool]]) -> None:
        """Do something again and again, as a person would to whom nobody answers, until it has worked."""
        async with asyncio.timeout(PATIENCE):
            while not await true():
                for task in self._tasks:
                    if task.done():
                        task.result()
                with suppress(Refused, TimeoutError, StopIteration, LookupError):
                    async with asyncio.timeout(5):
                        await act()
                with suppress(TimeoutError):
                    await until(true, seconds=1.5)

    async def count(self, table: type, *conditions: object) -> int:
        """Count rows."""
        async with self.database.read() as session:
            query = select(func.count()).select_from(table).where(*conditions)  # type: ignore[arg-type]
            return int((await session.execute(query)).scalar_one())

    async def round(self) -> Round | None:
        """Return the round that was run."""
        async with self.database.read() as session:
            ran = select(Round).where(col(Round.by_hand).is_(True))
            return (await session.execute(ran)).scalars().one_or_none()

    async def in_state(self, *states: RoundState) -> bool:
        """Tell whether the round has come so far."""
        found = await self.round()
        return found is not None and found.state in states

    async def keys_gone(self) -> bool:
        """Wait until the key of the round that was run is destroyed."""
        found = await self.round()
        assert found is not None
        key = self.place / "keys" / "pool" / f"{found.id}.key"

        async def gone() -> bool:
            return not key.exists()

        await until(gone)
        return True

    def posted(self) -> Counter[str]:
        """Count how often each delivery stands in the workspace."""
        keys: Counter[str] = Counter()
        for channel in self.box.world.channels.values():
            for message in channel.messages.values():
                if message.metadata:
                    keys[message.metadata["event_payload"]["key"]] += 1
        return keys

    async def deliveries(self, kind: DeliveryKind) -> list[Delivery]:
        """Return the round's deliveries of one kind."""
        async with self.database.read() as session:
            rows = await session.execute(select(Delivery).where(col(Delivery.kind) == kind))
            return list(rows.scalars().all())


@asynccontextmanager
async def power(
    url: str,
    place: Path,
    kills: Iterable[Kill],
    *,
    replicas: int = 1,
    lease: float = 2.0,
    ports: Sequence[int] = (),
    public_url: str = "",
) -> AsyncIterator[Power]:
    """Open a workspace and keep the app's processes running beside it.

    With a public address two workspaces are open, neither of which has installed the app.
    """
    database = Database(Locations.parse(url))
    async with (
        start(
            ROOT / "sandbox" / "workspaces" / "demo.yaml",
            ROOT / "manifest.json",
            clock=TUESDAY,
            app_url=f"{public_url}/slack/events" if public_url else None,
            colleagues=False,
            more=[small(SODRA)] if public_url else [],
            installed=not public_url,
        ) as box,
        ClientSession(box.url) as session,
    ):
        here = Power(
            box, People(session), database, place, url, list(kills), lease, replicas, ports, public_url
        )
        here.begin()
        try:
            yield here
        finally:
            await here.end()
            await database.close()
