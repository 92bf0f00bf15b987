"""What the attacks are played with: thirty people, few rounds unless more are asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.audit.findings import Plan

PEOPLE, SEEDS = 30, int(os.environ.get("LARDOM_ATTACK_SEEDS", "4"))


@pytest.fixture(params=["sqlite", "postgresql"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Plan:
    """Return a plan on fresh databases of either kind."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_plan")
    fresh = request.getfixturevalue("fresh_postgres")
    return Plan(PEOPLE, SEEDS, lambda _: fresh(), tmp_path)


@pytest.fixture
def sqlite_plan(tmp_path: Path) -> Plan:
    """Return a plan on SQLite alone."""
    numbers = iter(range(10_000))
    return Plan(PEOPLE, SEEDS, lambda _: f"sqlite:///{tmp_path}/{next(numbers)}/data/x.db", tmp_path)
