"""Layout blocks."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.blocks.elements import IN_ACTIONS, IN_CONTEXT, IN_INPUT, IN_SECTION, check_element
from sandbox.blocks.newer import BASE, NEWER, check_container
from sandbox.blocks.problem import Json, Report
from sandbox.blocks.text import check_text

RICH = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
RICH_LEAVES = {
    "text",
    "link",
    "emoji",
    "user",
    "usergroup",
    "channel",
    "broadcast",
    "date",
    "color",
    "team",
    "rich_text_section",
}


def check_block(report: Report, value: object, at: str, surface: str) -> tuple[str | None, str | None]:
    """Check one block on a surface (message, modal or home); return its type and block id."""
    block = report.mapping(value, at)
    if block is None:
        return None, None
    kind = block.get("type")
    check = CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None or surface not in SURFACES.get(str(kind), EVERYWHERE):
        report.add(f"{at}/type", f"unsupported type: {kind}")
        return None, None
    report.string(block, "block_id", at, least=1, most=255)
    check(report, block, at)
    block_id = block.get("block_id")
    return str(kind), block_id if isinstance(block_id, str) else None


def _section(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"text", "fields", "accessory", "expand"}, ())
    if "text" not in one and "fields" not in one:
        report.add(at, "missing required field: text")
    check_text(report, one, "text", at, most=3000, plain=False)
    for number, item in enumerate(report.array(one, "fields", at, most=10)):
        holder = {"field": item}
        check_text(report, holder, "field", f"{at}/fields/{number}", most=2000, plain=False)
    if "accessory" in one:
        check_element(report, one["accessory"], f"{at}/accessory", IN_SECTION)


def _header(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"text"}, ("text",))
    check_text(report, one, "text", at, most=150, plain=True)


def _divider(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE, ())


def _context(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"elements"}, ("elements",))
    for number, item in enumerate(report.array(one, "elements", at, most=10)):
        here = f"{at}/elements/{number}"
        if isinstance(item, dict) and item.get("type") == "image":
            check_element(report, item, here, IN_CONTEXT)
        else:
            check_text(report, {"element": item}, "element", here, most=3000, plain=False)


def _actions(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"elements"}, ("elements",))
    seen: set[str] = set()
    for number, item in enumerate(report.array(one, "elements", at, most=25)):
        action = check_element(report, item, f"{at}/elements/{number}", IN_ACTIONS)
        if action is not None:
            if action in seen:
                report.add(f"{at}/elements/{number}/action_id", f"action_id already exists: {action}")
            seen.add(action)


def _input(report: Report, one: Json, at: str) -> None:
    allowed = BASE | {"label", "element", "optional", "hint", "dispatch_action"}
    report.keys(one, at, allowed, ("label", "element"))
    check_text(report, one, "label", at, most=2000, plain=True)
    check_text(report, one, "hint", at, most=2000, plain=True)
    if "element" in one:
        check_element(report, one["element"], f"{at}/element", IN_INPUT)


def _image(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"image_url", "alt_text", "title", "slack_file"}, ("alt_text",))
    report.string(one, "image_url", at, least=1, most=3000)
    report.string(one, "alt_text", at, least=1, most=2000)
    check_text(report, one, "title", at, most=2000, plain=True)


def _rich(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"elements"}, ("elements",))
    for number, item in enumerate(report.array(one, "elements", at, most=100)):
        here = f"{at}/elements/{number}"
        part = report.mapping(item, here)
        if part is None:
            continue
        if part.get("type") not in RICH:
            report.add(f"{here}/type", f"unsupported type: {part.get('type')}")
            continue
        for place, leaf in enumerate(report.array(part, "elements", here, least=0, most=500)):
            found = report.mapping(leaf, f"{here}/elements/{place}")
            if found is not None and found.get("type") not in RICH_LEAVES:
                report.add(f"{here}/elements/{place}/type", f"unsupported type: {found.get('type')}")
            elif found is not None and found.get("type") == "text":
                report.string(found, "text", f"{here}/elements/{place}", least=1, most=3000)


def _markdown(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, BASE | {"text"}, ("text",))
    report.string(one, "text", at, least=1, most=12000)


CHECKS: dict[str, Callable[[Report, Json, str], None]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "rich_text": _rich,
    "markdown": _markdown,
    **NEWER,
    "container": lambda report, one, at: check_container(report, one, at, check_block),
}
EVERYWHERE = frozenset({"message", "modal", "home"})
SURFACES = {
    "markdown": frozenset({"message"}),
    "carousel": frozenset({"message", "home"}),
    "container": frozenset({"message"}),
    "alert": frozenset({"modal"}),
    "data_table": frozenset({"message"}),
    "data_visualization": frozenset({"message"}),
}
