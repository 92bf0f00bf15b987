"""What the attacks are played with: thirty people, few rounds unless more are asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from slack_bolt.async_app import AsyncApp

from bot.audit.findings import Plan
from tests.support.playing import Recorder

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


@pytest.fixture
def recorder(monkeypatch) -> Recorder:
    kept, dispatch = Recorder(), AsyncApp.async_dispatch

    async def recording(self, request):
        if not getattr(request, "forged", False):
            kept.note(request.body)
        return await dispatch(self, request)

    monkeypatch.setattr(AsyncApp, "async_dispatch", recording)
    return kept
