"""Start the local Slack and the app for a demonstration, and stop both."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import ClientSession

from bot.app import Running, running
from bot.clock import ShiftedClock
from bot.demo.people import People
from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.settings import load_settings

HOME = ZoneInfo("Europe/Stockholm")
OPENING = time(14, 30)
"""At this hour in Stockholm it is working time for everyone in the sample workspace."""

LONGEST_WAIT = 20.0
"""For so many seconds the scripted people wait for what the app is to show them."""

PROJECT = Path(__file__).resolve().parent.parent.parent


class SandboxDidNotStart(Exception):
    """Say that the local Slack ended before it was ready."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold a running demonstration."""

    url: str
    start: datetime
    people: People
    app: Running
    sandbox: asyncio.subprocess.Process
    _clock: ShiftedClock

    async def advance(self, seconds: float) -> None:
        """Move the clocks of the workspace and of the app on, both by as much."""
        async with self.people.session.post("/control/clock", json={"advance": seconds}) as answer:
            answer.raise_for_status()
        self._clock.advance(seconds)

    async def colleagues_arrive(self) -> None:
        """Let the simulated colleagues answer by themselves from now on."""
        async with self.people.session.post("/control/colleagues") as answer:
            answer.raise_for_status()

    async def ended(self) -> None:
        """Wait until the local Slack ends or somebody presses Ctrl+C."""
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, stop.set)
        waits = [asyncio.create_task(stop.wait()), asyncio.create_task(self.sandbox.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()


def working_moment(now: datetime) -> datetime:
    """Return half past two in Stockholm on the first working day from now on."""
    calendar = WorkCalendar(HolidayPolicy(country="SE", eves=True, bridge_days=False))
    day = now.astimezone(HOME).date()
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENING, HOME)


@asynccontextmanager
async def staged(place: Path, *, port: int, start: datetime, colleagues: bool) -> AsyncIterator[Stage]:
    """Start both at a moment, the data in a fresh directory."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        "--workspace",
        str(PROJECT / "sandbox" / "workspaces" / "demo.yaml"),
        "--manifest",
        str(PROJECT / "manifest.json"),
        "--port",
        str(port),
        "--clock",
        start.isoformat(),
        "--colleagues",
        "on" if colleagues else "off",
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        ready = await _ready(process)
        settings = load_settings(
            slack_bot_token=ready["bot_token"],
            slack_app_token=ready["app_token"],
            slack_signing_secret="",
            slack_api_url=ready["api_url"],
            database_url=f"sqlite:///{place}/data/lardom.db",
            lardom_keys=place / "keys",
            lardom_mix_delay_seconds=0.2,
            lardom_publish_delay_seconds=0.2,
            lardom_tick_seconds=0.25,
            lardom_metrics_port=0,
        )
        clock = ShiftedClock(start)
        async with ClientSession(ready["url"]) as session, running(settings, clock) as app:
            people = People(session, patience=3, longest=LONGEST_WAIT)
            yield Stage(ready["url"], start, people, app, process, clock)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _ready(process: asyncio.subprocess.Process) -> dict[str, str]:
    if process.stdout is None:
        raise SandboxDidNotStart("The local Slack ended before it was ready.")
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            line = await process.stdout.readline()
    except TimeoutError:
        raise SandboxDidNotStart(f"After {LONGEST_WAIT:g} seconds the local Slack is not ready.") from None
    if not line:
        raise SandboxDidNotStart("The local Slack ended before it was ready.")
    found: dict[str, str] = json.loads(line)
    return found
