"""Show reports as tables on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from bench.results import Report


def as_table(report: Report) -> Table:
    """Return a table of one comparison's readings: median and spread."""
    table = Table(title=report.title, title_justify="left", caption="\n".join(report.remarks))
    table.caption_justify = "left"
    table.add_column(report.name)
    for heading in ("median", "least", "most", "unit"):
        table.add_column(heading, justify="right")
    for one in report.readings:
        least, most = one.spread
        table.add_row(one.name, plain(one.median), plain(least), plain(most), one.unit)
    return table


def goals_table(reports: Sequence[Report]) -> Table:
    """Return a table of every goal with what was found."""
    table = Table(title="Numbers to reach", title_justify="left")
    table.add_column("number")
    for heading in ("goal", "found", ""):
        table.add_column(heading, justify="right")
    for report in reports:
        for goal in report.goals:
            sign = "≤" if goal.at_most else "≥"
            mark = "[green]reached[/green]" if goal.reached else "[red]missed[/red]"
            aim = f"{sign} {plain(goal.limit)} {goal.unit}".strip()
            table.add_row(goal.name, aim, f"{plain(goal.found)} {goal.unit}".strip(), mark)
    return table


def plain(value: float) -> str:
    """Write a number as a reader needs it."""
    if value == int(value) and abs(value) < 1e9:
        return f"{int(value):,}"
    return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"
