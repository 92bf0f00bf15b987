"""Run the attacks and put what they found into a table."""

from __future__ import annotations

from dataclasses import replace

from rich.table import Table

from bot.audit.ballots import ballots
from bot.audit.canary import canary
from bot.audit.day import one_day
from bot.audit.findings import Attack, Finding, Plan, best
from bot.audit.grounds import ground
from bot.audit.library import the_library
from bot.audit.pairs import pairs
from bot.audit.residue import residue
from bot.audit.round import one_round

ATTACKS: tuple[Attack, ...] = (one_round, one_day, ballots, pairs, residue, the_library, canary)
TRIES = 3
"""An attempt that passes its limit is made again with fresh rounds: luck does not last, a leak does."""
UNTRIED = "not tried here"


async def confirmed(attack: Attack, plan: Plan) -> list[Finding]:
    """Return an attack's findings; attempts above their limit are repeated with fresh rounds."""
    findings = await attack(plan)
    for _ in range(TRIES - 1):
        if not any(may_be_luck(one) for one in findings):
            break
        again = await attack(plan)
        findings = [
            repeated(old, new) if may_be_luck(old) else old for old, new in zip(findings, again, strict=True)
        ]
    return findings


def may_be_luck(finding: Finding) -> bool:
    """Tell whether a limit may have been passed by luck; where nothing is to be found at all, never."""
    return not finding.holds and finding.limit > 0


def repeated(old: Finding, new: Finding) -> Finding:
    """Return what became, in fresh rounds, of just those attempts that had passed their limit."""
    found = {name: new.attempts[name] for name in old.above if name in new.attempts}
    if not found:
        return new
    name, success = best(found)
    tried = f"{new.tried.partition(':')[0]}: {name} (repeated)"
    return replace(new, tried=tried, success=success, attempts=found)


async def audit_here(people: int, seeds: int, url: str | None = None) -> list[Finding]:
    """Run every attack on scratch databases of the kind an address names; raise NoGround without any."""
    with ground(url, people, seeds) as plan:
        return [finding for attack in ATTACKS for finding in await confirmed(attack, plan)]


def as_row(finding: Finding) -> dict[str, object]:
    """Return a finding as plain values."""
    return {
        "adversary": finding.adversary,
        "tried": finding.tried,
        "success": None if finding.success is None else round(finding.success, 4),
        "chance": round(finding.chance, 4),
        "limit": round(finding.limit, 4),
        "verdict": verdict(finding),
        "not_tried": list(finding.not_tried),
    }


def verdict(finding: Finding) -> str:
    """Return what a finding means in a word or three."""
    if finding.success is None:
        return UNTRIED
    return "holds" if finding.holds else "LEAKS"


def as_table(findings: list[Finding]) -> Table:
    """Return findings as a table for a terminal."""
    table = Table(
        "adversary", "what was tried, and the best attempt", "success", "chance", "limit", "verdict"
    )
    for finding in findings:
        colour = "yellow" if finding.success is None else "green" if finding.holds else "red"
        missing = "".join(f"\n[yellow]{UNTRIED}: {one}[/yellow]" for one in finding.not_tried)
        table.add_row(
            finding.adversary,
            finding.tried + missing,
            "–" if finding.success is None else f"{finding.success:.3f}",
            f"{finding.chance:.3f}",
            f"{finding.limit:.3f}",
            f"[{colour}]{verdict(finding)}[/{colour}]",
        )
    return table
