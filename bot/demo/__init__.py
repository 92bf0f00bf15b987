"""A living workspace on a laptop: the local Slack as a process of its own, the app beside it."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bot.clock import SystemClock
from bot.demo.once import Summary, play_once
from bot.demo.past import QUARTER, live_through
from bot.demo.people import NeverCame, Refused
from bot.demo.stage import SandboxDidNotStart, staged, working_moment
from bot.logs import configure_logs

ONCE_LIMIT = 30
FEWEST_HIGHLIGHTS = 5


def play(*, once: bool, as_json: bool, port: int) -> int:
    """Run the demonstration; return the exit code."""
    said = Console(stderr=as_json, highlight=False)
    with tempfile.TemporaryDirectory(prefix="lardom-demo-") as place:
        log = Path(place) / "lardom.log"
        with log.open("w", encoding="utf-8") as stream:
            configure_logs(stream)
            try:
                summary = asyncio.run(_play(Path(place), once=once, port=port, said=said))
            except KeyboardInterrupt:
                return 0
            except (NeverCame, Refused, SandboxDidNotStart) as problem:
                return _stopped(said, str(problem), log)
            except TimeoutError:
                return _stopped(said, f"The round did not end within {ONCE_LIMIT} seconds.", log)
    if summary is None:
        return 0
    if as_json:
        sys.stdout.write(json.dumps(summary.as_dict(), ensure_ascii=False) + "\n")
    else:
        summary.show(said)
    return 0 if summary.highlights >= FEWEST_HIGHLIGHTS else 1


def _stopped(said: Console, why: str, log: Path) -> int:
    """Say why it goes no further, with what the app noted last; return the exit code."""
    said.print("[red]The demonstration stopped.[/red]", end=" ")
    said.print(why, markup=False)
    said.print(log.read_text(encoding="utf-8")[-2000:], markup=False)
    return 1


async def _play(place: Path, *, once: bool, port: int, said: Console) -> Summary | None:
    today = working_moment(SystemClock().now())
    if once:
        async with staged(place, port=port, start=today, colleagues=True) as stage:
            async with asyncio.timeout(ONCE_LIMIT):
                return await play_once(stage.people, said)
    async with staged(place, port=port, start=today - QUARTER, colleagues=False) as stage:
        await live_through(stage, today, said)
        said.print()
        said.print(f"  Lärdom is running. Open  [bold]{stage.url}[/bold]")
        said.print("  A question has just gone out: choose [bold]Karin[/bold] or [bold]Tom[/bold].")
        said.print("  Then, as [bold]Anna[/bold] who is an admin:  [bold]/lardom schedule close[/bold]")
        said.print(f"  The workspace's clock says {today:%A %d %B, %H:%M}. Ctrl+C ends it.")
        said.print()
        await stage.ended()
    return None
