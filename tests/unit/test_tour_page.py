"""The tour shows every modal and every kind of message, in pictures that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.slack.ids import View
from bot.store.kinds import DeliveryKind

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tour.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\(#([^)]+)\)")
PICTURE = re.compile(r"^### (.+)\n\n.+\n\n!\[\1\]\(images/([\w-]+\.png)\)$", re.MULTILINE)


def shown() -> dict[str, list[str]]:
    """Return the titles of the pictures that show each modal and message."""
    return {name: [title for title, _ in LINK.findall(links)] for name, links in ROW.findall(PAGE)}


PICTURES = dict(PICTURE.findall(PAGE))


@pytest.mark.parametrize("name", [*View, *DeliveryKind])
def test_every_modal_and_every_kind_of_message_is_in_a_picture(name):
    titles = shown().get(name)
    assert titles, f"`make screenshots` takes no picture of {name}"
    assert set(titles) <= set(PICTURES)


def test_every_link_to_a_picture_leads_to_its_heading_here_and_on_the_site():
    for title, address in LINK.findall(PAGE):
        assert address == re.sub(r"\s+", "-", re.sub(r"[^a-z0-9\s-]", "", title.lower()))


def test_a_modal_that_no_picture_shows_is_noticed():
    assert not shown().get("a.new_modal")


def test_every_picture_of_the_tour_is_there_and_none_is_left_over():
    there = {path.name for path in (DOCS / "images").glob("*.png")}
    assert there == set(PICTURES.values())
    assert len(PICTURES) == PAGE.count("![")


def test_the_pictures_are_small_enough_to_be_looked_at_on_the_way():
    assert sum(path.stat().st_size for path in (DOCS / "images").glob("*.png")) < 6_000_000
