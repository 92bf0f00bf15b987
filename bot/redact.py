"""Read texts, print what would be published: the redaction as a filter for operators."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from bot.learning.language import Language
from bot.learning.redaction import NameIndex, PersonName, Redactor, WordLists


class BadLine(ValueError):
    """Say which line of the input cannot be read, and why."""


def lines_of(file: Path | None) -> list[str]:
    """Return a file's lines without empty ones; none when there is no file."""
    if file is None:
        return []
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def redact_text(
    text: str, names: Iterable[str], terms: Iterable[str], language: Language, words: WordLists
) -> str:
    """Return one text as it would be published."""
    index = NameIndex(PersonName(full=name) for name in names)
    return Redactor(index, terms, words).redact(text, language).text


def redact_jsonl(
    lines: Iterable[str], terms: Iterable[str], language: Language, words: WordLists
) -> Iterator[str]:
    """Yield `{"text": …}` for each `{"text": …, "directory": [full names]}`; raise BadLine."""
    protected = tuple(terms)

    @lru_cache(maxsize=8)
    def redactor(directory: tuple[str, ...]) -> Redactor:
        return Redactor(NameIndex(PersonName(full=name) for name in directory), protected, words)

    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, directory = str(row["text"]), tuple(map(str, row.get("directory", ())))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise BadLine(f'line {number} is not {{"text": …, "directory": […]}}') from problem
        found = redactor(directory).redact(text, language)
        yield json.dumps({"text": found.text}, ensure_ascii=False)
