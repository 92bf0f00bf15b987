"""Run the app in a process of its own that dies, as in a power cut, at a chosen point.

`python -m tests.support.worker '{"settings": …, "clock": …, "kill": …}'` is how a test starts it.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import running
from bot.clock import ShiftedClock
from bot.delivery import firing, lane
from bot.settings import Settings
from bot.slack.courier import SlackCourier
from bot.store.database import Database
from bot.store.ledger import Ledger
from bot.store.outbox import Outbox
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.mix import Mixer
from bot.store.tables import DeliveryKind

CHUNK = 3
ANY = "any"
CROSSINGS = ("before_commit", "after_commit", "before_call", "after_call")


class Fuse:
    """Kill this process at the n-th crossing of a point, unless another one died of it."""

    def __init__(self, point: str, nth: int, match: str) -> None:
        """Name a point, or `any` for every commit and every call to Slack, and a file that one may burn."""
        self.point, self.left, self.match = point, nth, Path(match)

    def cross(self, point: str) -> None:
        """Count a crossing; the last one does not return."""
        if self.point == point or (self.point == ANY and point in CROSSINGS):
            self.left -= 1
            if self.left == 0:
                with suppress(FileNotFoundError):
                    self.match.unlink()
                    os.kill(os.getpid(), signal.SIGKILL)


def _around(owner: Any, name: str, before: Callable[..., None], after: Callable[..., None]) -> None:
    original = getattr(owner, name)

    async def awaited(*given: Any, **named: Any) -> Any:
        before(*given)
        result = await original(*given, **named)
        after(result, *given)
        return result

    def called(*given: Any, **named: Any) -> Any:
        before(*given)
        result = original(*given, **named)
        after(result, *given)
        return result

    setattr(owner, name, awaited if inspect.iscoroutinefunction(original) else called)


def lay(fuses: list[Fuse]) -> None:
    """Put every point into the app's own steps."""

    def cross(point: str) -> None:
        for fuse in fuses:
            fuse.cross(point)

    def nothing(*_: Any) -> None:
        return

    def at(point: str, when: Callable[..., bool] = lambda *_: True) -> Callable[..., None]:
        return lambda *given: cross(point) if when(*given) else None

    def is_digest(_outcome: Any, _courier: Any, delivery: Any, _parcel: Any) -> bool:
        return bool(delivery.kind is DeliveryKind.DIGEST)

    def both(*all_of: Callable[..., None]) -> Callable[..., None]:
        def run(*given: Any) -> None:
            for one in all_of:
                one(*given)

        return run

    _around(Outbox, "take", at("before_lease"), at("after_lease", lambda found, *_: found is not None))
    _around(
        Ledger,
        "turn",
        at("before_lease", lambda _ledger, turn: turn.following is not None),
        at("after_lease", lambda turned, *_: turned.fence is not None),
    )
    _around(SlackCourier, "carry", nothing, both(at("after_send"), at("in_digest", is_digest)))
    _around(Outbox, "owe", nothing, at("in_firing"))
    _around(Mixer, "_mix_in", nothing, at("in_mix", lambda found, *_: found is not None))
    _around(PoolKeys, "destroy", at("before_key_destroyed"), nothing)
    _around(PoolKeys, "create", nothing, at("after_key_made"))
    _around(AsyncWebClient, "api_call", at("before_call"), at("after_call"))
    original = Database.write

    @asynccontextmanager
    async def write(self: Database) -> AsyncIterator[Any]:
        async with original(self) as session:
            yield session
            cross("before_commit")
        cross("after_commit")

    Database.write = write  # type: ignore[method-assign]
    changed = Database.change

    async def change(self: Database, act: Callable[[Any], Any]) -> Any:
        def acted(session: Any) -> Any:
            result = act(session)
            cross("before_commit")
            return result

        result = await changed(self, acted)
        cross("after_commit")
        return result

    Database.change = change  # type: ignore[method-assign]


async def work(told: dict[str, Any]) -> None:
    """Run the app until somebody ends it."""
    clock = ShiftedClock(datetime.fromisoformat(told["clock"]), told["began"])
    async with running(Settings(_env_file=None, **told["settings"]), clock):
        await asyncio.Event().wait()


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    firing.CHUNK = CHUNK
    lane.LEASE = timedelta(seconds=given["lease"])
    if given["fuses"]:
        lay([Fuse(**one) for one in given["fuses"]])
    asyncio.run(work(given))
