"""Every comparison of `make bench` runs, in its smallest form."""

from __future__ import annotations

import json

import pytest

from bench.__main__ import COMPARISONS, measured
from bench.results import Report, Size
from bench.shown import as_table, goals_table


@pytest.mark.alone
@pytest.mark.parametrize("name", COMPARISONS)
async def test_a_comparison_runs_and_says_what_it_found(name):
    report = await measured(name, Size.TINY)
    assert report.name == name and report.readings
    assert all(reading.samples for reading in report.readings)
    again = Report.from_json(json.loads(json.dumps(report.as_json())))
    assert again == report
    assert as_table(again).row_count == len(report.readings)
    assert goals_table([again]).row_count == len(report.goals)
