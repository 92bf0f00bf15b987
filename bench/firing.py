"""Measure how long a round takes to open, and how much memory: for 1,000 to 100,000 members."""

from __future__ import annotations

import asyncio
import gc
import statistics
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.machine import rss
from bench.results import Report, Size, exponent
from bench.stage import Crowd, store, weekly
from bot.heap import settle_heap

LIMITS = {10_000: 1.0, 100_000: 15.0}
MOST_MEGABYTES = 100
LONGEST_STEP = 0.1
WATCH_SECONDS = 0.002


@dataclass
class Watch:
    """Note the longest time for which the loop did nothing else, and the most memory."""

    stalls: list[float]
    most: float = 0.0

    async def loop(self) -> None:
        """Wake often, and note how late."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(WATCH_SECONDS)
            self.stalls.append(time.perf_counter() - began - WATCH_SECONDS)

    def memory(self, stop: threading.Event) -> None:
        """Look at the memory from a thread of its own."""
        while not stop.wait(0.02):
            self.most = max(self.most, rss())


async def measure(size: Size) -> Report:
    """Open rounds of every size in turns."""
    report = Report("firing", "Opening a round: every member's moment, prompt, reminder, in one database")
    sizes = [300, 1000] if size is Size.TINY else [1_000, 10_000, 100_000]
    turns = size.pick(1, 2, 5)
    seconds: dict[int, list[float]] = {one: [] for one in sizes}
    megabytes: dict[int, list[float]] = {one: [] for one in sizes}
    stalls: dict[int, list[float]] = {one: [] for one in sizes}
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
        for turn in range(turns):
            for one in sizes:
                there = Path(place) / f"{one}-{turn}"
                took, grew, stalled = await fire(one, there)
                seconds[one].append(took)
                megabytes[one].append(grew)
                stalls[one].append(stalled)
    for one in sizes:
        report.read(f"{one} members", "s", seconds[one])
        report.read(f"{one} members, memory", "MB", megabytes[one])
        report.read(f"{one} members, longest pause of everything else", "ms", [s * 1000 for s in stalls[one]])
        if one in LIMITS:
            took = report.readings[-3].median
            report.aim(f"firing for {one} members", "s", LIMITS[one], took)
    medians = [statistics.median(seconds[one]) for one in sizes]
    report.aim("exponent of growth", "", 1.1, exponent(sizes, medians))
    report.aim("memory growth", "MB", MOST_MEGABYTES, max(max(grown) for grown in megabytes.values()))
    report.aim(
        "longest pause of everything else",
        "ms",
        LONGEST_STEP * 1000,
        1000 * max(max(s) for s in stalls.values()),
    )
    report.remarks.append("Each member is owed a welcome, a prompt and a reminder: three rows.")
    return report


async def fire(members: int, place: Path) -> tuple[float, float, float]:
    """Open one round; return the seconds, the megabytes and the longest pause of everything else."""
    async with store(f"sqlite:///{place}/data/lardom.db", place / "keys") as found:
        settle_heap()
        schedule = weekly()
        async with found.database.write() as session:
            await found.schedules.add(session, schedule, [])
        opened = await found.begun(schedule, schedule.anchor + timedelta(days=3))
        firing = found.firing(Crowd(members))
        gc.collect()
        before = rss()
        watch, stop = Watch([]), threading.Event()
        watching = asyncio.create_task(watch.loop())
        looking = threading.Thread(target=watch.memory, args=(stop,))
        looking.start()
        began = time.perf_counter()
        await firing.open(schedule, opened.id, await firing.moments(schedule, opened))
        took = time.perf_counter() - began
        stop.set()
        looking.join()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        return took, max(0.0, watch.most - before), max(watch.stalls, default=0.0)
