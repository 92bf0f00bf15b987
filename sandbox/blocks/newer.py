"""Slack's newer blocks: cards, carousels, containers, alerts, tables and charts."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.blocks.elements import check_element
from sandbox.blocks.problem import Json, Report
from sandbox.blocks.text import check_text

BASE = {"type", "block_id"}
SERIES_MOST = 6
POINTS_MOST = 20
LABEL_MOST = 20
CHILDREN_MOST = 10
ROWS_MOST = 100
CELLS_MOST = 20
LEVELS = ("default", "info", "warning", "error", "success")
WIDTHS = ("narrow", "standard", "wide", "full")
CELLS = ("raw_text", "raw_number", "rich_text", "action")


def _card(report: Report, one: Json, at: str) -> None:
    allowed = BASE | {"icon", "title", "subtitle", "hero_image", "body", "actions", "slack_icon"}
    report.keys(one, at, allowed, ())
    for key, most in (("title", 150), ("subtitle", 150), ("body", 200)):
        check_text(report, one, key, at, most=most, plain=False)
    for number, item in enumerate(report.array(one, "actions", at, most=5)):
        check_element(report, item, f"{at}/actions/{number}", frozenset({"button"}))


def _carousel(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"elements"}, ("elements",))
    for number, item in enumerate(report.array(one, "elements", at, most=10)):
        here = f"{at}/elements/{number}"
        if isinstance(item, dict) and item.get("type") == "card":
            _card(report, item, here)
        else:
            report.add(f"{here}/type", "must be a card")


def _chart(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"title", "chart"}, ("title", "chart"))
    report.string(one, "title", at, least=1, most=50)
    chart = report.mapping(one.get("chart"), f"{at}/chart")
    if chart is None:
        return
    report.one_of(chart, "type", f"{at}/chart", ("line", "bar", "area", "pie"))
    if "type" not in chart:
        report.add(f"{at}/chart", "missing required field: type")
    if chart.get("type") == "pie":
        report.keys(chart, f"{at}/chart", ("type", "segments"), ("segments",))
        for number, one in enumerate(report.array(chart, "segments", f"{at}/chart", most=SERIES_MOST)):
            _point(report, one, f"{at}/chart/segments/{number}", above_zero=True)
    elif "type" in chart:
        _plot(report, chart, f"{at}/chart")


def _plot(report: Report, chart: Json, at: str) -> None:
    report.keys(chart, at, ("type", "series", "axis_config"), ("series", "axis_config"))
    axes = report.mapping(chart.get("axis_config"), f"{at}/axis_config") or {}
    for key in ("x_label", "y_label"):
        report.string(axes, key, f"{at}/axis_config", most=50)
    categories = report.array(axes, "categories", f"{at}/axis_config", most=POINTS_MOST)
    names = []
    for number, one in enumerate(report.array(chart, "series", at, most=SERIES_MOST)):
        here = f"{at}/series/{number}"
        series = report.mapping(one, here)
        if series is None:
            continue
        report.string(series, "name", here, least=1, most=LABEL_MOST)
        names.append(series.get("name"))
        points = report.array(series, "data", here, most=POINTS_MOST)
        for place, point in enumerate(points):
            _point(report, point, f"{here}/data/{place}")
        if [point.get("label") for point in points if isinstance(point, dict)] != categories:
            report.add(here, "labels must be the categories of the axis")
    if len(set(map(str, names))) < len(names):
        report.add(f"{at}/series", "names must be unique")


def _point(report: Report, one: object, at: str, *, above_zero: bool = False) -> None:
    point = report.mapping(one, at)
    if point is None:
        return
    report.string(point, "label", at, least=1, most=LABEL_MOST)
    value = point.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or (above_zero and value <= 0):
        report.add(f"{at}/value", "must be a number" + (" above zero" if above_zero else ""))


def _alert(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"text", "level"}, ("text",))
    check_text(report, one, "text", at, most=3000, plain=False)
    report.one_of(one, "level", at, LEVELS)


def check_container(
    report: Report,
    one: Json,
    at: str,
    check_child: Callable[[Report, object, str, str], tuple[str | None, str | None]],
) -> None:
    """Check a container and the blocks inside it; containers do not nest."""
    allowed = {"title", "rich_text_title", "subtitle", "icon", "width", "child_blocks"}
    allowed |= {"is_collapsible", "default_collapsed", "has_header_divider"}
    report.keys(one, at, BASE | allowed, ("child_blocks",))
    check_text(report, one, "title", at, most=150, plain=True)
    check_text(report, one, "subtitle", at, most=150, plain=True)
    report.one_of(one, "width", at, WIDTHS)
    for number, child in enumerate(report.array(one, "child_blocks", at, most=CHILDREN_MOST)):
        here = f"{at}/child_blocks/{number}"
        if isinstance(child, dict) and child.get("type") == "container":
            report.add(f"{here}/type", "unsupported type: container")
        else:
            check_child(report, child, here, "message")


def _data_table(report: Report, one: Json, at: str) -> None:
    allowed = {"caption", "rows", "page_size", "row_header_column_index"}
    report.keys(one, at, BASE | allowed, ("rows",))
    if isinstance(one.get("caption"), dict):
        check_text(report, one, "caption", at, most=150, plain=True)
    else:
        report.string(one, "caption", at, least=1, most=150)
    for number, row in enumerate(report.array(one, "rows", at, least=1, most=ROWS_MOST)):
        here = f"{at}/rows/{number}"
        for place, cell in enumerate(report.array({"row": row}, "row", here, most=CELLS_MOST)):
            found = report.mapping(cell, f"{here}/{place}")
            if found is not None and found.get("type") not in CELLS:
                report.add(f"{here}/{place}/type", f"unsupported type: {found.get('type')}")


NEWER: dict[str, Callable[[Report, Json, str], None]] = {
    "card": _card,
    "carousel": _carousel,
    "alert": _alert,
    "data_table": _data_table,
    "data_visualization": _chart,
}
