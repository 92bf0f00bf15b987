"""Our app as `lardom run` starts it, on a given database: `python -m bench.peers.lardom '{...}'`."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from datetime import datetime
from typing import Any

import structlog

from bot.app import running
from bot.clock import ShiftedClock
from bot.heap import settle_heap
from bot.settings import Settings


async def serve(told: dict[str, Any]) -> None:
    """Answer until standard input ends; print the port first, or 0 for a socket."""
    clock = ShiftedClock(datetime.fromisoformat(told["now"]))
    async with running(Settings(_env_file=None, lardom_member_rate=0, **told["settings"]), clock) as app:
        settle_heap()
        print(app.port or 0, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(serve(json.loads(sys.argv[1])))
