"""Read prompts that an admin pastes in, and say of the first fault which row it is in."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import yaml

from bot.learning.acts import Act
from bot.learning.prompts import LONGEST, Prompt, PromptKind, act_of

FIELDS = frozenset({"id", "act", "kind", "sv", "en"})
ID = re.compile(r"[a-z_]+\.[a-z0-9_-]{1,40}")


class Fault(StrEnum):
    """Name what can be wrong with what was pasted."""

    NOT_YAML = "not_yaml"
    NO_LIST = "no_list"
    NO_FIELDS = "no_fields"
    FIELD = "field"
    NOT_TEXT = "not_text"
    NO_ACT = "no_act"
    ACT = "act"
    KIND = "kind"
    ID = "id"
    TWICE = "twice"
    NO_TEXT = "no_text"
    LONG = "long"


class ImportFault(ValueError):
    """Say what is wrong in which row, counted from one, and with which word."""

    def __init__(self, fault: Fault, row: int = 0, word: str = "") -> None:
        """Remember the place and the fault."""
        super().__init__(f"{fault} in row {row}")
        self.fault = fault
        self.row = row
        self.word = word


def read_import(text: str, fresh: Callable[[], str]) -> list[Prompt]:
    """Return the prompts of a pasted list; raise ImportFault for the first that is wrong.

    `fresh` gives a word for the id of a row that has none.
    """
    found: list[Prompt] = []
    for number, row in enumerate(_rows(text), start=1):
        prompt = _prompt(number, row, fresh)
        if any(one.id == prompt.id for one in found):
            raise ImportFault(Fault.TWICE, number, prompt.id)
        found.append(prompt)
    return found


def _rows(text: str) -> list[Any]:
    try:
        # Every value is read as the text that it is: no dates, no yes or no, no objects.
        rows = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise ImportFault(Fault.NOT_YAML, mark.line + 1 if mark else 1) from None
    except (yaml.YAMLError, RecursionError):
        raise ImportFault(Fault.NOT_YAML, 1) from None
    if not isinstance(rows, list) or not rows:
        raise ImportFault(Fault.NO_LIST)
    return rows


def _prompt(number: int, row: Any, fresh: Callable[[], str]) -> Prompt:
    if not isinstance(row, dict):
        raise ImportFault(Fault.NO_FIELDS, number)
    for name, value in row.items():
        if name not in FIELDS:
            raise ImportFault(Fault.FIELD, number, str(name)[:40])
        if not isinstance(value, str):
            raise ImportFault(Fault.NOT_TEXT, number, str(name))
    given = {name: " ".join(value.split()) for name, value in row.items()}
    act, kind = _act(number, given), given.get("kind") or PromptKind.QUESTION
    if kind not in tuple(PromptKind):
        raise ImportFault(Fault.KIND, number, kind[:40])
    sv, en = given.get("sv", ""), given.get("en", "")
    if not (sv or en):
        raise ImportFault(Fault.NO_TEXT, number)
    for language, words in (("sv", sv), ("en", en)):
        if len(words) > LONGEST:
            raise ImportFault(Fault.LONG, number, language)
    return Prompt(given.get("id") or f"{act}.{fresh()}", act, PromptKind(kind), sv, en)


def _act(number: int, given: dict[str, str]) -> Act:
    prompt_id, word = given.get("id", ""), given.get("act", "").casefold()
    if prompt_id and (not ID.fullmatch(prompt_id) or act_of(prompt_id) is None):
        raise ImportFault(Fault.ID, number, prompt_id[:40])
    if not (word or prompt_id):
        raise ImportFault(Fault.NO_ACT, number)
    if word and word not in tuple(Act):
        raise ImportFault(Fault.ACT, number, word[:40])
    act = Act(word) if word else act_of(prompt_id)
    if act is None or (prompt_id and act is not act_of(prompt_id)):
        raise ImportFault(Fault.ID, number, prompt_id[:40])
    return act
