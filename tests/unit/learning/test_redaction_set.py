"""The redactor on the replies it was developed with; the frozen half is scored apart."""

from __future__ import annotations

import pytest

from bot.content.words import load_words
from bot.learning.redaction import NameIndex, Redactor
from tests.redaction_set.replies import Reply, read_replies
from tests.redaction_set.scoring import Score, judge, score

WORDS = load_words()


def scored(replies: list[Reply], *, with_directory: bool = True) -> Score:
    """Redact replies, each against its own directory, and score what is left."""
    verdicts = []
    for reply in replies:
        names = NameIndex(reply.directory if with_directory else ())
        terms = reply.terms if with_directory else ()
        verdicts.append(judge(reply, Redactor(names, terms, WORDS).redact(reply.text, reply.language).text))
    return score(verdicts)


@pytest.fixture(scope="module")
def replies() -> list[Reply]:
    return read_replies("dev")


def test_the_replies_it_was_developed_with_meet_every_bar(replies):
    found = scored(replies)
    assert len(replies) > 80
    assert found.recall >= 0.97 and found.clean >= 0.96
    assert found.must_stay >= 0.95 and found.perfect >= 0.90
    assert found.digit_leaks == 0


def test_a_redactor_that_knows_no_directory_is_found_out(replies):
    assert scored(replies, with_directory=False).recall < 0.6
