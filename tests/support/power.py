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
from sqlalchemy import func, select, update
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL
from bot.demo.people import People, Refused, elements
from bot.slack.ids import Action, Block, View
from bot.store.database import Database, Locations
from bot.store.sealed.tables import Reflection, ReviewState
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState, Schedule
from sandbox.server import Sandbox, start
from tests.support.scenes import EVERYONE, until
from tests.support.theatre import ROOT, TUESDAY

PATIENCE = 90.0
LINE = "varje vecka tis 14:30"


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
            "slack_bot_token": self.box.world.bot_token,
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
        if not self.ports:
            return {"slack_app_token": self.box.world.app_token}
        return {"slack_signing_secret": self.box.world.signing_secret, "lardom_port": self.ports[number]}

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
    app_url: str | None = None,
) -> AsyncIterator[Power]:
    """Open a workspace and keep the app's processes running beside it."""
    database = Database(Locations.parse(url))
    async with (
        start(
            ROOT / "sandbox" / "workspaces" / "demo.yaml",
            ROOT / "manifest.json",
            clock=TUESDAY,
            app_url=app_url,
            colleagues=False,
        ) as box,
        ClientSession(box.url) as session,
    ):
        here = Power(box, People(session), database, place, url, list(kills), lease, replicas, ports)
        here.begin()
        try:
            yield here
        finally:
            await here.end()
            await database.close()


async def play(here: Power, halfway: Callable[[], Awaitable[None]] | None = None) -> dict[str, str]:
    """Play one round from its schedule to its digest; return what was acknowledged to whom.

    `halfway` happens while people answer.
    """
    people, bot = here.people, here.box.world.bot_user

    async def has_schedule() -> bool:
        with suppress(Exception):
            return await here.count(Schedule) == 1
        return False

    await here.insist(
        lambda: people.command(ADMIN, CHANNEL, f"/lardom schema ny {LINE} #larande"), has_schedule
    )
    async with here.database.write() as session:
        await session.execute(update(Schedule).values(curation=False))
        (name,) = (await session.execute(select(col(Schedule.name)))).scalars()

    await here.insist(
        lambda: people.command(ADMIN, CHANNEL, f"/lardom schema kör {name}"),
        lambda: here.in_state(RoundState.OPENING, RoundState.OPEN),
    )
    await until(lambda: here.in_state(RoundState.OPEN), PATIENCE)
    await until(lambda: _prompts_settled(here), PATIENCE)
    missed = {one.target for one in await here.deliveries(DeliveryKind.PROMPT) if one.reason == "unsure"}
    reached = [user for user in EVERYONE if user not in missed or await _has_prompt(here, user)]
    acknowledged: dict[str, str] = {}
    for number, user in enumerate(reached):
        text = f"Jag lärde mig att fråga {number + 2} gånger."

        async def answered(user: str = user, text: str = text) -> None:
            await _close_all(here, user)
            channel, prompt = await people.message_with(user, bot, Action.ANSWER)
            await people.press_message(user, channel, prompt, Action.ANSWER)
            await people.submit(user, await people.modal(user, View.WRITE), {Block.TEXT: {"value": text}})
            await people.submit(user, await people.modal(user, View.PREVIEW))
            acknowledged[user] = text

        meanwhile = halfway() if halfway is not None and number == len(reached) // 2 else _nothing()
        await asyncio.gather(meanwhile, here.insist(answered, lambda user=user: _is_in(acknowledged, user)))
    await here.insist(
        lambda: people.command(ADMIN, CHANNEL, f"/lardom schema stäng {name}"),
        lambda: here.in_state(RoundState.CLOSED, RoundState.MIXED, RoundState.PUBLISHED),
    )
    await until(lambda: here.in_state(RoundState.MIXED, RoundState.PUBLISHED), PATIENCE)
    await until(lambda: _approved(here), PATIENCE)
    await here.insist(
        lambda: people.command(ADMIN, CHANNEL, f"/lardom schema publicera {name}"),
        lambda: here.in_state(RoundState.PUBLISHED),
    )
    await until(lambda: _digest_settled(here), PATIENCE)
    return acknowledged


async def _nothing() -> None:
    return


async def _close_all(here: Power, user: str) -> None:
    async with here.people.session.get(f"/client/{user}/views") as answer:
        views = await answer.json()
    for view in reversed(views):
        await here.people.close(user, view)


async def _is_in(acknowledged: dict[str, str], user: str) -> bool:
    return user in acknowledged


async def _approved(here: Power) -> bool:
    return not await here.count(Reflection, col(Reflection.state) == ReviewState.PENDING)


async def _has_prompt(here: Power, user: str) -> bool:
    _, messages = await here.people.app_messages(user, here.box.world.bot_user)
    return Action.ANSWER in {
        one.get("action_id") for message in messages for one in elements(message["blocks"])
    }


async def _prompts_settled(here: Power) -> bool:
    prompts = await here.deliveries(DeliveryKind.PROMPT)
    return all(one.state is DeliveryState.SENT for one in prompts)


async def _digest_settled(here: Power) -> bool:
    (digest,) = await here.deliveries(DeliveryKind.DIGEST)
    return digest.state in (DeliveryState.SENT, DeliveryState.FAILED)
