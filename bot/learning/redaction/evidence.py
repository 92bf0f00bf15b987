"""Weigh whether a word that is in the directory is written as a name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from bot.learning.language import Language
from bot.learning.redaction.clauses import Clause
from bot.learning.redaction.names import NameIndex
from bot.learning.redaction.tokens import Line, Token
from bot.learning.redaction.words import WordLists

SHORT = 2
ARTICLES = frozenset({"the", "a", "an", "en", "ett", "den", "det"})
LINKS = frozenset({"and", "och", "samt", "or", "eller"})


class Likeness(Enum):
    """Tell how much a name looks like an ordinary word."""

    NONE = 0
    RARE_WORD = 1
    WORD = 2


class Judgement(Enum):
    """Tell what a word of the directory is in a place."""

    NAME = 0
    DOUBTFUL = 1
    WORD = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold a word that is somebody's name, and how it is one; misspelt if only without dots and rings."""

    number: int
    stem: str
    base: str
    genitive: bool
    likeness: Likeness
    misspelt: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """Judge the words of one text."""

    line: Line
    index: NameIndex
    words: WordLists
    languages: Collection[Language]

    def candidate(self, number: int) -> Candidate | None:
        """Return a word as somebody's name, or None when nobody is called so."""
        token = self.line.tokens[number]
        for stem, base, genitive in token.stems():
            if self.known(stem):
                likeness = self.likeness(token, base)
                misspelt = base not in self.index.spellings and base not in self.words.given
                return Candidate(number, stem, base, genitive, likeness, misspelt)
        return None

    def has_initial(self, stem: str, initial: str) -> bool:
        """Tell whether somebody called so has a surname, or a first name, with an initial."""
        pairs = self.index.initials
        return any((name, initial) in pairs for name in (stem, *self.words.nicknames.get(stem, ())))

    def known(self, stem: str) -> bool:
        """Tell whether somebody in the directory is called so, or may be for short."""
        return self.index.knows(stem) or any(
            name in self.index.firsts for name in self.words.nicknames.get(stem, ())
        )

    def judge(self, candidate: Candidate, sure_stems: Collection[str]) -> Judgement:
        """Decide on a word, given the stems that are names elsewhere in the text."""
        token = self.line.tokens[candidate.number]
        if candidate.likeness is Likeness.NONE or self._in_pair(candidate):
            return Judgement.NAME
        if not token.capitalised:
            return self._judge_lower(candidate, token)
        if candidate.likeness is Likeness.RARE_WORD:
            return Judgement.NAME
        if token.shouted:
            return self._judge_lower(candidate, token)
        if self._by_neighbours(candidate, token):
            return Judgement.NAME
        if self._is_time_or_place(candidate):
            return Judgement.WORD
        if self._mid_sentence(candidate, token):
            return Judgement.NAME
        if candidate.misspelt:
            return Judgement.WORD
        if self._by_grammar(candidate, token, sure_stems):
            return Judgement.NAME
        return Judgement.DOUBTFUL

    def likeness(self, token: Token, base: str) -> Likeness:
        """Tell how much a word, written so in a text, looks like an ordinary one."""
        forms = {base, token.lower}
        if len(base) <= SHORT or any(self._word_name(form) for form in forms):
            return Likeness.WORD
        listed = base in self.words.given or base in self.words.family
        if listed:
            forms.discard(base)
        if any(form in self.words.frequent[language] for form in forms for language in self.languages):
            return Likeness.WORD
        if not listed and any(
            form in self.words.common[language] for form in forms for language in self.languages
        ):
            return Likeness.RARE_WORD
        return Likeness.NONE

    def _word_name(self, form: str) -> bool:
        return any(form in self.words.word_names[language] for language in self.languages)

    def _in_pair(self, candidate: Candidate) -> bool:
        """Tell whether the next or the previous word makes it a person's full name."""
        for number in (candidate.number - 1, candidate.number):
            left, right = self.line.at(number), self.line.at(number + 1)
            if left is None or right is None or self.line.gap(number) not in (" ", "-"):
                continue
            if not any(
                (stem, other) in self.index.pairs
                for stem, *_ in left.stems()[:1]
                for other, *_ in right.stems()
            ):
                continue
            # "Ashdown will ask" names Will Ashdown once.
            if not right.capitalised and self._function_word(right.lower):
                continue
            if left.capitalised or not self._function_word(left.lower):
                return True
            if not self.any_word(left.lower) or not self.any_word(right.lower):
                return True
        return False

    def _function_word(self, form: str) -> bool:
        return (
            len(form) <= SHORT or form in self.words.never_subjects or form in self.words.around.auxiliaries
        )

    def any_word(self, form: str) -> bool:
        """Tell whether a lower-case form is a word of the text's language."""
        return self._word_name(form) or any(
            form in self.words.common[language] for language in self.languages
        )

    def _judge_lower(self, candidate: Candidate, token: Token) -> Judgement:
        before = self.line.at(candidate.number - 1)
        gap = self.line.gap(candidate.number - 1)
        if before is not None and gap == " " and before.lower in self.words.around.determiners:
            return Judgement.WORD
        if not self._is_first(candidate.stem):
            return Judgement.WORD
        if candidate.genitive:
            return Judgement.NAME if self._genitive(candidate, token, ()) else Judgement.WORD
        following = self._following_word(candidate.number)
        if following in self.words.around.speech and candidate.base not in self.words.around.auxiliaries:
            return Judgement.NAME
        if candidate.likeness is Likeness.RARE_WORD and following in self.words.around.deeds:
            return Judgement.NAME
        return Judgement.WORD

    def _is_first(self, stem: str) -> bool:
        return stem in self.index.firsts or stem in self.words.nicknames

    def _by_neighbours(self, candidate: Candidate, token: Token) -> bool:
        before, after = self.line.at(candidate.number - 1), self.line.at(candidate.number + 1)
        if before is not None and before.text and self.follows_title(candidate.number):
            return True
        around = (
            self.line.text[max(0, token.start - 1) : token.start],
            self.line.text[token.end : token.end + 1],
        )
        if around == ("(", ")") or around[0] == "/":
            return True
        if after is not None and after.capitalised and self.line.gap(candidate.number) == "/":
            return True
        if after is not None and after.capitalised and self.line.gap(candidate.number) == " ":
            return any(stem in self.index.lasts for stem, *_ in after.stems()) and not after.shouted
        return False

    def follows_title(self, number: int) -> bool:
        """Tell whether a word is announced as a person, by a title, a greeting or a label."""
        before = self.line.tokens[number - 1]
        gap = self.line.gap(number - 1)
        if before.lower in self.words.around.titles and gap in (" ", ". "):
            return True
        if before.lower in self.words.around.labels and gap.strip(" ") in (":", "?"):
            return True
        return before.lower in self.words.around.greetings and gap.strip(" ,") in ("", "\n")

    def _is_time_or_place(self, candidate: Candidate) -> bool:
        around = self.words.around
        if candidate.base not in around.times_and_places:
            return False
        token = self.line.tokens[candidate.number]
        if self.line.text[: token.start].rstrip(" .")[-1:].isdigit():
            return True
        if self.line.text[token.end :].lstrip(" ")[:1].isdigit():
            return True
        before = self.line.at(candidate.number - 1)
        if before is None or self.line.gap(candidate.number - 1) not in (" ", "-", "–"):
            return False
        if before.lower in around.times_and_places_after:
            return True
        earlier = self.line.at(candidate.number - 2)
        return before.lower in LINKS and earlier is not None and earlier.lower in around.times_and_places

    def _mid_sentence(self, candidate: Candidate, token: Token) -> bool:
        before = self.line.at(candidate.number - 1)
        # "The Ruby upgrade" speaks of a product more often than of a person.
        if before is not None and before.lower in ARTICLES and self.line.gap(candidate.number - 1) == " ":
            return False
        return not token.shouted and not self.line.begins_sentence(candidate.number)

    def _by_grammar(self, candidate: Candidate, token: Token, sure_stems: Collection[str]) -> bool:
        if candidate.genitive and self._genitive(candidate, token, sure_stems):
            return True
        after = self.line.at(candidate.number + 1)
        if after is not None and self.line.gap(candidate.number) == "-":
            return after.lower in self.words.around.ways or (
                after.capitalised and after.lower in self.words.given
            )
        if candidate.stem in self.index.firsts and self.line.is_label(candidate.number):
            return True
        if candidate.base in self.words.never_subjects and self.line.gap(candidate.number) == ", ":
            return True
        return Clause(
            self.line, self.words, self.languages, candidate.number, candidate.base
        ).speaks_of_person()

    def _genitive(self, candidate: Candidate, token: Token, sure_stems: Collection[str]) -> bool:
        """Tell whether a form in s is a genitive; without an apostrophe it is so in Swedish only."""
        if "'" in token.text or "’" in token.text:
            return True
        is_swedish = Language.SV in self.languages
        return is_swedish and (candidate.stem in sure_stems or not self.any_word(token.lower))

    def _following_word(self, number: int) -> str:
        after = self.line.at(number + 1)
        return after.lower if after is not None and self.line.gap(number) == " " else ""
