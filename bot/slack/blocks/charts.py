"""Charts as Slack's data_visualization block, within the limits of its reference.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.slack.blocks.kit import Json

LONGEST_TITLE = 50
LONGEST_NAME = 20
MOST_POINTS = 20
ENOUGH_FOR_A_CURVE = 3


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold a chart in words: what it shows, over which categories, a row of numbers for each name."""

    title: str
    categories: Sequence[str]
    series: Mapping[str, Sequence[float]]
    y_label: str = ""
    kind: str = "bar"


def drawn(chart: Chart) -> Json:
    """Build the block; a curve through one or two points is drawn as bars."""
    categories = [one[:LONGEST_NAME] for one in chart.categories[-MOST_POINTS:]]
    kind = "bar" if len(categories) < ENOUGH_FOR_A_CURVE else chart.kind
    series = [
        {
            "name": name[:LONGEST_NAME],
            "data": [
                {"label": label, "value": value}
                for label, value in zip(categories, values[-MOST_POINTS:], strict=True)
            ],
        }
        for name, values in chart.series.items()
    ]
    axes: Json = {"categories": categories}
    if chart.y_label:
        axes["y_label"] = chart.y_label[:LONGEST_TITLE]
    return {
        "type": "data_visualization",
        "title": chart.title[:LONGEST_TITLE],
        "chart": {"type": kind, "series": series, "axis_config": axes},
    }
