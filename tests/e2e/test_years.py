"""Years of random members, zones, holidays and outages: one question each, at a right time, none missing."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.support.theatre import opened
from tests.support.years.drawing import plans
from tests.support.years.judge import Judge
from tests.support.years.plan import Plan
from tests.support.years.walk import NEVER, Walk

DAYS = int(os.environ.get("LARDOM_YEARS_DAYS", "100"))
WALKS = int(os.environ.get("LARDOM_YEARS", "1"))
EACH = 3
"""The first plan that is drawn is the simplest there is; the two after it are not."""


async def walked(plan: Plan) -> Judge:
    """Walk a plan through, and let what came of it be judged."""
    with tempfile.TemporaryDirectory(prefix="lardom-years-") as place:
        async with opened(Path(place), tick=NEVER) as stage:
            return Judge(plan, await Walk(stage, plan).through())


@pytest.mark.timeout(300 + 6 * DAYS)
@pytest.mark.parametrize("number", range(WALKS))
def test_everybody_is_asked_once_at_a_right_time_and_nobody_is_left_out(number):
    due: list[int] = []

    @seed(number)
    @settings(
        max_examples=EACH,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(plans(DAYS))
    def walk(plan: Plan) -> None:
        judge = asyncio.run(walked(plan))
        assert judge.violations() == [], plan
        due.append(judge.due())

    walk()
    assert sum(due) > DAYS / 4, "the judge had something to judge"
