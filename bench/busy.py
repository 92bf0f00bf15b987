"""Time acks while a large round opens, a mix runs and the database is rewritten."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import ClientSession, web

from bench.growth import answered, closed, opened, scheduled
from bench.names import team_id, user
from bench.ours import SECRET, Delivering, delivering
from bench.results import Report, Size, percentile
from bench.slackside import slack_side
from bench.stage import Crowd, StillClock, Store, weekly
from bench.submissions import submission
from bot.slack.http import PATH, web_app
from bot.store.tables import Schedule
from sandbox.link import signed

RATE = 20.0
MEMBERS = 50
"""Who answer, again and again."""

LIMIT = 500.0


async def measure(size: Size) -> Report:
    """Store answers at a steady rate, alone and beside everything that is heavy."""
    members, answers = size.pick(500, 100_000, 100_000), size.pick(50, 2_000, 10_000)
    report = Report(
        "busy",
        f"Storing answers while a round of {members:,} fires, a mix of {answers:,} and VACUUM run",
    )
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
        async with slack_side() as slack, delivering(slack.api_url, Path(place)) as app:
            services = app.app.services
            schedule = await scheduled(app)
            open_round = await opened(app, schedule, 300)
            mixed = await opened(app, await _another(app, "Blandas"), 299)
            await answered(app, mixed.id, answers)
            await closed(app, mixed.id)
            store = Store(
                app.database,
                services.rounds,
                services.schedules,
                services.members,
                services.outbox,
                services.intake,
                services.intake._keys,
            )
            large = await _another(app, "Stor")
            fired = await opened(app, large, 298)
            firing = store.firing(Crowd(members), StillClock())
            moments = await firing.moments(large, fired)
            async with door(app) as url, ClientSession() as session:
                # Everything is known before, as on any day.
                await press(session, url, open_round.id, 0)
                people = People(session, url, open_round.id)
                answering = asyncio.create_task(people.answer())
                began = time.perf_counter()
                await asyncio.gather(
                    firing.open(large, fired.id, moments),
                    app.app.lifecycle.mixer.mix(mixed.id),
                    _vacuum_later(app),
                )
                lasted = time.perf_counter() - began
                answering.cancel()
                took = await people.waited()
            kept = await services.intake.answered(open_round.id)
            if len(kept) != min(len(took), MEMBERS):
                raise RuntimeError(f"{len(took)} acks, but answers of {len(kept)} members")
    report.read("ack, p50", "ms", percentile(took, 0.5) * 1000)
    report.read("ack, p99", "ms", percentile(took, 0.99) * 1000)
    report.read("ack, longest", "ms", max(took) * 1000)
    report.read("how long all of it lasted", "s", lasted)
    report.aim("ack while everything runs, p99", "ms", LIMIT, percentile(took, 0.99) * 1000)
    report.remarks.append(
        f"{RATE:g} answers a second through signed HTTP, each timed from when it was due, whatever became of "
        "those before. Who sends them shares the process, so the figure is too high rather than too low."
    )
    return report


@dataclass
class People:
    """Answer at a steady rate, whatever becomes of the answers before."""

    session: ClientSession
    url: str
    round_id: str
    _sent: list[asyncio.Task[float]] = field(default_factory=list)

    async def answer(self) -> None:
        """Go on until cancelled."""
        began = time.perf_counter()
        for number in itertools.count():
            due = began + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            self._sent.append(asyncio.create_task(self._one(number, due)))

    async def waited(self) -> list[float]:
        """Return for how many seconds each waited for its ack."""
        return list(await asyncio.gather(*self._sent))

    async def _one(self, number: int, due: float) -> float:
        await press(self.session, self.url, self.round_id, number)
        return time.perf_counter() - due


async def press(session: ClientSession, url: str, round_id: str, number: int) -> None:
    """Send one answer and wait for its ack; raise RuntimeError when it is not taken."""
    pressed = submission(team_id(0), user(number % MEMBERS), f"{number}.{secrets.token_hex(8)}", round_id)
    body = urlencode({"payload": json.dumps(pressed)})
    headers = {"Content-Type": "application/x-www-form-urlencoded", **signed(SECRET, body)}
    async with session.post(url, data=body, headers=headers) as answer:
        said = await answer.text()
        if answer.status != 200 or json.loads(said or "{}").get("response_action") != "clear":
            raise RuntimeError(f"not taken: {answer.status} {said}")


@asynccontextmanager
async def door(app: Delivering) -> AsyncIterator[str]:
    """Serve the app's own door for signed HTTP; return its address."""
    runner = web.AppRunner(web_app(app.app.bolt, SECRET), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    finally:
        await app.app.services.later.drained(10)
        await runner.cleanup()


async def _another(app: Delivering, name: str) -> Schedule:
    schedule = weekly(name, team_id(0))
    async with app.database.write() as session:
        await app.app.services.schedules.add(session, schedule, [])
    return schedule


async def _vacuum_later(app: Delivering) -> None:
    await asyncio.sleep(1)
    await app.database.vacuum()
