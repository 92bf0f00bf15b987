"""Read on from a word that begins a sentence: is what follows what a person does, or is?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.learning.language import Language
from bot.learning.redaction.tokens import Line
from bot.learning.redaction.words import VerbForms, WordLists

SHORT_INFINITIVES = frozenset(
    {"få", "gå", "se", "be", "ge", "ta", "dra", "stå", "slå", "förstå", "sy", "nå", "tro"}
)
SUPINES = ("at", "it", "tt", "rt", "lt", "nt", "kt", "pt", "st")
HAVE = frozenset({"have", "ha", "has", "had", "har", "hade"})
TO_BE = frozenset({"be", "been", "being", "vara", "varit", "bli", "blivit"})
MONTHS = frozenset({"may", "maj"})
NOUN_LIKE = frozenset({"can", "will", "must", "might", "may"})
CONTRACTED = {"ca": "can", "wo": "will", "sha": "shall"}
THANKS = frozenset({"thank", "thanks", "tack", "please", "snälla"})
SINGLE = frozenset({"en", "ett", "ingen", "inget", "inga", "inte"})
LONGEST_SPAN = 3
NEAR = 4


@dataclass(frozen=True, slots=True)
class Clause:
    """Read what follows one word; `base` is that word without a genitive."""

    line: Line
    words: WordLists
    languages: Collection[Language]
    number: int
    base: str

    def speaks_of_person(self) -> bool:
        """Tell whether the word is spoken to, or does or is what only people do or are."""
        if self._spoken_to():
            return True
        around = self.words.around
        at = self._past_adverbs(self.number + 1)
        verb = self._verb(at)
        if verb in around.speech or verb in around.deeds:
            return True
        if self._inverted(at):
            return False
        if verb in around.perfect:
            return self._perfect(at)
        if verb in around.modals and self._modal(at):
            return True
        if verb in around.copulas and self._state(at):
            return True
        return self._never_otherwise(verb) or self._finite(at)

    def _never_otherwise(self, verb: str) -> bool:
        """Tell whether an auxiliary follows one of the words that none can follow otherwise."""
        around = self.words.around
        if self.base not in self.words.never_subjects or self.base in MONTHS:
            return False
        if verb in NOUN_LIKE and self.base == "my":
            return False
        return verb in around.auxiliaries or verb in around.modals

    def _spoken_to(self) -> bool:
        after = self.line.at(self.number + 1)
        if after is None or self.line.gap(self.number) not in (", ", "! "):
            return False
        around = self.words.around
        if after.lower in around.relatives or after.lower in THANKS:
            return self.line.gap(self.number) == ", "
        asks = after.lower in around.modals or after.lower in around.perfect
        asked = self.line.at(self.number + 2)
        return asks and asked is not None and asked.lower in ("you", "du", "ni")

    def _perfect(self, at: int) -> bool:
        """Tell whether an auxiliary of the perfect leads to what a person has done, has to do, or was."""
        around = self.words.around
        then = self._past_adverbs(at + 1)
        word = self._word(then)
        if word == "to":
            return self._modal(then)
        if self._done(word):
            return True
        if word in TO_BE:
            return self._state(then)
        if word in around.possessions:
            return True
        if word in around.spans:
            span = range(then + 1, then + 2 + LONGEST_SPAN)
            return any(self._participle(self._word(one)) for one in span)
        # "Björn har setts" says what others did.
        if self._is_bare() or self.base in MONTHS or word.endswith("ts"):
            return False
        if word in around.objects or word in around.possessives or word in SINGLE:
            return True
        return self.base in self.words.never_subjects or not self._is_before_noun()

    def _modal(self, at: int) -> bool:
        """Tell whether a person's verb follows another, as in "should have asked" or "skulle ringa"."""
        then = self._past_adverbs(at + 1)
        word = self._word(then)
        if word in HAVE:
            return self._perfect(then)
        if word in TO_BE:
            return self._state(then)
        if self._among(word, "infinitives"):
            return True
        if self._is_bare() or self.base in MONTHS or not word:
            return False
        if Language.SV in self.languages and (
            word in SHORT_INFINITIVES or (word[-1] == "a" and len(word) > 2)
        ):
            return True
        negated = self._word(at) != self._verb(at) or self._word(at + 1) == "not"
        return Language.EN in self.languages and negated

    def _state(self, at: int) -> bool:
        """Tell whether a person is described, or is at something."""
        around = self.words.around
        then = self._past_adverbs(at + 1)
        word = self._word(then)
        if word in TO_BE and then > at:
            return self._state(then)
        if word in around.states or self._among(word, "progressives"):
            return True
        if f"{word} {self._word(then + 1)}" in around.states_of_two:
            return True
        if word in around.possessives or word in ("a", "an", "the", "en", "ett"):
            near = range(then + 1, then + NEAR)
            if any(self._word(one) in around.roles for one in near):
                return True
            return word in around.possessives and not self._is_bare() and not self._is_before_noun()
        return False

    def _finite(self, at: int) -> bool:
        """Tell whether a verb of its own follows, with what only verbs have beside them."""
        word = self._word(at)
        after = self._word(at + 1)
        around = self.words.around
        if not word or word in around.modals or word in around.perfect or word in around.copulas:
            return False
        completed = not after or after in around.objects or after in around.complements
        completed = completed or self._among_in(Language.SV, after, ("infinitives",))
        if Language.SV in self.languages and self._among_in(Language.SV, word, ("presents", "pasts")):
            return completed or not self._is_before_noun()
        if Language.SV in self.languages and word.endswith("ade") and not self._is_bare():
            return completed or not self._is_before_noun()
        if Language.EN not in self.languages:
            return False
        if self._among_in(Language.EN, word, ("presents",)):
            qualified = at > self.number + 1 and not self._is_bare()
            return after in around.objects or after == "to" or qualified
        if self._among_in(Language.EN, word, ("pasts",)):
            same = word in self.words.acts[Language.EN].infinitives
            return completed and not (same and self.base in around.modals)
        return word.endswith("ed") and len(word) > len("used") and completed and not self._is_bare()

    def _done(self, word: str) -> bool:
        """Tell whether a participle says what a person has done."""
        if self._participle(word):
            return True
        if self._is_bare() or self.base in MONTHS or Language.SV not in self.languages:
            return False
        return word.endswith(SUPINES) and word not in ("inte", "det", "allt", "mest", "rätt", "först")

    def _participle(self, word: str) -> bool:
        return word in self.words.around.participles or self._among(word, "participles")

    def _among(self, word: str, form: str) -> bool:
        return any(self._among_in(language, word, (form,)) for language in self.languages)

    def _among_in(self, language: Language, word: str, forms: Collection[str]) -> bool:
        def holds(verbs: VerbForms) -> bool:
            return any(word in getattr(verbs, form) for form in forms)

        return holds(self.words.acts[language]) and not (
            self._is_bare() and holds(self.words.events[language])
        )

    def _inverted(self, at: int) -> bool:
        """Tell whether the subject stands after the verb, as in "Sol har vi inte haft"."""
        around = self.words.around
        verb, after = self._verb(at), self._word(self._past_adverbs(at + 1))
        if verb not in around.perfect and verb not in around.modals and verb not in around.copulas:
            return False
        return after in around.inverting or (verb in around.copulas and after == "det")

    def _is_bare(self) -> bool:
        return any(self.base in self.words.bare[language] for language in self.languages)

    def _is_before_noun(self) -> bool:
        return any(self.base in self.words.before_nouns[language] for language in self.languages)

    def _past_adverbs(self, at: int) -> int:
        while (word := self._word(at)) and (word in self.words.around.adverbs or self._by_ending(word)):
            at += 1
        return at

    def _by_ending(self, word: str) -> bool:
        return len(word) > 5 and word.endswith("ly") and not self._among(word, "infinitives")

    def _verb(self, at: int) -> str:
        """Return a word without a contracted "not"."""
        word = self._word(at)
        for ending in ("n't", "n’t"):
            if word.endswith(ending):
                plain = word.removesuffix(ending)
                return CONTRACTED.get(plain, plain)
        return word

    def _word(self, at: int) -> str:
        """Return a word that follows after spaces only; nothing where the sentence breaks off."""
        token = self.line.at(at)
        joined = all(self.line.gap(one) == " " for one in range(self.number, at))
        return token.lower if token is not None and joined else ""
