"""Whatever is written, no tag of the writer's own reaches the browser."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.page.emoji import read_emoji
from sandbox.page.markdown import markdown
from sandbox.page.mrkdwn import mrkdwn, plain_text
from sandbox.page.rich import rich_text
from sandbox.page.screens import Screens
from tests.sandbox_page.fake import FakeWorkspace, StoppedClock, as_seen_by, channel, message, tags, user

ANNA = as_seen_by()
PLACE = FakeWorkspace()
# Reading the templates takes longer than drawing them: once is enough for all examples.
SCREENS = Screens(PLACE, StoppedClock(), "Norr", read_emoji())
OURS = {"p", "br", "strong", "em", "s", "u", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
OURS |= {"span", "time", "h3", "h4", "h5", "h6", "hr", "mark", "div", "table", "tr", "th", "td"}
ATTRIBUTES = {"class", "href", "target", "rel", "role", "aria-label", "data-user", "data-goto", "start"}
ATTRIBUTES.add("style")
# fmt: off
PIECES = [
    "<", ">", "&", "&lt;", "&gt;", "&amp;", "|", "*", "_", "~", "`", "```", "\n", "> ", "• ", "1. ", "@",
    "#", "!", ":", "tada", "^", "{date}", "\"", "'",
    "\x000\x00", "\x007\x00", "\x00", "0", "1", "[", "]", "(", ")", "javascript:",
    "https://x.y/", "mailto:", "<script>", "</p>", "<img src=x onerror=alert(1)>", "<@U0ANNA>",
    "<#C0ONE>", "<!date^1^{date}^javascript:x|y>", "<https://x.y/\" onmouseover=\"x|z>", "\u202e", "å",
    " ",
]
# fmt: on
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=30).map("".join)


def harmless(html: str) -> None:
    """Fail when a tag, an attribute or an address is not one of ours."""
    for tag in tags(html):
        assert tag.name in OURS, tag
        assert set(tag.attributes) <= ATTRIBUTES, tag
        href = tag.attributes.get("href", "https://")
        assert href.startswith(("https://", "http://", "mailto:", "/as/U0ANNA/")), tag


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_no_mrkdwn_becomes_a_tag_of_the_writers_own(written: str) -> None:
    harmless(mrkdwn(written, ANNA))
    harmless(mrkdwn(written, ANNA, verbatim=True))


@given(hostile)
@settings(max_examples=300, deadline=None)
def test_no_markdown_becomes_a_tag_of_the_writers_own(written: str) -> None:
    harmless(markdown(written, ANNA))


@given(hostile, st.booleans())
@settings(max_examples=200, deadline=None)
def test_plain_text_holds_no_tag_but_new_lines_and_emoji(written: str, emoji: bool) -> None:
    assert {tag.name for tag in tags(plain_text(written, ANNA, emoji=emoji))} <= {"br", "span"}


def leaf(kind: str, words: str) -> dict[str, Any]:
    """Build a piece of rich text with the same words everywhere."""
    return {
        "type": kind,
        "text": words,
        "url": words,
        "name": words,
        "unicode": words,
        "user_id": words,
        "channel_id": words,
        "range": words,
        "value": words,
        "format": words,
        "fallback": words,
        "timestamp": words,
    }


@given(
    hostile,
    st.sampled_from(["text", "link", "emoji", "user", "channel", "broadcast", "date", "color", "<b>"]),
)
@settings(max_examples=300, deadline=None)
def test_no_rich_text_becomes_a_tag_of_the_writers_own(words: str, kind: str) -> None:
    harmless(rich_text({"elements": [{"type": "rich_text_section", "elements": [leaf(kind, words)]}]}, ANNA))


@given(hostile)
@settings(max_examples=60, deadline=None)
def test_no_name_text_or_option_breaks_out_of_the_page(words: str) -> None:
    option = {"text": {"type": "plain_text", "text": words}, "value": words}
    element = {"action_id": words, "placeholder": {"type": "plain_text", "text": words}}
    blocks = [
        {"type": words, "block_id": words},
        {
            "type": "actions",
            "block_id": words,
            "elements": [
                {"type": "button", "text": option["text"], "value": words, "url": words, **element},
                {"type": "overflow", "options": [option], **element},
                {"type": "static_select", "options": [option], "initial_option": option, **element},
                {"type": "radio_buttons", "options": [option], **element},
            ],
        },
        {"type": "image", "image_url": words, "alt_text": words},
        {"type": "data_table", "caption": words, "rows": [[words], [{"type": "raw_text", "text": words}]]},
    ]
    PLACE.users = [user("U0ANNA", words or "A"), user("U0APP", words or "B", is_bot=True)]
    PLACE.places = [channel("C0ONE", words, topic={"value": words})]
    PLACE.said = [message("1796389200.000100", words, blocks=blocks), message("1796389300.000100", words)]
    page = SCREENS.conversation("U0ANNA", "C0ONE")
    assert page is not None
    found = tags(page)
    scripts = [tag.attributes.get("src") for tag in found if tag.name == "script"]
    assert scripts == ["/static/app.js"]
    assert not [name for tag in found for name in tag.attributes if name.startswith("on")]
    assert not [
        tag
        for tag in found
        if tag.name in ("iframe", "object", "embed", "base", "meta") and "http-equiv" in tag.attributes
    ]
    links = [tag.attributes["href"] for tag in found if tag.name == "a"]
    assert all(href.startswith(("/", "#", "http://", "https://", "mailto:")) for href in links)
