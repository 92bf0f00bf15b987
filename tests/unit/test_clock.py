"""The demonstration's clock goes as fast as any other, also where the hour changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ShiftedClock
from sandbox.clock import WorkspaceClock

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize("day", [datetime(2026, 10, 24, 14, 30), datetime(2027, 3, 27, 14, 30)])
def test_it_keeps_step_with_the_workspace_over_the_night_of_a_change(day):
    start = day.replace(tzinfo=STOCKHOLM)
    app, workspace = ShiftedClock(start), WorkspaceClock(start)
    for clock in (app, workspace):
        clock.advance(timedelta(days=2).total_seconds())
    assert abs(app.now() - workspace.now()) < timedelta(seconds=5)
    assert app.now() - start.astimezone(UTC) < timedelta(days=2, seconds=5)
