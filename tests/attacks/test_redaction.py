"""Read what redaction leaves of replies: those it was developed with, and those that were frozen before."""

from __future__ import annotations

import hashlib

import pytest

from bot.content.words import load_words
from bot.learning.language import Language
from bot.learning.redaction import NameIndex, Redactor
from tests.redaction_set.replies import HERE, Reply, read_replies
from tests.redaction_set.scoring import Score, judge, score

RECALL, CLEAN, MUST_STAY, PERFECT = 0.97, 0.96, 0.95, 0.90
FROZEN = {
    "test": "1dd3255c083c1514bd498339eb95c209ba09989c061a4714a0c750a200e62b37",
    "fresh": "bf8afb28f4056613c63c6ece66736fc3f771e6d9b8a84f22e2f4af372baac61d",
}
"""The test half was frozen before the rules; the fresh one was written by somebody else, after them."""
LEAST_REPLIES = {"dev": 400, "test": 150}
WORDS = load_words()


def scored(replies: list[Reply], *, with_directory: bool = True) -> Score:
    """Redact replies, each against its own directory, and score what is left."""
    verdicts = []
    for reply in replies:
        names = NameIndex(reply.directory if with_directory else ())
        terms = reply.terms if with_directory else ()
        verdicts.append(judge(reply, Redactor(names, terms, WORDS).redact(reply.text, reply.language).text))
    return score(verdicts)


@pytest.mark.parametrize("parts", [("dev", "clauses"), ("test", "fresh")], ids=["developed with", "frozen"])
def test_replies_meet_every_bar(parts):
    replies = [reply for part in parts for reply in read_replies(part)]
    found = scored(replies)
    assert len(replies) >= LEAST_REPLIES[parts[0]]
    assert found.recall >= RECALL and found.clean >= CLEAN, found
    assert found.must_stay >= MUST_STAY and found.perfect >= PERFECT, found
    assert found.digit_leaks == 0


@pytest.mark.parametrize("language", list(Language))
def test_each_language_is_redacted_as_well_as_both_together(language):
    replies = [one for part in ("test", "fresh") for one in read_replies(part) if one.language is language]
    found = scored(replies)
    assert found.recall >= RECALL and found.clean >= CLEAN, found
    assert found.must_stay >= MUST_STAY and found.perfect >= PERFECT, found


@pytest.mark.parametrize("half", ["dev", "test", "fresh"])
def test_a_redactor_that_knows_no_directory_is_found_out(half):
    assert scored(read_replies(half), with_directory=False).recall < 0.6


@pytest.mark.parametrize("half", FROZEN)
def test_the_frozen_replies_are_as_they_were_frozen(half):
    assert hashlib.sha256((HERE / f"{half}.jsonl").read_bytes()).hexdigest() == FROZEN[half]


def test_the_halves_share_no_name():
    names = [
        {person.full for reply in read_replies(half) for person in reply.directory}
        for half in ("dev", "test")
    ]
    parts = [{word for name in half for word in name.split()} for half in names]
    assert not parts[0] & parts[1] and min(map(len, names)) > 40
