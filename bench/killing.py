"""End a process with SIGKILL in the middle of a round and start it again: ours, and a bare loop."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from typing import Any

from bench.fanout import LATENCY
from bench.results import Report, Size
from bench.slackside import SlackSide, slack_side
from bench.standin import Orders

LANES = 4
PATIENCE = 120


async def measure(size: Size) -> Report:
    """Kill both when half of their messages are out."""
    report = Report("killing", "kill -9 in the middle of a round, and started again")
    turns, messages = size.pick(1, 2, 6), size.pick(4, 8, 40)
    total = LANES * messages
    found: dict[str, list[tuple[int, int]]] = {"Lärdom": [], "bare loop": []}
    async with slack_side() as slack:
        for _ in range(turns):
            for name in found:
                found[name].append(await killed(slack, messages, bare=name == "bare loop"))
    for name, pairs in found.items():
        report.read(f"{name}: lost", "messages", [total - different for different, _ in pairs])
        report.read(f"{name}: doubled", "messages", [doubled for _, doubled in pairs])
    report.aim("lost by a kill in the middle of a round", "messages", 0, report.readings[0].spread[1])
    report.aim("doubled by it: at most what was in flight", "messages", LANES, report.readings[1].spread[1])
    report.remarks.append(
        f"{total} messages, {LANES} in flight. The bare loop keeps nothing: started again it begins anew, so "
        "everybody who had a message gets a second one; not started again, it loses what was left. Leases of "
        "the dead process are ended by hand, to save the minute that others wait for them."
    )
    return report


async def killed(slack: SlackSide, messages: int, *, bare: bool) -> tuple[int, int]:
    """Return how many different messages came in the end, and how many came twice."""
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
        told = {"bare": bare, "api_url": slack.api_url, "place": place, "lanes": LANES, "messages": messages}
        await slack.order(Orders(latency=LATENCY, members=messages))
        first = await _begun({**told, "owe": True})
        async with asyncio.timeout(PATIENCE):
            while (await slack.counts())["different"] < LANES * messages // 2:  # noqa: ASYNC110 - no bell
                await asyncio.sleep(0.02)
        first.kill()
        await first.wait()
        second = await _begun({**told, "owe": False})
        async with asyncio.timeout(PATIENCE):
            await second.wait()
        counts = await slack.counts()
        return counts["different"], counts["doubled"]


async def _begun(told: dict[str, Any]) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.peers.sender", json.dumps(told), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        await process.stdout.readline()
    return process
