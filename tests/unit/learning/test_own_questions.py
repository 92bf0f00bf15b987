"""A schedule's own questions come in turn."""

from __future__ import annotations

import pytest

from bot.learning.own_questions import MOST, TooLong, TooMany, next_own, own_questions
from bot.learning.prompts import LONGEST, act_of

THREE = "Hur gick bygget?\n\n  Vad  mätte ni? | What did you measure?\nVad nu?"


def test_each_line_is_a_question_in_one_language_or_in_both():
    first, second, third = own_questions(THREE)
    assert (first.sv, first.en) == ("Hur gick bygget?", "")
    assert (second.sv, second.en) == ("Vad mätte ni?", "What did you measure?")
    assert act_of(third.id) is None


def test_they_come_in_their_order_and_then_whichever_was_asked_longest_ago():
    questions = own_questions(THREE)
    asked: list[str] = ["input.podd"]
    for _ in range(7):
        asked.append(next_own(questions, asked).id)
    ids = [one.id for one in questions]
    assert asked[1:] == [*ids, *ids, ids[0]]


def test_a_question_keeps_its_id_when_another_is_put_before_it():
    assert own_questions(f"Ny fråga?\n{THREE}")[1:] == own_questions(THREE)


def test_the_same_question_twice_is_one():
    assert len(own_questions("Hur gick det?\nHur  gick det?")) == 1


def test_what_is_too_long_is_named_by_its_line_and_too_many_are_refused():
    with pytest.raises(TooLong) as told:
        own_questions(f"Kort?\n{'a' * (LONGEST + 1)}")
    assert told.value.line == 2
    with pytest.raises(TooMany):
        own_questions("\n".join(f"Fråga {n}?" for n in range(MOST + 1)))
    assert own_questions(" \n") == []
