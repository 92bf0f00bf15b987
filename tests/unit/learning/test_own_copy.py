"""An author's copy holds their very words, and nothing in them turns into a heading."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.own_copy import Part, as_markdown, in_pieces, quoted

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(WORDS)
def test_every_line_of_what_people_wrote_is_a_quotation(words):
    written = quoted(words)
    assert all(line.startswith(">") for line in written.split("\n"))
    assert [line.rstrip() for line in words.splitlines() or [""]] == [
        line.removeprefix(">").removeprefix(" ").rstrip() for line in written.split("\n")
    ]


def test_a_copy_by_hand():
    parts = [
        Part("", ["27 november 2026"], [("", "Ett.\n# Två")]),
        Part("Svar", (), [("Oskar", "Vi köper\nen till.")]),
    ]
    assert as_markdown("Vad lärde\ndu dig?", parts) == (
        "# Vad lärde du dig?\n\n- 27 november 2026\n\n> Ett.\n> # Två\n\n"
        "## Svar\n\n**Oskar**\n\n> Vi köper\n> en till.\n"
    )


@given(WORDS, st.integers(1, 30))
def test_pieces_put_together_are_the_text_and_none_is_too_long(words, most):
    pieces = in_pieces(words, most)
    assert "".join(pieces) == words
    assert all(0 < len(one) <= most for one in pieces)
