"""Charts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.page.charts import HEIGHT, WIDTH, chart


def axes(kind: str, *rows: list[float]) -> dict[str, Any]:
    """Build a chart of one or more series."""
    names = [f"v{place}" for place in range(len(rows[0]))]
    return {
        "title": "Deltagande",
        "chart": {
            "type": kind,
            "axis_config": {"categories": names, "x_label": "Vecka", "y_label": "Personer"},
            "series": [
                {
                    "name": f"S{place}",
                    "data": [{"label": n, "value": v} for n, v in zip(names, row, strict=True)],
                }
                for place, row in enumerate(rows)
            ],
        },
    }


def test_a_pie_tells_every_share() -> None:
    segments = [{"label": "a", "value": 3}, {"label": "b", "value": 1}]
    drawn = chart({"title": "T", "chart": {"type": "pie", "segments": segments}})
    assert drawn is not None
    assert list(drawn.names) == ["a · 75%", "b · 25%"]
    assert [shape.label for shape in drawn.shapes] == ["a: 3 (75%)", "b: 1 (25%)"]


def test_a_pie_of_one_slice_is_a_whole_circle() -> None:
    drawn = chart({"title": "T", "chart": {"type": "pie", "segments": [{"label": "a", "value": 3}]}})
    assert drawn is not None
    assert drawn.shapes[0].path.count("a108") == 2


def test_bars_stand_on_zero_and_reach_their_value() -> None:
    drawn = chart(axes("bar", [10, 5]))
    assert drawn is not None
    zero = next(tick.place for tick in drawn.y_ticks if tick.text == "0")
    ten = next(tick.place for tick in drawn.y_ticks if tick.text == "10")
    assert f" {zero}V{ten}h" in drawn.shapes[0].path
    assert len(drawn.shapes) == 2


@pytest.mark.parametrize(("kind", "closed"), [("line", False), ("area", True)])
def test_a_line_is_open_and_an_area_is_filled(kind: str, closed: bool) -> None:
    drawn = chart(axes(kind, [1, 2, 3], [3, 2, 1]))
    assert drawn is not None
    assert [shape.path.endswith("Z") for shape in drawn.shapes] == [closed, closed]


def test_every_number_can_also_be_read() -> None:
    drawn = chart(axes("line", [1, 2.5], [3, 4]))
    assert drawn is not None
    assert [(name, list(cells)) for name, cells in drawn.rows] == [("v0", ["1", "3"]), ("v1", ["2.5", "4"])]


@pytest.mark.parametrize(
    "block", [{}, {"chart": {"type": "radar"}}, {"chart": {"type": "pie", "segments": []}}]
)
def test_what_cannot_be_drawn_is_not_drawn(block: dict[str, Any]) -> None:
    assert chart(block) is None


@given(
    st.sampled_from(["line", "bar", "area"]),
    st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=20),
)
def test_nothing_is_drawn_outside_the_box(kind: str, values: list[float]) -> None:
    drawn = chart(axes(kind, values))
    assert drawn is not None
    assert all(0 <= tick.place <= WIDTH for tick in drawn.x_ticks)
    assert all(" ".join(tick.lines) == tick.text for tick in drawn.x_ticks)
    assert all(-1 <= tick.place <= HEIGHT + 1 for tick in drawn.y_ticks)
    assert 2 <= len(drawn.y_ticks) <= 12
