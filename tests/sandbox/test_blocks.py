"""Block Kit limits, each at its edge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.blocks import check_values, validate_message, validate_view

PLAIN = {"type": "plain_text", "text": "x"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "blocks", "elements", "options", "element", "title", "value"]),
            inner
            | st.sampled_from(["section", "actions", "input", "button", "plain_text", "modal", "rich_text"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


def text(size: int, kind: str = "plain_text") -> dict:
    return {"type": kind, "text": "x" * size}


def button(**more: object) -> dict:
    return {"type": "button", "action_id": "a", "text": PLAIN, **more}


def options(number: int) -> list[dict]:
    return [{"text": PLAIN, "value": str(n)} for n in range(number)]


def actions(*elements: dict) -> dict:
    return {"type": "actions", "elements": list(elements)}


def field(element: dict, **more: object) -> dict:
    return {
        "type": "input",
        "block_id": "b",
        "label": PLAIN,
        "element": {"action_id": "a", **element},
        **more,
    }


def modal(*blocks: dict, **more: object) -> dict:
    return {"type": "modal", "title": PLAIN, "submit": PLAIN, "blocks": list(blocks), **more}


EDGES = [
    (lambda n: [{"type": "section", "text": text(n, "mrkdwn")}], 3000),
    (lambda n: [{"type": "header", "text": text(n)}], 150),
    (lambda n: [actions(button(text=text(n)))], 75),
    (lambda n: [actions(button(value="x" * n))], 2000),
    (lambda n: [actions(button(action_id="x" * n))], 255),
    (lambda n: [{"type": "divider", "block_id": "x" * n}], 255),
    (lambda n: [{"type": "context", "elements": [PLAIN] * n}], 10),
    (lambda n: [actions(*(button(action_id=str(i)) for i in range(n)))], 25),
    (lambda n: [actions({"type": "static_select", "action_id": "a", "options": options(n)})], 100),
    (lambda n: [actions({"type": "overflow", "action_id": "a", "options": options(n)})], 5),
    (lambda n: [actions({"type": "radio_buttons", "action_id": "a", "options": options(n)})], 10),
    (lambda n: [{"type": "divider"}] * n, 50),
    (lambda n: [{"type": "section", "fields": [PLAIN] * n}], 10),
    (lambda n: [chart("x" * n)], 50),
    (lambda n: [chart("x")] * n, 2),
    (lambda n: [chart("x", series=n)], 6),
    (lambda n: [chart("x", points=n)], 20),
    (lambda n: [chart("x", label="x" * n)], 20),
    (lambda n: [chart("x", name="x" * n)], 20),
    (lambda n: [chart("x", y_label="x" * n)], 50),
    (lambda n: [pie(n)], 6),
]


def chart(title: str, series: int = 1, points: int = 1, label: str = "", name: str = "", **axes) -> dict:
    labels = [label or str(number) for number in range(points)]
    data = [{"label": one, "value": 1} for one in labels]
    drawn = [{"name": name or f"s{number}", "data": data} for number in range(series)]
    body = {"type": "bar", "series": drawn, "axis_config": {"categories": labels, **axes}}
    return {"type": "data_visualization", "title": title, "chart": body}


def pie(many: int, value: float = 1) -> dict:
    segments = [{"label": str(number), "value": value} for number in range(many)]
    return {"type": "data_visualization", "title": "x", "chart": {"type": "pie", "segments": segments}}


def test_a_chart_that_slack_would_refuse_is_refused():
    assert validate_message([pie(1, value=0)]) != []
    assert validate_message([chart("x", series=2, name="same")]) != []
    for broken in ("series", "axis_config"):
        without = chart("x")
        del without["chart"][broken]
        assert validate_message([without]) != []
    other = chart("x")
    other["chart"]["axis_config"]["categories"] = ["other"]
    assert validate_message([other]) != []


@pytest.mark.parametrize(("build", "most"), EDGES)
def test_a_message_is_taken_at_the_limit_and_refused_one_beyond(build, most):
    assert validate_message(build(most)) == []
    assert validate_message(build(most + 1)) != []


VIEW_EDGES = [
    (lambda n: modal(title=text(n)), 24),
    (lambda n: modal(submit=text(n)), 24),
    (lambda n: modal(private_metadata="x" * n), 3000),
    (lambda n: modal(callback_id="x" * n), 255),
    (lambda n: modal(*[{"type": "divider"}] * n), 100),
    (lambda n: modal(field({"type": "plain_text_input", "initial_value": "x" * n})), 3000),
]


@pytest.mark.parametrize(("build", "most"), VIEW_EDGES)
def test_a_view_is_taken_at_the_limit_and_refused_one_beyond(build, most):
    assert validate_view(build(most)) == []
    assert validate_view(build(most + 1)) != []


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type"),
        ([{"type": "section"}], "/blocks/0"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "/blocks/0/text/text"),
        ([{"type": "nonsense"}], "/blocks/0/type"),
        ([{"type": "divider", "colour": "red"}], "/blocks/0/colour"),
        ([actions(button(style="loud"))], "/blocks/0/elements/0/style"),
        ([actions({"type": "plain_text_input", "action_id": "a"})], "/blocks/0/elements/0/type"),
        ([actions(button(), button())], "/blocks/0/elements/1/action_id"),
        ([{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}], "/blocks/1/block_id"),
        ([actions({"type": "static_select", "action_id": "a"})], "/blocks/0/elements/0"),
    ],
)
def test_a_fault_is_named_by_its_place(blocks, pointer):
    assert pointer in [one.pointer for one in validate_message(blocks)]


def test_newer_blocks_are_taken_where_slack_takes_them():
    alert = {"type": "alert", "text": PLAIN, "level": "warning"}
    assert validate_view(modal(alert)) == []
    assert validate_message([alert]) != [], "alerts are for modals"
    inside = {"type": "section", "text": PLAIN}
    container = {"type": "container", "title": PLAIN, "child_blocks": [inside]}
    assert validate_message([container]) == []
    assert validate_message([{**container, "child_blocks": [container]}]) != []
    assert validate_message([{**container, "child_blocks": [{"type": "header"}]}]) != []
    table = {"type": "data_table", "caption": "x", "rows": [[{"type": "raw_text", "text": "x"}]]}
    assert validate_message([table]) == []
    assert validate_message([{**table, "rows": [[{"type": "song"}]]}]) != []
    card = {"type": "card", "title": PLAIN, "actions": [button()]}
    assert validate_message([card, {"type": "carousel", "elements": [card]}]) == []
    assert validate_view({"type": "home", "blocks": [card]}) == []
    assert validate_message([{"type": "carousel", "elements": [inside]}]) != []


def test_fields_need_a_way_to_send_them_and_choices_must_be_on_offer():
    without = {**modal(field({"type": "plain_text_input"}))}
    del without["submit"]
    assert [one.pointer for one in validate_view(without)] == ["/submit"]
    chosen = {"type": "radio_buttons", "options": options(2), "initial_option": options(3)[2]}
    assert validate_view(modal(field(chosen))) != []
    assert validate_view({"type": "home", "blocks": [chart("x")]}) != [], "charts are for messages"


@given(JSON)
def test_nothing_makes_the_check_itself_fail(value):
    validate_message(value)
    validate_view(value)


@pytest.mark.parametrize(
    ("element", "given", "refused"),
    [
        ({"type": "plain_text_input"}, {"value": ""}, True),
        ({"type": "plain_text_input"}, {"value": "x"}, False),
        ({"type": "plain_text_input", "max_length": 3}, {"value": "xxxx"}, True),
        ({"type": "plain_text_input", "min_length": 3}, {"value": "xx"}, True),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "3"}, {"value": "2"}, True),
        ({"type": "number_input", "is_decimal_allowed": False}, {"value": "tre"}, True),
        ({"type": "email_text_input"}, {"value": "a@b.se"}, False),
        ({"type": "url_text_input"}, {"value": "b.se"}, True),
        ({"type": "datepicker"}, {}, True),
        ({"type": "datepicker"}, {"selected_date": "2026-12-04"}, False),
    ],
)
def test_what_slacks_client_refuses_never_leaves_it(element, given, refused):
    view = modal(field(element))
    assert bool(check_values(view, {"b": {"a": given}})) is refused
    optional = modal(field(element, optional=True))
    assert check_values(optional, {"b": {"a": {}}}) == {}
