"""Find people who are called by the initials of a double first name: P-O, PO, Lars-Göran as LG."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.learning.redaction.clauses import Clause
from bot.learning.redaction.evidence import Weighing

PAIR = re.compile(r"(?<![\w-])([^\W\d_a-zà-öø-ÿ])(-?)([^\W\d_a-zà-öø-ÿ])(?::s|['’]s|s)?(?![\w-])")


def spot_initials(weighing: Weighing) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield the places of such initials, and whether they are sure: "PO" may be a purchase order."""
    line, index = weighing.line, weighing.index
    if not index.doubles:
        return
    numbers = {token.start: number for number, token in enumerate(line.tokens)}
    for match in PAIR.finditer(line.text):
        if (match[1] + match[3]).casefold() not in index.doubles or match.start() not in numbers:
            continue
        number = numbers[match.start()] + bool(match[2])
        after = line.at(number + 1)
        surname = (
            after is not None
            and after.capitalised
            and line.gap(number) == " "
            and any(stem in index.lasts for stem, *_ in after.stems())
        )
        clause = Clause(line, weighing.words, weighing.languages, number, line.tokens[number].lower)
        called = weighing.follows_title(number) if number else False
        sure = bool(match[2]) or surname or called or clause.speaks_of_person()
        yield match.span(), sure
