"""Make submissions of the answer modal as Slack sends them, and send many at once."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.names import user
from bench.stage import NOW
from bot.slack.blocks.answer import Place
from bot.slack.ids import Block, View
from sandbox.server import Sandbox, start

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Vi mätte två gånger innan vi borrade, och ritningen visade sig vara från förra året. Fråga alltid."


@dataclass
class Senders:
    """Send submissions, each of another member, and time how long the ack takes."""

    box: Sandbox
    members: int
    round_id: str = "none"
    _numbers: Iterator[int] | None = None

    async def closed_loop(self, in_flight: int, events: int) -> tuple[list[float], float]:
        """Keep so many in flight; return the seconds of each ack, and events a second."""
        left = iter(range(events))
        took: list[float] = []

        async def sender() -> None:
            for _ in left:
                took.append(await self.one())

        began = time.perf_counter()
        await asyncio.gather(*(sender() for _ in range(in_flight)))
        return took, events / (time.perf_counter() - began)

    async def at_rate(self, rate: float, seconds: float) -> list[float]:
        """Send so many a second, whatever becomes of them; return the seconds of each ack."""
        began = time.perf_counter()
        sent = []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            sent.append(asyncio.create_task(self.one()))
        return list(await asyncio.gather(*sent))

    async def one(self) -> float:
        """Send one; return how long the ack took."""
        if self._numbers is None:
            self._numbers = itertools.cycle(range(self.members))
        payload = self.payload(next(self._numbers))
        began = time.perf_counter()
        ack = await self.box.link.deliver("interactive", payload)
        took = time.perf_counter() - began
        if ack is None or (ack.payload or {}).get("response_action") not in (None, "clear"):
            raise RuntimeError(f"not taken: {ack}")
        return took

    def payload(self, number: int) -> dict[str, Any]:
        """Return the submission of one member."""
        world, who = self.box.world, user(number)
        return submission(
            world.team["id"], who, world.trigger(who), self.round_id, world.app_id, world.bot_id
        )


def submission(
    team: str, who: str, trigger: str, round_id: str, app_id: str = "A1", bot_id: str = "B1"
) -> dict[str, Any]:
    """Return a submission of the answer modal's second step, as Slack sends it.

    No two have the same trigger, or the second would count as a replay.
    """
    text = {"type": "plain_text", "text": "Skicka", "emoji": True}
    return {
        "type": "view_submission",
        "team": {"id": team, "domain": "norrbro"},
        "user": {"id": who, "username": "m", "name": "m", "team_id": team},
        "api_app_id": app_id,
        "token": "verification",
        "trigger_id": trigger,
        "response_urls": [],
        "enterprise": None,
        "is_enterprise_install": False,
        "view": {
            "id": "V1",
            "team_id": team,
            "type": "modal",
            "blocks": [],
            "private_metadata": Place(round_id).packed(),
            "callback_id": View.PREVIEW.value,
            "state": {"values": {Block.TEXT.value: {"field": {"type": "plain_text_input", "value": TEXT}}}},
            "hash": "1.2",
            "title": text,
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": text,
            "previous_view_id": None,
            "root_view_id": "V1",
            "app_id": app_id,
            "external_id": "",
            "app_installed_team_id": team,
            "bot_id": bot_id,
        },
    }


@asynccontextmanager
async def workspace(members: int, place: Path, app_url: str | None) -> AsyncIterator[Sandbox]:
    """Run a sandbox with made-up members."""
    described = {
        "team": {"id": "T000BENCH", "name": "Norrbro", "domain": "norrbro"},
        "members": [
            {
                "id": user(number),
                "name": f"m{number}",
                "first": f"Förnamn{number}",
                "last": f"Efternamn{number % 997}",
                "locale": "sv-SE",
            }
            for number in range(members)
        ],
        "channels": [{"id": "C0BENCH", "name": "larande", "members": "all", "app": True}],
    }
    file = place / "workspace.yaml"
    file.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    async with start(file, ROOT / "manifest.json", clock=NOW, app_url=app_url, colleagues=False) as box:
        yield box
