"""Whole messages and whole views."""

from __future__ import annotations

from sandbox.blocks.layout import check_block
from sandbox.blocks.problem import Problem, Report
from sandbox.blocks.text import check_text

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
CHARTS = 2
MODAL_KEYS = {
    "type",
    "title",
    "blocks",
    "close",
    "submit",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
    "submit_disabled",
}
HOME_KEYS = {"type", "blocks", "private_metadata", "callback_id", "external_id"}


def validate_message(blocks: object, attachments: object = None) -> list[Problem]:
    """Return what is wrong with a message's blocks."""
    report = Report()
    if attachments is not None and not isinstance(attachments, list):
        report.add("/attachments", "must be an array")
    kinds = _blocks(report, blocks, MESSAGE_BLOCKS, "message")
    if kinds.count("data_visualization") > CHARTS:
        report.add("/blocks", f"no more than {CHARTS} data_visualization blocks allowed")
    return report.problems


def validate_view(view: object) -> list[Problem]:
    """Return what is wrong with a modal or a Home tab."""
    report = Report()
    found = report.mapping(view, "")
    if found is None:
        return report.problems
    kind = found.get("type")
    if kind not in ("modal", "home"):
        report.add("/type", "must be one of: home, modal")
        return report.problems
    required = ("type", "title", "blocks") if kind == "modal" else ("type", "blocks")
    report.keys(found, "", MODAL_KEYS if kind == "modal" else HOME_KEYS, required)
    for key in ("title", "submit", "close"):
        check_text(report, found, key, "", most=24, plain=True)
    report.string(found, "private_metadata", "", most=3000)
    report.string(found, "callback_id", "", most=255)
    report.string(found, "external_id", "", most=255)
    kinds = _blocks(report, found.get("blocks"), VIEW_BLOCKS, str(kind))
    if kind == "modal" and "input" in kinds and "submit" not in found:
        report.add("/submit", "a view with input blocks must have a submit button")
    return report.problems


def _blocks(report: Report, blocks: object, most: int, surface: str) -> list[str]:
    kinds: list[str] = []
    if blocks is None:
        return kinds
    seen: set[str] = set()
    for number, block in enumerate(report.array({"blocks": blocks}, "blocks", "", least=0, most=most)):
        kind, block_id = check_block(report, block, f"/blocks/{number}", surface)
        if kind is not None:
            kinds.append(kind)
        if block_id is not None:
            if block_id in seen:
                report.add(f"/blocks/{number}/block_id", f"block_id already exists: {block_id}")
            seen.add(block_id)
    return kinds
