"""Buttons, menus, pickers and fields."""

from __future__ import annotations

import re
from collections.abc import Callable

from sandbox.blocks.problem import Json, Report
from sandbox.blocks.text import check_confirm, check_options, check_text

ID_MOST = 255
COMMON = {"type", "action_id", "confirm", "placeholder", "focus_on_load"}
SELECTS = ("users", "conversations", "channels")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def check_element(report: Report, value: object, at: str, allowed: frozenset[str]) -> str | None:
    """Check one element that must be among the allowed types; return its action id."""
    element = report.mapping(value, at)
    if element is None:
        return None
    kind = element.get("type")
    check = CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None or kind not in allowed:
        report.add(f"{at}/type", f"unsupported type: {kind}")
        return None
    report.string(element, "action_id", at, least=1, most=ID_MOST)
    check_confirm(report, element, at)
    check_text(report, element, "placeholder", at, most=150, plain=True)
    check(report, element, at)
    action = element.get("action_id")
    return action if isinstance(action, str) else None


def _button(report: Report, one: Json, at: str) -> None:
    allowed = COMMON - {"placeholder", "focus_on_load"} | {
        "text",
        "value",
        "url",
        "style",
        "accessibility_label",
    }
    report.keys(one, at, allowed, ("text",))
    check_text(report, one, "text", at, most=75, plain=True)
    report.string(one, "value", at, most=2000)
    report.string(one, "url", at, most=3000)
    report.string(one, "accessibility_label", at, most=75)
    report.one_of(one, "style", at, ("primary", "danger"))


def _overflow(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, ("type", "action_id", "confirm", "options"), ("options",))
    check_options(report, one, "options", at, most=5, plain=True)


def _static(report: Report, one: Json, at: str) -> None:
    multi = str(one["type"]).startswith("multi_")
    initial = "initial_options" if multi else "initial_option"
    extra = {"options", "option_groups", initial} | ({"max_selected_items"} if multi else set())
    report.keys(one, at, COMMON | extra, ())
    if ("options" in one) == ("option_groups" in one):
        report.add(at, "must have either options or option_groups")
    values = check_options(report, one, "options", at, most=100, plain=True)
    for number, group in enumerate(report.array(one, "option_groups", at, most=100)):
        here = f"{at}/option_groups/{number}"
        if (found := report.mapping(group, here)) is not None:
            report.keys(found, here, ("label", "options"), ("label", "options"))
            check_text(report, found, "label", here, most=75, plain=True)
            values += check_options(report, found, "options", here, most=100, plain=True)
    _initial(report, one, initial, at, values)


def _external(report: Report, one: Json, at: str) -> None:
    extra = {"min_query_length", "initial_option", "initial_options", "max_selected_items"}
    report.keys(one, at, COMMON | extra, ())


def _people(report: Report, one: Json, at: str) -> None:
    kind = str(one["type"])
    noun = next(name for name in SELECTS if name in kind)
    initial = f"initial_{noun}" if kind.startswith("multi_") else f"initial_{noun[:-1]}"
    extra = {initial, "max_selected_items", "response_url_enabled"}
    if noun == "conversations":
        extra |= {"filter", "default_to_current_conversation"}
    report.keys(one, at, COMMON | extra, ())


def _choices(report: Report, one: Json, at: str) -> None:
    initial = "initial_options" if one["type"] == "checkboxes" else "initial_option"
    report.keys(one, at, {"type", "action_id", "confirm", "focus_on_load", "options", initial}, ("options",))
    values = check_options(report, one, "options", at, most=10, plain=False)
    _initial(report, one, initial, at, values)


def _date(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, COMMON | {"initial_date"}, ())
    _matches(report, one, "initial_date", at, DATE)


def _time(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, COMMON | {"initial_time", "timezone"}, ())
    _matches(report, one, "initial_time", at, CLOCK)


def _datetime(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, COMMON - {"placeholder"} | {"initial_date_time"}, ())
    if not isinstance(one.get("initial_date_time", 0), int):
        report.add(f"{at}/initial_date_time", "must be an integer")


def _text_field(report: Report, one: Json, at: str) -> None:
    extra = {"initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"}
    report.keys(one, at, COMMON - {"confirm"} | extra, ())
    report.string(one, "initial_value", at, most=3000)
    for key in ("min_length", "max_length"):
        number = one.get(key, 1)
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= 3000:
            report.add(f"{at}/{key}", "must be a number from 0 to 3000")
    if isinstance(one.get("initial_value"), str) and isinstance(one.get("max_length"), int):
        report.string(one, "initial_value", at, most=one["max_length"])


def _plain_field(report: Report, one: Json, at: str) -> None:
    extra = {"initial_value", "is_decimal_allowed", "min_value", "max_value", "dispatch_action_config"}
    report.keys(one, at, COMMON - {"confirm"} | extra, ())
    if one["type"] == "number_input" and not isinstance(one.get("is_decimal_allowed"), bool):
        report.add(at, "missing required field: is_decimal_allowed")


def _rich_field(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, COMMON - {"confirm"} | {"initial_value", "dispatch_action_config"}, ())


def _image(report: Report, one: Json, at: str) -> None:
    report.keys(one, at, ("type", "image_url", "alt_text", "slack_file"), ("alt_text",))
    report.string(one, "image_url", at, least=1, most=3000)


def _initial(report: Report, one: Json, key: str, at: str, values: list[str]) -> None:
    chosen = one.get(key)
    if chosen is None:
        return
    for option in chosen if isinstance(chosen, list) else [chosen]:
        if not isinstance(option, dict) or option.get("value") not in values:
            report.add(f"{at}/{key}", "must be one of the options")


def _matches(report: Report, one: Json, key: str, at: str, pattern: re.Pattern[str]) -> None:
    value = one.get(key)
    if value is not None and (not isinstance(value, str) or pattern.fullmatch(value) is None):
        report.add(f"{at}/{key}", "has a wrong format")


CHECKS: dict[str, Callable[[Report, Json, str], None]] = {
    "button": _button,
    "overflow": _overflow,
    "static_select": _static,
    "multi_static_select": _static,
    "external_select": _external,
    "multi_external_select": _external,
    **{f"{prefix}{noun}_select": _people for noun in SELECTS for prefix in ("", "multi_")},
    "radio_buttons": _choices,
    "checkboxes": _choices,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _datetime,
    "plain_text_input": _text_field,
    "number_input": _plain_field,
    "email_text_input": _plain_field,
    "url_text_input": _plain_field,
    "rich_text_input": _rich_field,
    "image": _image,
}
FIELDS = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
)
IN_ACTIONS = frozenset(CHECKS) - FIELDS - {"image"}
IN_SECTION = frozenset(CHECKS) - FIELDS
IN_INPUT = frozenset(CHECKS) - {"button", "overflow", "image"}
IN_CONTEXT = frozenset({"image"})
