"""Every block and every element."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.page.emoji import read_emoji
from sandbox.page.screens import Screens
from tests.sandbox_page.fake import FakeWorkspace, StoppedClock, message, one, tags, text

Json = dict[str, Any]


def plain(words: str) -> Json:
    """Build a plain_text object."""
    return {"type": "plain_text", "text": words}


def option(value: str) -> Json:
    """Build an option."""
    return {"text": plain(f"Val {value}"), "value": value}


OPTIONS = [option("a"), option("b")]


def shown(*blocks: Json) -> str:
    """Show a message's blocks."""
    workspace = FakeWorkspace(said=[message("1796389200.000100", "reserv", blocks=list(blocks))])
    found = Screens(workspace, StoppedClock(), "Norr", read_emoji()).fragment("U0ANNA", "messages", "C0ONE")
    assert found is not None
    return found


def asked(element: Json, **more: Any) -> str:
    """Show an input block in a modal."""
    block = {"type": "input", "block_id": "b1", "label": plain("Frågan"), **more}
    block["element"] = {"action_id": "a1", **element}
    view = {
        "id": "V1",
        "type": "modal",
        "title": plain("Rutan"),
        "submit": plain("Skicka"),
        "blocks": [block],
    }
    return modal(view)


def modal(*views: Json) -> str:
    """Show a person's modals."""
    workspace = FakeWorkspace(open_views=list(views))
    found = Screens(workspace, StoppedClock(), "Norr", read_emoji()).fragment("U0ANNA", "modal", "C0ONE")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"type": "section", "text": {"type": "mrkdwn", "text": "*fet*"}}, "fet"),
        ({"type": "section", "fields": [plain("ett"), plain("två")]}, "två"),
        ({"type": "header", "text": plain("Rubrik")}, "Rubrik"),
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": "litet"}]}, "litet"),
        ({"type": "markdown", "text": "# Stor"}, "Stor"),
        ({"type": "alert", "text": plain("Akta"), "level": "warning"}, "Akta"),
        ({"type": "card", "title": plain("Kort"), "body": plain("brödtext")}, "brödtext"),
        ({"type": "carousel", "elements": [{"type": "card", "title": plain("Första")}]}, "Första"),
        ({"type": "container", "title": plain("Låda"), "child_blocks": [{"type": "divider"}]}, "Låda"),
        (
            {
                "type": "data_table",
                "caption": "Tabell",
                "rows": [["A"], [{"type": "raw_number", "value": 7}]],
            },
            "7",
        ),
        ({"type": "image", "image_url": "ftp://x", "alt_text": "en bro"}, "en bro"),
        (
            {
                "type": "data_visualization",
                "title": "Akter",
                "chart": {"type": "pie", "segments": [{"label": "Läsa", "value": 1}]},
            },
            "Läsa · 100%",
        ),
        ({"type": "hologram", "block_id": "b"}, "hologram"),
    ],
)
def test_every_block_can_be_read(block: Json, words: str) -> None:
    assert words in text(shown(block))


def test_a_message_with_blocks_does_not_show_its_fallback() -> None:
    assert "reserv" not in text(shown({"type": "header", "text": plain("Rubrik")}))


def test_a_button_says_what_to_send_when_it_is_pressed() -> None:
    button = {
        "type": "button",
        "action_id": "go",
        "text": plain("Svara"),
        "value": "v<1>",
        "style": "primary",
    }
    page = shown({"type": "actions", "block_id": "b1", "elements": [button]})
    found = one(page, data_action_id="go")
    assert (found.name, found.attributes["data-value"]) == ("button", "v<1>")
    assert "primary" in found.attributes["class"]
    assert one(page, data_ts="1796389200.000100").attributes["data-channel"] == "C0ONE"


def test_a_button_that_asks_first_carries_its_question() -> None:
    ask = {
        "title": plain("Säkert?"),
        "text": plain("Det går inte att ångra."),
        "confirm": plain("Ja"),
        "deny": plain("Nej"),
    }
    button = {"type": "button", "action_id": "go", "text": plain("Glöm"), "confirm": ask}
    page = shown({"type": "actions", "block_id": "b1", "elements": [button]})
    assert one(page, **{"class": "ask"}).name == "template"
    assert "Säkert?" in text(page)


def test_a_menu_behind_dots_offers_every_choice() -> None:
    menu = {"type": "overflow", "action_id": "more", "options": OPTIONS}
    page = shown({"type": "section", "text": plain("x"), "accessory": menu})
    assert [tag.attributes["role"] for tag in tags(page) if tag.attributes.get("role") == "menuitem"] == [
        "menuitem"
    ] * 2
    assert one(page, aria_haspopup="menu").attributes["aria-label"] == "Fler val"


@pytest.mark.parametrize(
    ("element", "start"),
    [
        ({"type": "plain_text_input", "initial_value": "hej"}, "hej"),
        ({"type": "email_text_input", "initial_value": "a@b.se"}, "a@b.se"),
        ({"type": "url_text_input", "initial_value": "https://x.y"}, "https://x.y"),
        ({"type": "number_input", "is_decimal_allowed": False, "initial_value": "3"}, "3"),
        ({"type": "datepicker", "initial_date": "2026-12-04"}, "2026-12-04"),
        ({"type": "timepicker", "initial_time": "14:30"}, "14:30"),
    ],
)
def test_a_field_has_its_label_and_what_it_starts_with(element: Json, start: str) -> None:
    page = asked(element)
    field = one(page, data_action_id="a1")
    assert field.attributes["value"] == start
    assert [
        tag for tag in tags(page) if tag.name == "label" and tag.attributes["for"] == field.attributes["id"]
    ]


def test_a_long_field_counts_its_characters_and_keeps_its_text() -> None:
    page = asked(
        {"type": "plain_text_input", "multiline": True, "max_length": 2000, "initial_value": "\n<b>å"}
    )
    field = one(page, data_action_id="a1")
    assert field.name == "textarea"
    assert "\n<b>å" in text(page)
    assert one(page, **{"class": "counter"}).attributes["data-most"] == "2000"
    # A field that cut what was pasted would lose words without a sound; the workspace refuses instead.
    assert "maxlength" not in field.attributes


@pytest.mark.parametrize(
    ("kind", "box"),
    [("radio_buttons", "radio"), ("checkboxes", "checkbox"), ("multi_static_select", "checkbox")],
)
def test_choices_are_grouped_under_their_label_with_the_first_one_chosen(kind: str, box: str) -> None:
    start = {"initial_option": OPTIONS[1]} if kind == "radio_buttons" else {"initial_options": [OPTIONS[1]]}
    page = asked({"type": kind, "options": OPTIONS, **start})
    boxes = [tag for tag in tags(page) if tag.attributes.get("type") == box]
    assert [("checked" in tag.attributes, tag.attributes["value"]) for tag in boxes] == [
        (False, "a"),
        (True, "b"),
    ]
    assert {"fieldset", "legend"} <= {tag.name for tag in tags(page)}


def test_a_select_offers_its_groups() -> None:
    groups = [
        {"label": plain("Ett"), "options": [OPTIONS[0]]},
        {"label": plain("Två"), "options": [OPTIONS[1]]},
    ]
    page = asked({"type": "static_select", "option_groups": groups, "initial_option": OPTIONS[1]})
    assert [tag.attributes["label"] for tag in tags(page) if tag.name == "optgroup"] == ["Ett", "Två"]
    assert one(page, selected="").attributes["value"] == "b"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("users_select", ["U0ANNA", "U0GRACE", "U0TOM"]),
        ("channels_select", ["C0ONE"]),
        ("conversations_select", ["C0ONE"]),
    ],
)
def test_people_and_channels_can_be_chosen_by_name(kind: str, values: list[str]) -> None:
    options = [tag.attributes["value"] for tag in tags(asked({"type": kind})) if tag.name == "option"]
    assert options == ["", *values]
    boxes = [
        tag for tag in tags(asked({"type": f"multi_{kind}"})) if tag.attributes.get("type") == "checkbox"
    ]
    assert [tag.attributes["value"] for tag in boxes] == values


@pytest.mark.parametrize(
    "kind", ["datetimepicker", "external_select", "multi_external_select", "rich_text_input"]
)
def test_every_other_field_is_there_to_be_filled(kind: str) -> None:
    assert one(asked({"type": kind}), data_action_id="a1").attributes["data-type"] == kind


def test_a_field_of_an_unknown_kind_is_said_to_be_unknown() -> None:
    assert "file_input" in text(asked({"type": "file_input"}))


def test_a_field_that_starts_with_something_else_is_another_field() -> None:
    marks = [
        one(asked({"type": "plain_text_input", "initial_value": start}), data_action_id="a1")
        for start in "aab"
    ]
    same, again, other = (field.attributes["data-initial"] for field in marks)
    assert same == again != other


def view(**more: Any) -> Json:
    """Build a modal with one question."""
    element = {"type": "plain_text_input", "action_id": "a1"}
    block = {"type": "input", "block_id": "b1", "label": plain("Frågan"), "element": element}
    return {
        "id": "V1",
        "type": "modal",
        "title": plain("Rutan"),
        "submit": plain("Skicka"),
        "blocks": [block],
        **more,
    }


def test_an_error_stands_under_its_field_and_is_read_with_it() -> None:
    page = modal(view(errors={"b1": "Skriv något."}))
    field = one(page, data_action_id="a1")
    assert field.attributes["aria-invalid"] == "true"
    assert field.attributes["aria-describedby"].strip() == f"{field.attributes['id']}-error"
    assert "Skriv något." in text(page)
    assert "hidden" not in one(page, role="alert").attributes


def test_without_errors_nothing_is_alarming() -> None:
    page = modal(view(errors={}, notice=""))
    assert "hidden" in one(page, role="alert").attributes
    assert "aria-invalid" not in one(page, data_action_id="a1").attributes


def test_only_the_modal_on_top_is_shown_and_it_has_a_way_back() -> None:
    page = modal(view(), view(id="V2", title=plain("Nästa steg")))
    assert one(page, data_view_id="V2").attributes["data-depth"] == "2"
    assert "Rutan" not in text(page)
    assert one(page, aria_label="Till förra rutan").name == "button"


def test_a_modal_that_is_being_sent_cannot_be_sent_again() -> None:
    page = modal(view(busy=True))
    assert "disabled" in one(page, type="submit").attributes
    assert one(page, data_view_id="V1").attributes["aria-busy"] == "true"
