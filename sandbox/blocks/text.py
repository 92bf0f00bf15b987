"""Text objects, options and confirmation dialogs."""

from __future__ import annotations

from sandbox.blocks.problem import Json, Report

TEXT_KEYS = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}


def check_text(
    report: Report, parent: Json, key: str, at: str, *, most: int, plain: bool, least: int = 1
) -> None:
    """Check a text object; `plain` says that only plain_text is taken."""
    if key not in parent:
        return
    here = f"{at}/{key}"
    text = report.mapping(parent[key], here)
    if text is None:
        return
    kind = text.get("type")
    allowed = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(kind, str) or kind not in allowed:
        report.add(f"{here}/type", f"must be one of: {', '.join(allowed)}")
        return
    report.keys(text, here, TEXT_KEYS[kind], ("type", "text"))
    report.string(text, "text", here, least=least, most=most)


def check_options(
    report: Report, parent: Json, key: str, at: str, *, most: int, plain: bool, text_most: int = 75
) -> list[str]:
    """Check options; return the values on offer."""
    values: list[str] = []
    for number, one in enumerate(report.array(parent, key, at, most=most)):
        here = f"{at}/{key}/{number}"
        option = report.mapping(one, here)
        if option is None:
            continue
        report.keys(option, here, ("text", "value", "description", "url"), ("text", "value"))
        check_text(report, option, "text", here, most=text_most, plain=plain)
        check_text(report, option, "description", here, most=75, plain=plain)
        report.string(option, "value", here, least=1, most=150)
        report.string(option, "url", here, most=3000)
        if isinstance(option.get("value"), str):
            values.append(option["value"])
    if len(set(values)) != len(values):
        report.add(f"{at}/{key}", "option values must be unique")
    return values


def check_confirm(report: Report, parent: Json, at: str) -> None:
    """Check a confirmation dialog."""
    if "confirm" not in parent:
        return
    here = f"{at}/confirm"
    confirm = report.mapping(parent["confirm"], here)
    if confirm is None:
        return
    report.keys(
        confirm, here, ("title", "text", "confirm", "deny", "style"), ("title", "text", "confirm", "deny")
    )
    check_text(report, confirm, "title", here, most=100, plain=True)
    check_text(report, confirm, "text", here, most=300, plain=False)
    check_text(report, confirm, "confirm", here, most=30, plain=True)
    check_text(report, confirm, "deny", here, most=30, plain=True)
    report.one_of(confirm, "style", here, ("primary", "danger"))
