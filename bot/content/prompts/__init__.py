"""The prompts that come with Lärdom, one file per act."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

from bot.learning.acts import Act
from bot.learning.prompts import BadPrompts, Prompt, PromptBook, PromptKind

FIELDS = frozenset({"id", "kind", "sv", "en"})


def load_prompts() -> PromptBook:
    """Read every act's prompts; raise BadPrompts when a file is wrong."""
    folder = resources.files("bot.content.prompts")
    found: list[Prompt] = []
    for act in Act:
        found += parse_prompts(act, (folder / f"{act}.yaml").read_text(encoding="utf-8"))
    return PromptBook(found)


def parse_prompts(act: Act, text: str) -> list[Prompt]:
    """Return the prompts of one act's file; raise BadPrompts with the place and the fault."""
    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadPrompts(f"{act}.yaml: {error}") from error
    if not isinstance(rows, list):
        raise BadPrompts(f"{act}.yaml: a list of prompts is expected")
    return [_prompt(act, number, row) for number, row in enumerate(rows, start=1)]


def _prompt(act: Act, number: int, row: Any) -> Prompt:
    place = f"{act}.yaml, prompt {number}"
    if not isinstance(row, dict) or set(row) != FIELDS:
        raise BadPrompts(f"{place}: each prompt has exactly the fields id, kind, sv and en")
    for field in sorted(FIELDS):
        if not isinstance(row[field], str):
            raise BadPrompts(f"{place}: {field} must be text; put it in quotation marks")
    for field in ("sv", "en"):
        if not row[field].strip():
            raise BadPrompts(f"{place}: the text in {field} is missing")
    if row["kind"] not in set(PromptKind):
        raise BadPrompts(f"{place}: kind is question or invitation, not {row['kind']}")
    return Prompt(id=row["id"], act=act, kind=PromptKind(row["kind"]), sv=row["sv"], en=row["en"])
