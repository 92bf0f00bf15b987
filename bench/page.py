"""Write the measured part of docs/performance.md, and its plots, from a run's JSON.

`python -m bench.page` takes the latest run.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot

from bench.results import Report
from bench.shown import plain

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = "| --- | ---: | ---: | ---: | --- |"
PLOTS = {
    "firing": (r"^(\d+) members$", "seconds until a round is open", "members"),
    "fanout": (r"^(\d+ in flight, .+(?:m|p))$", "messages a second", ""),
    "ack": (r"^(.+, .+), 1 in flight, p50$", "ms from submission to ack, p50, one in flight", ""),
}


def main() -> None:
    """Write the table and the plots."""
    asked = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    asked.add_argument("--run", type=Path, default=HERE / "results" / "latest.json")
    run = json.loads(asked.parse_args().run.read_text(encoding="utf-8"))
    reports = [Report.from_json(one) for one in run["reports"]]
    page = DOCS / "performance.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{measured(run, reports)}{END}{after}", encoding="utf-8")
    for report in reports:
        if report.name in PLOTS:
            plot(report, *PLOTS[report.name])


def measured(run: dict[str, Any], reports: list[Report]) -> str:
    """Return the goals and all readings as tables."""
    machine = ", ".join(f"{name} {value}" for name, value in run["machine"].items())
    lines = [f"\nMeasured on {run['day']}, form: {run['size']}. {machine}.\n"]
    lines += ["| number | goal | found | reached |", "| --- | ---: | ---: | --- |"]
    for report in reports:
        for goal in report.goals:
            aim = f"{'≤' if goal.at_most else '≥'} {plain(goal.limit)} {goal.unit}".strip()
            found = f"{plain(goal.found)} {goal.unit}".strip()
            lines.append(f"| {goal.name} | {aim} | {found} | {'yes' if goal.reached else '**no**'} |")
    for report in reports:
        lines += [f"\n### {report.title}\n", "| | median | least | most | unit |", HEAD]
        for one in report.readings:
            three = " | ".join(plain(value) for value in (one.median, *one.spread))
            lines.append(f"| {one.name} | {three} | {one.unit} |")
        lines += ["", *report.remarks]
    return "\n".join(lines) + "\n"


def plot(report: Report, wanted: str, says: str, along: str) -> None:
    """Draw one report's readings as an SVG."""
    chosen = [(hit[1], one) for one in report.readings if (hit := re.match(wanted, one.name))]
    if not chosen:
        return
    matplotlib.rcParams["svg.hashsalt"] = report.name
    figure, axes = pyplot.subplots(figsize=(7, 3.2))
    if along:
        axes.loglog([float(name) for name, _ in chosen], [one.median for _, one in chosen], marker="o")
        axes.set_xlabel(along)
        axes.set_ylabel(says)
    else:
        axes.barh([name for name, _ in chosen], [one.median for _, one in chosen])
        axes.invert_yaxis()
        axes.set_xlabel(says)
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(DOCS / "images" / f"performance-{report.name}.svg", metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    main()
