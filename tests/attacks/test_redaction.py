"""Attack 9: read what redaction leaves of replies that it was not developed on."""

from __future__ import annotations

import hashlib

import pytest

from bot.content.words import load_words
from bot.learning.redaction import NameIndex, PersonName, Redactor, WordLists, folded
from tests.redaction_set.replies import HERE, Reply, read_replies
from tests.redaction_set.scoring import Redact, Score, judge, score

RECALL, CLEAN, MUST_STAY, PERFECT = 0.97, 0.96, 0.95, 0.90
FROZEN = "1dd3255c083c1514bd498339eb95c209ba09989c061a4714a0c750a200e62b37"
LEAST_REPLIES = 80


@pytest.mark.parametrize("half", ["dev", "test"])
def test_both_halves_meet_every_bar(half):
    replies = read_replies(half)
    found = scored(replies)
    assert len(replies) > 80
    assert found.recall >= 0.97 and found.clean >= 0.96
    assert found.must_stay >= 0.95 and found.perfect >= 0.90
    assert found.digit_leaks == 0


@pytest.mark.parametrize("half", ["dev", "test"])
def test_a_redactor_that_knows_no_directory_is_found_out(half):
    assert scored(read_replies(half), with_directory=False).recall < 0.6


def test_the_halves_share_no_name():
    names = [
        {person.full for reply in read_replies(half) for person in reply.directory}
        for half in ("dev", "test")
    ]
    assert not names[0] & names[1] and min(map(len, names)) > 50
