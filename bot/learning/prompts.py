"""Prompts, and which one comes next."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.learning.acts import Act
from bot.learning.language import Language

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
    """Hold one prompt in both languages, or in one and an empty text."""

    id: str
    act: Act
    kind: PromptKind
    sv: str
    en: str

    def text(self, language: Language) -> str:
        """Return the prompt in a language; in the other when it has only that."""
        return said_in(language, self.sv, self.en)


@dataclass(frozen=True, slots=True)
class Changed:
    """Hold what a workspace has made of a prompt: added it, worded it anew, or switched it off."""

    prompt: Prompt
    off: bool = False


def said_in(language: Language, sv: str, en: str) -> str:
    """Return the text in a language; the other one when there is none."""
    return (sv or en) if language is Language.SV else (en or sv)


def act_of(prompt_id: str | None) -> Act | None:
    """Return the act that a prompt's id begins with; None for a question of a schedule's own."""
    word = (prompt_id or "").partition(".")[0]
    return Act(word) if word in tuple(Act) else None


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

    def changed(self, changes: Iterable[Changed]) -> PromptBook:
        """Return the book as a workspace has changed it.

        An act of which everything was switched off keeps its own prompts: no act starves.
        """
        own = {one.prompt.id: one for one in changes}
        kept = [one for one in self._prompts if one.id not in own]
        kept += [one.prompt for one in own.values() if not one.off]
        left = {prompt.act for prompt in kept}
        kept += [one for one in self._prompts if one.act not in left]
        return PromptBook(kept, tuple(self._by_act))

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
        if not (prompt.sv.strip() or prompt.en.strip()):
            raise BadPrompts(f"{prompt.id}: a text is missing, in sv or en or both")
        for language, text in (("sv", prompt.sv), ("en", prompt.en)):
            if len(text) > LONGEST:
                raise BadPrompts(f"{prompt.id}: the text in {language} is longer than {LONGEST} characters")
    if not by_act:
        raise BadPrompts("a book needs at least one act")
    for act, found in by_act.items():
        if not found:
            raise BadPrompts(f"{act}: there is no prompt for this act")
