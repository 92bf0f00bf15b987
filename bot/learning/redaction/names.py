"""Names from the workspace's directory, in every form in which people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:[-'’´][^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?:^|[.!?:\n•–—]|\s-)\s*[\"'”“(]*$")
SHORT = 2


@dataclass(frozen=True, slots=True)
class PersonName:
    """Hold the names of one person as Slack gives them."""

    full: str = ""
    first: str = ""
    last: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class WordLists:
    """Hold what tells names from ordinary words.

    `common` are frequent words of both languages, lower case, by which surnames are judged;
    `word_names` are first names that are words too, folded; `nicknames` lead from a short name to
    those it stands for, folded; `verbs` are words that follow a person.
    """

    common: Collection[str]
    word_names: Collection[str]
    nicknames: Mapping[str, Collection[str]]
    verbs: Collection[str]


def folded(word: str) -> str:
    """Return a word without case and diacritics, as people type it in haste."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ø", "o").replace("æ", "ae"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


class NameIndex:
    """Find out whether a word is part of somebody's name."""

    def __init__(self, people: Iterable[PersonName]) -> None:
        """Take the directory in once."""
        firsts: set[str] = set()
        lasts: set[str] = set()
        for person in people:
            parts = WORD.findall(person.full)
            firsts.update(_parts(person.first or (parts[0] if parts else "")))
            lasts.update(_parts(person.last or " ".join(parts[1:])))
            firsts.update(_parts(person.display))
        self.firsts = frozenset(firsts)
        self.lasts = frozenset(lasts)

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is somebody's name."""
        return word in self.firsts or word in self.lasts


@dataclass(frozen=True, slots=True)
class Spotted:
    """Hold a place in a text that is a name, or may be one."""

    start: int
    end: int
    sure: bool


def spot_names(text: str, index: NameIndex, words: WordLists) -> list[Spotted]:
    """Return the places of names; a name that is also a word counts only when written as a name."""
    tokens = list(WORD.finditer(text))
    found: list[Spotted] = []
    for number, token in enumerate(tokens):
        stem = _stem(token.group(), index, words)
        if stem is None:
            continue
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        preceding = tokens[number - 1] if number else None
        end = token.start() + len(token.group())
        if _is_plain_name(stem, index, words):
            found.append(Spotted(token.start(), end, sure=True))
        elif token.group()[0].isupper():
            sure = _written_as_name(text, token, stem, preceding, following, index, words)
            found.append(Spotted(token.start(), end, sure=sure))
    return found


def _stem(word: str, index: NameIndex, words: WordLists) -> str | None:
    plain = folded(word)
    candidates = [plain]
    for ending in ("'s", "’s", "´s", "s", "'", "’"):
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            candidates.append(plain[: -len(ending)])
    for candidate in candidates:
        if index.knows(candidate):
            return candidate
        if any(index.knows(full) for full in words.nicknames.get(candidate, ())):
            return candidate
    if "-" in plain and any(index.knows(part) for part in plain.split("-") if len(part) > SHORT):
        return plain
    return None


def _is_plain_name(stem: str, index: NameIndex, words: WordLists) -> bool:
    if len(stem) <= SHORT or stem in words.word_names:
        return False
    return stem in index.firsts or stem in words.nicknames or stem not in words.common


def _written_as_name(
    text: str,
    token: re.Match[str],
    stem: str,
    preceding: re.Match[str] | None,
    following: re.Match[str] | None,
    index: NameIndex,
    words: WordLists,
) -> bool:
    if not SENTENCE_END.search(text[: token.start()]) and token.group() != token.group().upper():
        return True
    ending = folded(token.group()).removeprefix(stem)
    if ending in ("'s", "’s") or (ending == "s" and following and following.group()[0].islower()):
        return True
    if following is not None and text[token.end() : following.start()] == " ":
        if following.group()[0].isupper() and index.knows(folded(following.group())):
            return True
        if following.group().casefold() in words.verbs:
            return True
    return bool(
        preceding is not None
        and preceding.group()[0].isupper()
        and folded(preceding.group()) in index.firsts
        and text[preceding.end() : token.start()] == " "
    )


def _parts(name: str) -> list[str]:
    found = []
    for word in WORD.findall(name):
        plain = folded(word)
        found.append(plain)
        found += [part for part in plain.split("-") if len(part) > SHORT]
    return [one for one in found if len(one) > 1]
