"""`lardom audit` says what was tried, with what success, and fails when a limit is passed."""

from __future__ import annotations

import json

from bot.audit.attacks import Finding
from typer.testing import CliRunner

from bot.audit import report
from bot.cli import app


def test_every_attack_has_its_row_and_the_promise_holds():
    result = CliRunner().invoke(app, ["audit", "--people", "12", "--seeds", "2", "--json"])
    rows = json.loads(result.stdout.splitlines()[-1])
    assert result.exit_code == 0
    assert len(rows) == len(report.ATTACKS)
    assert {row["verdict"] for row in rows} == {"holds"}
    assert set(rows[0]) == {"adversary", "tried", "success", "chance", "limit", "verdict"}


def test_a_leak_ends_with_one_and_is_named(monkeypatch):
    tries: list[int] = []

    async def leaky(_plan) -> Finding:
        tries.append(1)
        return Finding("operator with the database", "rows by rowid", 1.0, 0.03, 0.06)

    monkeypatch.setattr(report, "ATTACKS", (leaky,))
    result = CliRunner().invoke(app, ["audit", "--people", "12", "--seeds", "1"])
    assert result.exit_code == 1 and "LEAKS" in result.stdout
    assert len(tries) == report.TRIES, "it was tried again before it was called a leak"
