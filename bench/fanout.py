"""Send prompts through the app's outbox and, in turns, through a bare loop with as many in flight."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from aiohttp import ClientSession, TCPConnector
from slack_sdk.web.async_client import AsyncWebClient

from bench.names import token, user
from bench.ours import delivering
from bench.results import Report, Size
from bench.slackside import SlackSide, slack_side
from bench.standin import Orders

LATENCY = 0.15
WARM = 12
"""Messages of a first round that is not counted: catalogues, calendars and the pace are known after it."""

TEXT = "Vad lärde du dig den här veckan som någon annan borde veta?"


async def measure(size: Size) -> Report:
    """Let both send the same number of messages, with 1, 8 and 64 in flight."""
    report = Report("fanout", "Sending without limits, 150 ms to an answer: our outbox and a bare loop")
    in_flight = {Size.TINY: [1, 4], Size.SHORT: [1, 64], Size.LONG: [1, 8, 64]}[size]
    turns, each = size.pick(1, 2, 7), size.pick(4, 14, 60)
    async with slack_side() as slack:
        for lanes in in_flight:
            ours: list[float] = []
            bare: list[float] = []
            for _ in range(turns):
                ours.append(await ours_sends(slack, lanes, each))
                counts = await slack.counts()
                if counts["different"] != lanes * each or counts["doubled"]:
                    raise RuntimeError(f"not every message came once: {counts}")
                await slack.order(Orders(latency=LATENCY))
                bare.append(await bare_loop(slack.api_url, lanes, each))
            ratios = [one / other for one, other in zip(ours, bare, strict=True)]
            report.read(f"{lanes} in flight, Lärdom", "messages/s", ours)
            report.read(f"{lanes} in flight, bare loop", "messages/s", bare)
            found = report.read(f"{lanes} in flight, ratio", "", ratios)
            name = f"sending with {lanes} in flight, against a bare loop"
            report.aim(name, "×", 0.8, found.median, at_most=False)
    report.remarks.append(
        "A workspace has one message in flight, so as many workspaces send as the bare loop has in flight. "
        "Every message is committed before and after it is sent; the bare loop keeps nothing."
    )
    return report


async def ours_sends(slack: SlackSide, lanes: int, each: int) -> float:
    """Send what is owed in many workspaces; return messages a second."""
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
        async with delivering(slack.api_url, Path(place)) as app:
            await slack.order(Orders(members=max(each, WARM)))
            await app.owe(1, WARM, first=lanes)
            await app.drained()
            await app.owe(lanes, each)
            await slack.order(Orders(latency=LATENCY))
            began = time.perf_counter()
            await app.drained()
            return lanes * each / (time.perf_counter() - began)


async def bare_loop(api_url: str, lanes: int, each: int) -> float:
    """Post from as many loops as there are to be in flight; return messages a second."""
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        client = AsyncWebClient(token=token(0), base_url=api_url, session=session)

        async def loop(lane: int) -> None:
            for number in range(each):
                await client.chat_postMessage(
                    channel=user(number, lane), text=f"{TEXT} {lane} {number}", blocks=blocks()
                )

        began = time.perf_counter()
        await asyncio.gather(*(loop(lane) for lane in range(lanes)))
        return lanes * each / (time.perf_counter() - began)


def blocks() -> list[dict[str, object]]:
    """Return blocks of the size of a prompt's."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "Svara"}, "action_id": "answer"}
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": TEXT}},
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "Inget vi sparar knyter svaret till dig."}],
        },
        {"type": "actions", "elements": [{**button, "value": f"{number}"} for number in range(4)]},
    ]
