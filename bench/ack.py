"""Time the ack of an answer: ours, which is stored when it acks, beside what people would use instead."""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.floors import on_sqlite, timed
from bench.names import team_id
from bench.peers.starting import free_port, started
from bench.results import Report, Size, percentile
from bench.stage import NOW, store, weekly
from bench.submissions import ROOT, Senders, workspace
from bot.slack.ids import View
from bot.store.tables import Round, RoundState

HTTP_PATH = "/slack/events"
OURS, BEFORE, DEFAULT, MACHINE = "Lärdom", "Bolt, before response", "Bolt, default", "slack-machine"
DONE = {
    OURS: "redacted, sealed, committed and synced to the disk",
    BEFORE: "listener finished, text in memory",
    DEFAULT: "ack called, text not looked at",
    MACHINE: "nothing; its listener starts after the ack",
}
RATE = 50.0
MACHINE_PYTHON = ROOT / ".venv-machine" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Way:
    """Name a peer and how Slack speaks with it."""

    peer: str
    transport: str

    def __str__(self) -> str:
        """Say both in a few words."""
        return f"{self.peer}, {self.transport}"


async def measure(size: Size) -> Report:
    """Send submissions to one peer after the other, again and again."""
    report = Report("ack", "From a submission of the answer modal to its ack")
    turns, members = size.pick(1, 2, 7), size.pick(30, 400, 2000)
    loads = {1: size.pick(10, 100, 400), 10: size.pick(20, 200, 1000), 200: size.pick(40, 400, 2000)}
    ways = [Way(peer, how) for how in ("HTTP", "socket") for peer in (OURS, BEFORE, DEFAULT)]
    if MACHINE_PYTHON.exists():
        ways.append(Way(MACHINE, "socket"))
    took: dict[tuple[Way, int], list[float]] = defaultdict(list)
    rates: dict[tuple[Way, int], list[float]] = defaultdict(list)
    commits: list[float] = []
    steady: list[float] = []
    with on_sqlite() as commit:
        for _ in range(turns):
            for way in ways:
                async with senders(way, members) as sending:
                    await sending.closed_loop(4, size.pick(4, 40, 40))
                    if way == Way(OURS, "HTTP"):
                        # First: what follows so many answers at once would still be going on.
                        steady += await sending.at_rate(RATE, size.pick(1, 4, 20))
                    for in_flight, events in loads.items():
                        seconds, rate = await sending.closed_loop(in_flight, events)
                        took[way, in_flight] += seconds
                        rates[way, in_flight].append(rate)
            commits += await asyncio.to_thread(timed, commit, size.pick(10, 100, 300))
    for way in ways:
        for in_flight in loads:
            seconds = took[way, in_flight]
            report.read(f"{way}, {in_flight} in flight, p50", "ms", percentile(seconds, 0.5) * 1000)
            report.read(f"{way}, {in_flight} in flight, p99", "ms", percentile(seconds, 0.99) * 1000)
            report.read(f"{way}, {in_flight} in flight", "events/s", rates[way, in_flight])
    commit_p50 = percentile(commits, 0.5)
    report.read("the bare durable commit (SQLite), p50", "ms", commit_p50 * 1000)
    ours = percentile(took[Way(OURS, "HTTP"), 1], 0.5)
    bare = percentile(took[Way(BEFORE, "HTTP"), 1], 0.5) + commit_p50
    default = percentile(took[Way(DEFAULT, "HTTP"), 1], 0.5)
    report.aim("ack over HTTP, p50, against bare Bolt plus a bare commit", "×", 1.5, ours / bare)
    report.aim("ack over HTTP, p50, against Bolt's default ack", "×", 1.0, ours / default)
    p99 = percentile(steady, 0.99) * 1000
    report.aim(f"ack over HTTP at {RATE:g} events/s, p99", "ms", 50, p99)
    report.remarks += [f"{peer}, when it acks: {done}." for peer, done in DONE.items()]
    if not MACHINE_PYTHON.exists():
        report.remarks.append("slack-machine was left out: its environment is made by `make bench`.")
    return report


@asynccontextmanager
async def senders(way: Way, members: int, database: Path | None = None) -> AsyncIterator[Senders]:
    """Start a sandbox and a peer beside it, ready to take answers."""
    port = free_port()
    http = way.transport == "HTTP"
    app_url = f"http://127.0.0.1:{port}{HTTP_PATH}" if http else None
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as temporary:
        place = Path(temporary)
        async with workspace(members, place, app_url) as box:
            world = box.world
            tokens = {
                "bot_token": world.bot_token,
                "app_token": world.app_token,
                "signing_secret": world.signing_secret,
                "api_url": box.api_url,
                "callback_id": View.PREVIEW.value,
            }
            sending = Senders(box, members)
            if way.peer == OURS:
                sending.round_id = await open_round(place)
                settings = {
                    "slack_bot_token": world.bot_token,
                    "slack_app_token": world.app_token,
                    "slack_signing_secret": world.signing_secret if http else "",
                    "slack_api_url": box.api_url,
                    "database_url": f"sqlite:///{place}/data/lardom.db",
                    "lardom_keys": str(place / "keys"),
                    "lardom_port": port,
                }
                told = {"settings": settings, "now": NOW.isoformat()}
                async with started("lardom", told):
                    yield sending
            elif way.peer == MACHINE:
                async with started("slack_machine", tokens, MACHINE_PYTHON):
                    yield sending
            else:
                more = {"before_response": way.peer == BEFORE, "socket": not http, "port": port}
                async with started("bolt", {**tokens, **more}):
                    yield sending


async def open_round(place: Path) -> str:
    """Put an open round into a fresh database; return its id."""
    async with store(f"sqlite:///{place}/data/lardom.db", place / "keys" / "pool") as found:
        schedule = weekly(team=team_id(0))
        async with found.database.write() as session:
            await found.schedules.add(session, schedule, [])
            opened = await found.rounds.plan(session, schedule, date(2026, 11, 27))
            current = await session.get_one(Round, opened.id)
            current.state, current.opens_at = RoundState.OPEN, NOW
        return opened.id
