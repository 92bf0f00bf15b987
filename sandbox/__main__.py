"""Run the sandbox as a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from datetime import datetime
from pathlib import Path

from sandbox.server import start


def main() -> None:
    """Read the arguments, run until a signal comes."""
    parser = argparse.ArgumentParser(prog="sandbox", description="A small local Slack.")
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--clock", type=datetime.fromisoformat, default=None, help="where the clock starts")
    parser.add_argument("--app-url", default=None, help="send signed HTTP there instead of Socket Mode")
    parser.add_argument("--colleagues", choices=("on", "off"), default="on")
    parser.add_argument("--haste", type=float, default=1.0, help="how fast colleagues answer")
    asyncio.run(_run(parser.parse_args()))


async def _run(given: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with start(
        given.workspace,
        given.manifest,
        clock=given.clock,
        port=given.port,
        app_url=given.app_url,
        colleagues=given.colleagues == "on",
        delay=(0.5 / given.haste, 4.0 / given.haste),
    ) as box:
        sys.stdout.write(json.dumps(box.ready()) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
