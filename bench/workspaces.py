"""Send to 200 workspaces at once, each of which takes one message a second, one of them none at all."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bench.fanout import LATENCY
from bench.ours import Delivering, delivering
from bench.results import Report, Size
from bench.slackside import SlackSide, slack_side
from bench.standin import Orders

RATE = 1.0
BURST = 3
REFUSED = 7
"""The workspace that is refused by 429 all the time."""


async def measure(size: Size) -> Report:
    """Let every workspace have a round at the same moment, without and with one that takes nothing."""
    count, messages = size.pick(12, 200, 200), size.pick(5, 18, 120)
    report = Report(
        "workspaces",
        f"{count} workspaces at once, each taking {RATE:g} message a second, 150 ms to an answer",
    )
    async with slack_side() as slack:
        for refused in ((), (REFUSED,)):
            with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
                async with delivering(slack.api_url, Path(place)) as app:
                    shares, all_of_it, share_refused = await round_in(slack, app, count, messages, refused)
            what = "one refused all the time" if refused else "all take messages"
            report.read(f"{what}: share of the ideal, the slowest workspace", "", min(shares))
            report.read(f"{what}: share of the ideal, the middle one", "", statistics.median(shares))
            report.read(f"{what}: share of the ideal, until the last message", "", all_of_it)
            report.read(f"{what}: refused elsewhere", "%", share_refused * 100)
            report.aim(f"{count} workspaces, {what}", "of ideal", 0.9, all_of_it, at_most=False)
    report.remarks.append(f"Ideal: {messages} messages to each, one a second from the first on.")
    return report


async def round_in(
    slack: SlackSide, app: Delivering, count: int, messages: int, refused: tuple[int, ...]
) -> tuple[list[float], float, float]:
    """Return each workspace's share of the ideal, that of all together, and the share of refused calls."""
    await slack.order(Orders(members=messages))
    await app.owe(count, messages)
    await slack.order(Orders(latency=LATENCY, rate=RATE, burst=BURST, refused=refused))
    wanted = (count - len(refused)) * messages
    pumping = asyncio.create_task(app.app.pump.run())
    began = time.perf_counter()
    try:
        async with asyncio.timeout(messages / RATE * 5 + 60):
            while True:
                counts = await slack.counts()
                came = sum(number for team, number in counts["posted"].items() if int(team) not in refused)
                if came >= wanted:
                    break
                await asyncio.sleep(0.1)
        took = time.perf_counter() - began
    finally:
        pumping.cancel()
        with suppress(asyncio.CancelledError):
            await pumping
    if counts["doubled"]:
        raise RuntimeError("a message came twice")
    ideal = (messages - 1) / RATE
    shares = [ideal / spent for team, spent in counts["seconds"].items() if int(team) not in refused]
    refusals = sum(number for team, number in counts["refused"].items() if int(team) not in refused)
    return shares, ideal / took, refusals / (wanted + refusals)
