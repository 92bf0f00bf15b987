"""Put what an author has written, and what came of it, into Markdown for the author to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one part of a copy: a title, lines of ours, and people's own words, in the order given."""

    title: str
    lines: Sequence[str] = ()
    words: Sequence[tuple[str, str]] = ()
    """Words of people's, each with who said it; an empty name for the author."""


def as_markdown(title: str, parts: Iterable[Part]) -> str:
    """Return a copy as Markdown: ours as lists, people's words as quotations, unaltered but for the marks."""
    blocks = [f"# {_one_line(title)}"]
    for part in parts:
        if part.title:
            blocks.append(f"## {_one_line(part.title)}")
        if part.lines:
            blocks.append("\n".join(f"- {_one_line(line)}" for line in part.lines))
        for who, words in part.words:
            blocks.append(f"**{_one_line(who)}**\n\n{quoted(words)}" if who else quoted(words))
    return "\n\n".join(blocks) + "\n"


def quoted(words: str) -> str:
    """Return words as a quotation, every line of it."""
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines() or [""])


def in_pieces(text: str, most: int) -> list[str]:
    """Cut a text at line ends into pieces of at most `most` characters; only a longer line within."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        for start in range(0, len(line), most):
            part = line[start : start + most]
            if pieces and len(pieces[-1]) + len(part) <= most:
                pieces[-1] += part
            else:
                pieces.append(part)
    return pieces


def _one_line(text: str) -> str:
    return " ".join(text.split())
