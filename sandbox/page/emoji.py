"""Turn :shortcodes: into emoji."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

TABLE = Path(__file__).parent / "emoji.txt"
SHORTCODE = re.compile(r":([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?")
FIRST_TONE = 0x1F3FB

Emoji = Mapping[str, str]


def read_emoji(table: Path = TABLE) -> Emoji:
    """Read the table of shortcodes: a name and its emoji, in turn, with white space between."""
    words = table.read_text(encoding="utf-8").split()
    return dict(zip(words[::2], words[1::2], strict=True))


def emoji_for(known: Emoji, name: str, tone: str | None = None) -> str | None:
    """Return the emoji of a shortcode, in a skin tone from 2 to 6; None when there is no such name."""
    found = known.get(name)
    if found is None or tone is None:
        return found
    return found.rstrip("\ufe0f") + chr(FIRST_TONE + int(tone) - 2)


def with_emoji(known: Emoji, text: str) -> str:
    """Replace every shortcode that is known; leave the others as they stand."""
    return SHORTCODE.sub(lambda hit: emoji_for(known, hit[1], hit[2]) or hit[0], text)
