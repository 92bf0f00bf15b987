"""Ballots are packed, read back and counted; counting takes their choices apart."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.ballot import FOLLOWED, HAPPENED, LEVELS, PULSE, Happened, Statement

ballots = st.dictionaries(st.sampled_from([one.value for one in Statement]), st.sampled_from(LEVELS))


@given(ballots)
def test_what_is_packed_comes_back(chosen):
    assert PULSE.unpacked(PULSE.packed(chosen)) == chosen


@given(st.lists(ballots))
def test_counting_gives_each_question_its_own_count(given_ballots):
    tallies = PULSE.counted(map(PULSE.packed, given_ballots))
    for statement in Statement:
        answers = [one[statement] for one in given_ballots if statement in one]
        assert sum(tallies[statement].values()) == len(answers)
        assert all(tallies[statement][level] == answers.count(level) for level in LEVELS)


def test_a_ballot_without_choices_is_as_good_as_a_skip():
    assert PULSE.packed({}) == PULSE.packed({"err": "", "else": "1"}) == ""


@pytest.mark.parametrize("choice", ["0", "6", "yes", "<!channel>"])
def test_a_choice_that_does_not_exist_is_refused(choice):
    with pytest.raises(ValueError, match="choice"):
        PULSE.packed({"err": choice})


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "3", '{"err": "9"}', '{"x": "1"}', '{"err": ["1"]}'])
def test_what_is_no_ballot_counts_for_nothing(text):
    assert PULSE.unpacked(text) == {}
    assert not any(tally for tally in PULSE.counted([text]).values())


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_text_whatever_breaks_the_count(text):
    FOLLOWED.counted([text])


def test_what_became_of_a_day_with_a_colleague_is_one_question():
    assert FOLLOWED.counted([FOLLOWED.packed({HAPPENED: Happened.YES})])[HAPPENED] == {"yes": 1}
