"""Run comparisons, each in a process of its own, and print what they found: `python -m bench`."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import logging
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import structlog
from rich.console import Console

from bench.machine import described
from bench.results import Report, Size
from bench.shown import as_table, goals_table

COMPARISONS = (
    "firing",
    "fanout",
    "pacing",
    "workspaces",
    "floors",
    "ack",
    "busy",
    "killing",
    "growth",
    "rest",
)
"""In the order in which they are run; each is a module with `measure(size)`."""

RESULTS = Path(__file__).parent / "results"
LONGEST_SECONDS = 7200
console = Console(width=120)


def main() -> None:
    """Run what was asked for; exit 1 when a comparison could not be run."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("names", nargs="*", help=f"which of {', '.join(COMPARISONS)}; all without it")
    asked.add_argument("--size", type=Size, default=Size.SHORT, choices=list(Size))
    asked.add_argument("--into", type=Path, default=RESULTS / "latest.json", help="the file for the JSON")
    asked.add_argument("--one", metavar="NAME", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        quiet()
        given.into.write_text(json.dumps(asyncio.run(measured(given.one, given.size)).as_json()))
        return
    if unknown := set(given.names) - set(COMPARISONS):
        asked.error(f"no such comparison: {', '.join(sorted(unknown))}")
    reports, failed = [], []
    began = time.monotonic()
    for name in given.names or COMPARISONS:
        started = time.monotonic()
        with console.status(f"{name} …"):
            report = apart(name, given.size)
        console.print(f"{name}: {time.monotonic() - started:.0f} s")
        if report is None:
            failed.append(name)
            continue
        reports.append(report)
        console.print(as_table(report))
    console.print(goals_table(reports))
    console.print(f"{time.monotonic() - began:.0f} s; JSON in {given.into.name}")
    write(given.into, reports, given.size)
    sys.exit(1 if failed else 0)


async def measured(name: str, size: Size) -> Report:
    """Run one comparison in this process."""
    report: Report = await importlib.import_module(f"bench.{name}").measure(size)
    return report


def quiet() -> None:
    """Let what the parts log be no part of what is measured."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)


def apart(name: str, size: Size) -> Report | None:
    """Run one comparison in a process of its own, so that none inherits another's memory."""
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
        into = Path(place) / "report.json"
        command = [sys.executable, "-m", "bench", "--one", name, "--size", size.value, "--into", str(into)]
        ended = subprocess.run(command, timeout=LONGEST_SECONDS, check=False)
        if ended.returncode:
            console.print(f"[red]{name} could not be run.[/red]")
            return None
        return Report.from_json(json.loads(into.read_text()))


def write(into: Path, reports: list[Report], size: Size) -> None:
    """Write everything as JSON, with the machine's kind and the versions."""
    into.parent.mkdir(parents=True, exist_ok=True)
    found = {
        "day": datetime.now(UTC).date().isoformat(),
        "size": size.value,
        "machine": described(),
        "reports": [one.as_json() for one in reports],
    }
    into.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
