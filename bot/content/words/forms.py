"""Make the forms of verbs from lemmas or principal parts."""

from __future__ import annotations

from collections.abc import Iterable

from bot.learning.language import Language
from bot.learning.redaction import VerbForms

VOWELS = frozenset("aeiouy")


def forms_of(verbs: Iterable[str], language: Language) -> VerbForms:
    """Return the forms of verbs, each a lemma or its infinitive, present, past and participle."""
    parts = [_parts(verb.split(), language) for verb in verbs]
    infinitives, presents, pasts, participles = map(frozenset, zip(*parts, strict=True))
    progressives = frozenset(form for one in infinitives for form in _progressives(one, language))
    return VerbForms(infinitives, presents, pasts, participles, progressives)


def _parts(given: list[str], language: Language) -> list[str]:
    if len(given) > 1:
        return given
    lemma = given[0]
    if language is Language.SV:
        return [lemma, f"{lemma}r", f"{lemma}de", f"{lemma}t"]
    third = f"{lemma}es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{lemma}s"
    past = f"{lemma}d" if lemma.endswith("e") else f"{lemma}ed"
    return [lemma, third, past, past]


def _progressives(lemma: str, language: Language) -> list[str]:
    if language is not Language.EN:
        return []
    if lemma.endswith("ie"):
        return [f"{lemma[:-2]}ying"]
    if lemma.endswith("e") and not lemma.endswith("ee"):
        return [f"{lemma[:-1]}ing"]
    # Whether the last letter is doubled depends on the stress; the form that does not exist does no harm.
    return [f"{lemma}ing", f"{lemma}{lemma[-1]}ing"]
