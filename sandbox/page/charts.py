"""The geometry of the data_visualization block: what to draw, in a box of fixed size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

Json = dict[str, Any]
WIDTH, HEIGHT = 560.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 12.0, 12.0, 48.0
CHARACTER = 6.5
TICKS = 4
PIE_CENTRE, PIE_RADIUS = (120.0, 120.0), 108.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold one thing to draw: a path, the series it belongs to and what to say about it."""

    path: str
    series: int
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Hold one mark on an axis."""

    place: float
    text: str
    lines: Sequence[str] = ()
    """The same in lines that do not run into the next mark's."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold a whole chart, ready to be drawn."""

    kind: str
    title: str
    width: float
    height: float
    shapes: Sequence[Shape]
    names: Sequence[str]
    x_ticks: Sequence[Tick] = ()
    y_ticks: Sequence[Tick] = ()
    x_label: str = ""
    y_label: str = ""
    rows: Sequence[tuple[str, Sequence[str]]] = ()


def chart(block: Json) -> Chart | None:
    """Lay out a data_visualization block; None when its kind is unknown or it holds nothing."""
    drawn = block.get("chart") or {}
    title = str(block.get("title", ""))
    if drawn.get("type") == "pie":
        return _pie(title, drawn)
    if drawn.get("type") in ("line", "bar", "area"):
        return _axes(title, str(drawn["type"]), drawn)
    return None


def number(value: float) -> str:
    """Write a number without needless decimals."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.4g}"


def _pie(title: str, drawn: Json) -> Chart | None:
    segments = [(str(one.get("label", "")), _value(one)) for one in drawn.get("segments") or []]
    total = sum(max(value, 0.0) for _, value in segments)
    if total <= 0:
        return None
    shapes, turned = [], 0.0
    for place, (label, value) in enumerate(segments):
        share = max(value, 0.0) / total
        said = f"{label}: {number(value)} ({share:.0%})"
        shapes.append(Shape(_slice(turned, turned + share), place, said))
        turned += share
    names = [f"{label} · {max(value, 0.0) / total:.0%}" for label, value in segments]
    rows = [(label, [number(value)]) for label, value in segments]
    return Chart("pie", title, 240.0, 240.0, shapes, names, rows=rows)


def _slice(start: float, end: float) -> str:
    (x, y), radius = PIE_CENTRE, PIE_RADIUS
    if end - start >= 0.9999:
        # An arc that ends where it began draws nothing: a whole turn is two halves.
        half = f"a{radius} {radius} 0 1 1"
        return f"M{x - radius:.1f} {y}{half} {2 * radius} 0{half} {-2 * radius} 0Z"
    first, last = (_on_circle(turn) for turn in (start, end))
    large = int(end - start > 0.5)
    return f"M{x} {y}L{first}A{radius} {radius} 0 {large} 1 {last}Z"


def _on_circle(turn: float) -> str:
    angle = 2 * math.pi * turn - math.pi / 2
    (x, y), radius = PIE_CENTRE, PIE_RADIUS
    return f"{x + radius * math.cos(angle):.2f} {y + radius * math.sin(angle):.2f}"


def _axes(title: str, kind: str, drawn: Json) -> Chart | None:
    axis = drawn.get("axis_config") or {}
    series = [(str(one.get("name", "")), one.get("data") or []) for one in drawn.get("series") or []]
    categories = [str(one) for one in axis.get("categories") or []]
    if not categories and series:
        categories = [str(point.get("label", "")) for point in series[0][1]]
    if not series or not categories:
        return None
    table = [_by_category(data, categories) for _, data in series]
    scale = _scale([value for row in table for value in row])
    step = (WIDTH - LEFT - RIGHT) / len(categories)
    centres = [LEFT + step * (place + 0.5) for place in range(len(categories))]
    shapes: list[Shape] = []
    for place, row in enumerate(table):
        said = [
            f"{series[place][0]}, {name}: {number(value)}"
            for name, value in zip(categories, row, strict=True)
        ]
        if kind == "bar":
            shapes += _bars(row, centres, step, scale, place, len(table), said)
        else:
            shapes.append(_curve(row, centres, scale, place, "; ".join(said), filled=kind == "area"))
    return Chart(
        kind,
        title,
        WIDTH,
        HEIGHT,
        shapes,
        [name for name, _ in series],
        [
            Tick(centre, name, wrap(name, max(int(step / CHARACTER), 1), break_long_words=False))
            for centre, name in zip(centres, categories, strict=True)
        ],
        [Tick(scale.at(value), number(value)) for value in scale.ticks()],
        str(axis.get("x_label") or ""),
        str(axis.get("y_label") or ""),
        [(name, [number(row[place]) for row in table]) for place, name in enumerate(categories)],
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 2)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + self.step * place, 10) for place in range(count + 1)]


def _scale(values: Sequence[float]) -> _Scale:
    low, high = min(0.0, *values), max(0.0, *values)
    rough = (high - low) / TICKS or 0.25
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    return _Scale(math.floor(low / step) * step, max(math.ceil(high / step), 1) * step, step)


def _bars(
    row: list[float], centres: list[float], step: float, scale: _Scale, place: int, many: int, said: list[str]
) -> list[Shape]:
    width = min(step * 0.7 / many, 48.0)
    found = []
    for centre, value, words in zip(centres, row, said, strict=True):
        left = centre + (place - many / 2) * width
        found.append(
            Shape(
                f"M{left + 1:.1f} {scale.at(0)}V{scale.at(value)}h{max(width - 2, 1):.1f}V{scale.at(0)}Z",
                place,
                words,
            )
        )
    return found


def _curve(
    row: list[float], centres: list[float], scale: _Scale, place: int, said: str, *, filled: bool
) -> Shape:
    line = "L".join(f"{x:.1f} {scale.at(value)}" for x, value in zip(centres, row, strict=True))
    if filled:
        return Shape(f"M{centres[0]:.1f} {scale.at(0)}L{line}L{centres[-1]:.1f} {scale.at(0)}Z", place, said)
    return Shape(f"M{line}", place, said)


def _by_category(data: Sequence[Json], categories: Sequence[str]) -> list[float]:
    known = {str(point.get("label", "")): _value(point) for point in data}
    return [known.get(name, 0.0) for name in categories]


def _value(point: Json) -> float:
    value = point.get("value", 0)
    usable = isinstance(value, int | float) and math.isfinite(value)
    return float(value) if usable else 0.0
