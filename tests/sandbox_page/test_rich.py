"""Rich text."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.page.rich import rich_text
from tests.sandbox_page.fake import as_seen_by, text

ANNA = as_seen_by()


def section(*leaves: dict[str, Any]) -> dict[str, Any]:
    """Build a section of rich text."""
    return {"type": "rich_text_section", "elements": list(leaves)}


def shown(*parts: dict[str, Any]) -> str:
    """Show parts of rich text."""
    return rich_text({"type": "rich_text", "elements": list(parts)}, ANNA)


def test_words_wear_all_their_styles() -> None:
    styled = {"type": "text", "text": "a", "style": {"bold": True, "italic": True, "code": True}}
    assert shown(section(styled)) == "<p><em><strong><code>a</code></strong></em></p>"


def test_what_a_person_wrote_is_shown_as_it_stands() -> None:
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "*inte fet* <b>\n:tada:"}]}
    assert shown(quote) == "<blockquote>*inte fet* &lt;b&gt;<br>:tada:</blockquote>"


def test_lists_count_from_where_they_should() -> None:
    part = {"type": "rich_text_list", "style": "ordered", "offset": 2, "indent": 1}
    part["elements"] = [section({"type": "text", "text": "c"})]
    assert shown(part) == '<ol class="indent-1" start="3"><li>c</li></ol>'


def test_code_keeps_its_lines() -> None:
    part = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]}
    assert shown(part) == "<pre><code>x = 1</code></pre>"


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        ({"type": "user", "user_id": "U0TOM"}, "@Tom Whitlock"),
        ({"type": "channel", "channel_id": "C0ONE"}, "#larande"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "@grupp"),
        ({"type": "broadcast", "range": "channel"}, "@channel"),
        ({"type": "emoji", "name": "tada"}, "🎉"),
        ({"type": "emoji", "name": "egen", "unicode": "1f9c0"}, "🧀"),
        ({"type": "emoji", "name": "egen"}, ":egen:"),
        ({"type": "link", "url": "https://example.org"}, "https://example.org"),
        ({"type": "link", "url": "https://example.org", "text": "här"}, "här"),
        ({"type": "date", "timestamp": 1796389200, "format": "{date_num} {time}"}, "2026-12-04 14:00"),
        ({"type": "color", "value": "#2f855a"}, "#2f855a"),
        ({"type": "hologram"}, "[hologram]"),
    ],
)
def test_every_kind_of_piece_can_be_read(leaf: dict[str, Any], words: str) -> None:
    assert text(shown(section(leaf))) == words


def test_a_part_of_an_unknown_kind_is_said_to_be_unknown() -> None:
    assert "rich_text_song" in text(shown({"type": "rich_text_song"}))
