"""Send where Slack allows a rate and says 429 with Retry-After to whoever is faster."""

from __future__ import annotations

import tempfile
from pathlib import Path

from aiohttp import ClientSession
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bench.fanout import LATENCY, TEXT, blocks
from bench.names import token, user
from bench.ours import delivering
from bench.results import Report, Size
from bench.slackside import SlackSide, slack_side
from bench.standin import Orders

BURST = 5
PATIENT = 1000


async def measure(size: Size) -> Report:
    """Send to one workspace that allows some messages a second, twice: before and after that is known."""
    report = Report("pacing", "Sending where a rate is allowed: our outbox and a loop that waits when told")
    rates = [5.0] if size is not Size.LONG else [1.0, 2.0, 5.0]
    messages = size.pick(20, 100, 600)
    async with slack_side() as slack:
        for rate in rates:
            with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
                async with delivering(slack.api_url, Path(place)) as app:
                    for turn in ("first round ever", "next round"):
                        await slack.order(Orders(members=messages))
                        await app.owe(1, messages)
                        await slack.order(Orders(latency=LATENCY, rate=rate, burst=BURST))
                        await app.drained()
                        reached, refused = await _came(slack, messages, rate)
                        report.read(f"{rate:g}/s, Lärdom, {turn}: share of the rate", "", reached)
                        report.read(f"{rate:g}/s, Lärdom, {turn}: refused", "%", refused * 100)
            name = f"sending at {rate:g}/s allowed"
            report.aim(f"{name}: share of the rate", "", 0.95, reached, at_most=False)
            report.aim(f"{name}: refused", "%", 1.0, refused * 100)
            await slack.order(Orders(latency=LATENCY, rate=rate, burst=BURST))
            await loop_that_waits(slack.api_url, messages)
            reached, refused = await _came(slack, messages, rate)
            report.read(f"{rate:g}/s, bare loop: share of the rate", "", reached)
            report.read(f"{rate:g}/s, bare loop: refused", "%", refused * 100)
    report.remarks.append(
        f"The stand-in lets {BURST} through at once after a pause, and says Retry-After in whole seconds. "
        "In its first round the outbox is refused to learn the rate; the goals are for all later ones."
    )
    return report


async def loop_that_waits(api_url: str, messages: int) -> None:
    """Post one after the other, and wait when told to, as the SDK's own handler does."""
    handler = AsyncRateLimitErrorRetryHandler(max_retry_count=PATIENT)
    async with ClientSession() as session:
        client = AsyncWebClient(token=token(0), base_url=api_url, session=session, retry_handlers=[handler])
        for number in range(messages):
            await client.chat_postMessage(channel=user(number), text=f"{TEXT} {number}", blocks=blocks())


async def _came(slack: SlackSide, messages: int, rate: float) -> tuple[float, float]:
    """Return which share of the allowed rate was used, and which share of calls was refused."""
    counts = await slack.counts()
    if counts["different"] != messages or counts["doubled"]:
        raise RuntimeError(f"not every message came once: {counts}")
    # A server that lets some through at once allows that many more in the same time.
    ideal = (messages - BURST) / rate
    refused = sum(counts["refused"].values())
    return ideal / counts["seconds"]["0"], refused / (messages + refused)
