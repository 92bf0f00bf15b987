"""Time acks while a large round opens, a mix runs and the database is rewritten."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bench.growth import answered, closed, opened, scheduled
from bench.names import team_id, user
from bench.ours import Delivering, delivering
from bench.results import Report, Size, percentile
from bench.slackside import slack_side
from bench.stage import Crowd, StillClock, Store, weekly
from bench.submissions import TEXT
from bot.store.sealed.seal import Share, Submission
from bot.store.tables import Schedule

RATE = 20.0
LIMIT = 500.0


async def measure(size: Size) -> Report:
    """Store answers at a steady rate, alone and beside everything that is heavy."""
    members = size.pick(500, 100_000, 100_000)
    report = Report("busy", f"Storing answers while a round of {members:,} fires, a mix runs and VACUUM runs")
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
        async with slack_side() as slack, delivering(slack.api_url, Path(place)) as app:
            services = app.app.services
            schedule = await scheduled(app)
            open_round = await opened(app, schedule, 300)
            mixed = await opened(app, await _another(app, "Blandas"), 299)
            await answered(app, mixed.id, size.pick(50, 2_000, 10_000))
            await closed(app, mixed.id)
            took: list[float] = []

            async def people() -> None:
                number = 0
                began = time.perf_counter()
                while True:
                    number += 1
                    await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
                    asked = time.perf_counter()
                    visitor = await services.visitor(team_id(0), user(number % 50))
                    await services.terms.all(visitor.team)
                    submission = Submission(visitor.user, Share.ANONYMOUS, f"{TEXT} {number}")
                    await services.intake.submit(visitor.team, open_round.id, submission)
                    # From when it was due: who waits behind a slow one waits as well.
                    took.append(time.perf_counter() - min(asked, began + number / RATE))

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
            answering = asyncio.create_task(people())
            began = time.perf_counter()
            await asyncio.gather(
                firing.open(large, fired.id, moments),
                app.app.lifecycle.mixer.mix(mixed.id),
                _vacuum_later(app),
            )
            lasted = time.perf_counter() - began
            answering.cancel()
            with suppress(asyncio.CancelledError):
                await answering
    report.read("answer stored, p50", "ms", percentile(took, 0.5) * 1000)
    report.read("answer stored, p99", "ms", percentile(took, 0.99) * 1000)
    report.read("answer stored, longest", "ms", max(took) * 1000)
    report.read("how long all of it lasted", "s", lasted)
    report.aim("answer stored while everything runs, p99", "ms", LIMIT, percentile(took, 0.99) * 1000)
    report.remarks.append(f"{RATE:g} answers a second, timed from when each was due to its durable commit.")
    return report


async def _another(app: Delivering, name: str) -> Schedule:
    schedule = weekly(name, team_id(0))
    async with app.database.write() as session:
        await app.app.services.schedules.add(session, schedule, [])
    return schedule


async def _vacuum_later(app: Delivering) -> None:
    await asyncio.sleep(1)
    await app.database.vacuum()
