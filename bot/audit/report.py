"""Run the attacks and put what they found into a table."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.table import Table

from bot.audit.attacks import (
    Finding,
    Plan,
    journal_linkage,
    residue,
    sealed_before_mix,
    storage_linkage,
)

Attack = Callable[[Plan], Awaitable[Finding]]
ATTACKS: tuple[Attack, ...] = (sealed_before_mix, storage_linkage, journal_linkage, residue)
TRIES = 3
"""An attack that passes its limit is run again with fresh rounds: luck does not last, a leak does."""


async def confirmed(attack: Attack, plan: Plan) -> Finding:
    """Return an attack's finding, repeated with fresh rounds while it passes its limit."""
    finding = await attack(plan)
    for _ in range(TRIES - 1):
        if finding.holds:
            break
        finding = await attack(plan)
    return finding


async def audit_here(people: int, seeds: int) -> list[Finding]:
    """Run every attack on SQLite in a directory of its own, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="lardom-audit-") as place:
        numbers = iter(range(1_000_000))

        def fresh(_: int) -> str:
            return f"sqlite:///{place}/{next(numbers)}/data/audit.db"

        plan = Plan(people, seeds, fresh, Path(place))
        return [await confirmed(attack, plan) for attack in ATTACKS]


def as_row(finding: Finding) -> dict[str, object]:
    """Return a finding as plain values."""
    return {
        "adversary": finding.adversary,
        "tried": finding.tried,
        "success": round(finding.success, 4),
        "chance": round(finding.chance, 4),
        "limit": round(finding.limit, 4),
        "verdict": "holds" if finding.holds else "LEAKS",
    }


def as_table(findings: list[Finding]) -> Table:
    """Return findings as a table for a terminal."""
    table = Table("adversary", "best attempt", "success", "chance", "limit", "verdict")
    for finding in findings:
        row = as_row(finding)
        colour = "green" if finding.holds else "red"
        table.add_row(
            finding.adversary,
            finding.tried,
            f"{finding.success:.3f}",
            f"{finding.chance:.3f}",
            f"{finding.limit:.3f}",
            f"[{colour}]{row['verdict']}[/{colour}]",
        )
    return table
