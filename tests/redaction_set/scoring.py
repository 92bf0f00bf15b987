"""Score a redactor by what its output still shows, without looking into how it works."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.redaction_set.replies import Reply, Span

PLACEHOLDER = re.compile(r"\[[a-zåäö-]+\]")

Redact = Callable[[Reply], str]
"""Turns a reply into its redacted text."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold what became of one reply."""

    reply: Reply
    output: str
    leaked: tuple[str, ...]
    lost: tuple[str, ...]
    digits: int

    @property
    def perfect(self) -> bool:
        """Tell whether the output is exactly what was expected."""
        return self.output == self.reply.expected


@dataclass(frozen=True, slots=True)
class Score:
    """Hold the shares of a set of replies, each between 0 and 1, and the number of digit leaks."""

    recall: float
    clean: float
    must_stay: float
    perfect: float
    digit_leaks: int


def judge(reply: Reply, output: str) -> Verdict:
    """Compare a redacted text with what should have gone and stayed."""
    plain = _plain(reply.text)
    visible = _visible(plain, output)
    leaked, lost, digits = [], [], 0
    for span in reply.remove:
        start, end = _moved(reply.text, span)
        left = [at for at in range(start, end) if at in visible and plain[at].isalnum()]
        if left:
            leaked.append(plain[start:end])
        digits += any(plain[at].isdigit() for at in left)
    for span in reply.keep:
        start, end = _moved(reply.text, span)
        if any(at not in visible for at in range(start, end)):
            lost.append(plain[start:end])
    return Verdict(reply, output, tuple(leaked), tuple(lost), digits)


def score(verdicts: Iterable[Verdict]) -> Score:
    """Sum the verdicts up."""
    judged = list(verdicts)
    to_remove = sum(len(one.reply.remove) for one in judged)
    to_keep = sum(len(one.reply.keep) for one in judged)
    return Score(
        recall=1 - sum(len(one.leaked) for one in judged) / to_remove,
        clean=sum(not one.leaked for one in judged) / len(judged),
        must_stay=1 - sum(len(one.lost) for one in judged) / to_keep,
        perfect=sum(one.perfect for one in judged) / len(judged),
        digit_leaks=sum(one.digits for one in judged),
    )


def _visible(plain: str, output: str) -> frozenset[int]:
    """Return the places of a text that a redacted text still shows; all, if they don't fit together."""
    pieces = PLACEHOLDER.split(output)
    fit = re.fullmatch("(.+?)".join(re.escape(piece) for piece in pieces), plain, re.DOTALL)
    if fit is None:
        return frozenset(range(len(plain)))
    hidden = {at for group in range(1, len(pieces)) for at in range(*fit.span(group))}
    return frozenset(range(len(plain))) - hidden


def _plain(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf"
    )


def _moved(text: str, span: Span) -> tuple[int, int]:
    """Return where a place is once hidden characters are gone."""
    return len(_plain(text[: span.start])), len(_plain(text[: span.end]))
