"""Send a round, ours or a bare loop's, until somebody ends this process: `python -m bench.peers.sender`."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

import structlog

from bench.fanout import bare_loop
from bench.ours import delivering


async def send(told: dict[str, Any]) -> None:
    """Say that it begins, and send until nothing is left."""
    if told["bare"]:
        print(0, flush=True)
        await bare_loop(told["api_url"], told["lanes"], told["messages"])
        return
    async with delivering(told["api_url"], Path(told["place"])) as app:
        if told["owe"]:
            await app.owe(told["lanes"], told["messages"])
        else:
            await app.leases_end()
        print(0, flush=True)
        await app.drained()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(send(json.loads(sys.argv[1])))
