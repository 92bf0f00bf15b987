"""Measure the start, and what the app needs while nothing happens."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench.ack import HTTP_PATH, open_round
from bench.machine import cpu_seconds, rss
from bench.peers.starting import free_port, started
from bench.results import Report, Size
from bench.stage import NOW
from bench.submissions import Senders, workspace

IMPORTED = "import time; began = time.perf_counter(); import bot.app; print(time.perf_counter() - began)"


async def measure(size: Size) -> Report:
    """Start the app, let it know its workspace, leave it alone, let it work."""
    members, events = size.pick(50, 10_000, 10_000), size.pick(20, 1_000, 10_000)
    turns, idle = size.pick(1, 2, 7), size.pick(1, 6, 60)
    report = Report("rest", f"Start and rest, in a workspace of {members:,} members")
    report.read("import of the whole app", "s", [await imported() for _ in range(turns)])
    begun: list[float] = []
    for turn in range(turns):
        last = turn == turns - 1
        port = free_port()
        with tempfile.TemporaryDirectory(prefix="lardom-bench-") as temporary:
            place = Path(temporary)
            async with workspace(members, place, f"http://127.0.0.1:{port}{HTTP_PATH}") as box:
                sending = Senders(box, members, await open_round(place))
                settings = {
                    "slack_bot_token": box.world.bot_token,
                    "slack_signing_secret": box.world.signing_secret,
                    "slack_api_url": box.api_url,
                    "database_url": f"sqlite:///{place}/data/lardom.db",
                    "lardom_keys": str(place / "keys"),
                    "lardom_port": port,
                }
                began = time.perf_counter()
                async with started("lardom", {"settings": settings, "now": NOW.isoformat()}) as app:
                    # A command asks for no names; the first answer has all of them read from Slack.
                    await box.link.deliver("slash_commands", command(box.world.team["id"]))
                    begun.append(time.perf_counter() - began)
                    if not last:
                        continue
                    await named(sending)
                    await asyncio.sleep(2)
                    report.read("memory with all names and word lists", "MB", rss(app.pid))
                    before = cpu_seconds(app.pid)
                    await asyncio.sleep(idle)
                    used = (cpu_seconds(app.pid) - before) * 60 / idle
                    report.read("processor while idle", "s per minute", used)
                    await sending.closed_loop(10, events)
                    await asyncio.sleep(2)
                    report.read(f"memory after {events:,} answers", "MB", rss(app.pid))
    report.read("start to first ack", "s", begun)
    known = {one.name: one for one in report.readings}
    report.aim("start to first ack", "s", 2.0, known["start to first ack"].median)
    report.aim("memory, idle", "MB", 160, known["memory with all names and word lists"].median)
    return report


async def named(sending: Senders) -> None:
    """Send an answer until it is taken: the first one waits for the names of everybody."""
    async with asyncio.timeout(120):
        while True:
            try:
                await sending.one()
            except RuntimeError:
                await asyncio.sleep(0.5)
            else:
                return


def command(team: str) -> dict[str, str]:
    """Return `/lardom help` as Slack sends it."""
    return {
        "token": "verification",
        "team_id": team,
        "team_domain": "norrbro",
        "channel_id": "C0BENCH",
        "channel_name": "larande",
        "user_id": "U000M000001",
        "user_name": "m1",
        "command": "/lardom",
        "text": "help",
        "api_app_id": "A0APP",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/response",
        "trigger_id": "1.2.3",
    }


async def imported() -> float:
    """Return how long a fresh process needs to import the app."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", IMPORTED, stdout=asyncio.subprocess.PIPE
    )
    return float((await process.communicate())[0])
