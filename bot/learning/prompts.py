"""Prompts, and which one comes next."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.learning.acts import Act

LONGEST = 300
FIRST = "followup.mistake"


class PromptKind(StrEnum):
    """Name what a prompt asks for: a thought now, or something to do first."""

    QUESTION = "question"
    INVITATION = "invitation"


class BadPrompts(ValueError):
    """Say what is wrong with a set of prompts."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Hold one prompt in both languages."""

    id: str
    act: Act
    kind: PromptKind
    sv: str
    en: str


class PromptBook:
    """Hold prompts and turn through them so that no act starves."""

    def __init__(self, prompts: Iterable[Prompt], acts: Collection[Act] = tuple(Act)) -> None:
        """Take in the prompts of some acts; raise BadPrompts unless every act has sound ones."""
        self._prompts = tuple(prompts)
        self._by_id = {prompt.id: prompt for prompt in self._prompts}
        self._by_act = {act: [one for one in self._prompts if one.act is act] for act in Act if act in acts}
        _check(self._prompts, self._by_act)

    def __iter__(self) -> Iterator[Prompt]:
        """Yield every prompt."""
        return iter(self._prompts)

    def __len__(self) -> int:
        """Return how many prompts there are."""
        return len(self._prompts)

    def get(self, prompt_id: str) -> Prompt | None:
        """Return a prompt by its id; None for one that is not in the book."""
        return self._by_id.get(prompt_id)

    def of_acts(self, acts: Collection[Act]) -> PromptBook:
        """Return a book with the prompts of some acts only."""
        return PromptBook((prompt for prompt in self._prompts if prompt.act in acts), acts)

    def next_prompt(self, history: Sequence[str], chance: random.Random) -> Prompt:
        """Return the next prompt, given the ids asked so far, oldest first.

        The act least recently asked comes first; within it nothing repeats until all were used.
        Ids that are not in the book, such as those of prompts since removed, are passed over.
        """
        asked = [self._by_id[one] for one in history if one in self._by_id]
        if not asked and FIRST in self._by_id:
            return self._by_id[FIRST]
        last_used = {prompt.act: number for number, prompt in enumerate(asked)}
        longest_ago = min(last_used.get(act, -1) for act in self._by_act)
        act = chance.choice([one for one in self._by_act if last_used.get(one, -1) == longest_ago])
        return chance.choice(_left(self._by_act[act], [prompt for prompt in asked if prompt.act is act]))


def _left(prompts: Sequence[Prompt], asked: Sequence[Prompt]) -> list[Prompt]:
    # Counting uses instead would ask a prompt added later over and over until it had caught up.
    used: set[str] = set()
    for prompt in asked:
        used.add(prompt.id)
        if len(used) == len(prompts):
            used.clear()
    if asked and not used and len(prompts) > 1:
        # The last of one turn must not also open the next.
        used.add(asked[-1].id)
    return [prompt for prompt in prompts if prompt.id not in used]


def _check(prompts: Sequence[Prompt], by_act: dict[Act, list[Prompt]]) -> None:
    seen: set[str] = set()
    for prompt in prompts:
        if prompt.id in seen:
            raise BadPrompts(f"{prompt.id}: two prompts have this id")
        seen.add(prompt.id)
        if prompt.act not in by_act:
            raise BadPrompts(f"{prompt.id}: this book has no act called {prompt.act}")
        if not prompt.id.removeprefix(f"{prompt.act}."):
            raise BadPrompts(f"{prompt.id}: the id needs a word after the dot")
        if not prompt.id.startswith(f"{prompt.act}."):
            raise BadPrompts(f"{prompt.id}: the id begins with its act, as in {prompt.act}.example")
        for language, text in (("sv", prompt.sv), ("en", prompt.en)):
            if not text.strip():
                raise BadPrompts(f"{prompt.id}: the text in {language} is missing")
            if len(text) > LONGEST:
                raise BadPrompts(f"{prompt.id}: the text in {language} is longer than {LONGEST} characters")
    if not by_act:
        raise BadPrompts("a book needs at least one act")
    for act, found in by_act.items():
        if not found:
            raise BadPrompts(f"{act}: there is no prompt for this act")
