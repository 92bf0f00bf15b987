"""What a form does not offer is refused in a sentence, whatever somebody sends instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.learning.language import Language
from bot.slack.errors import Refusal
from bot.slack.fields import chosen_date, chosen_number, chosen_of, ticked_numbers

OFFERED = range(1, 11)


def picked(**field: Any) -> dict[str, Any]:
    return {"state": {"values": {"b": {"a": field}}}}


def option(value: str) -> dict[str, str]:
    return {"value": value}


def ticks(*values: str) -> dict[str, Any]:
    return picked(selected_options=[option(value) for value in values])


def test_what_is_offered_is_read():
    assert chosen_number(picked(selected_option=option("10")), "b", OFFERED, 3) == 10
    assert chosen_date(picked(selected_date="2026-12-04"), "b") == date(2026, 12, 4)
    assert chosen_of(Language, picked(selected_option=option("en")), "b", Language.SV) is Language.EN
    assert ticked_numbers(ticks("9", "10", "2"), "b", OFFERED) == [2, 9, 10]


def test_an_empty_field_says_nothing():
    assert chosen_number(picked(), "b", OFFERED, 3) == 3
    assert chosen_date(picked(), "b") is None
    assert chosen_of(Language, picked(), "b", Language.SV) is Language.SV
    assert ticked_numbers(picked(), "b", OFFERED) == []


@pytest.mark.parametrize("word", ["11", "0", "-1", "9" * 40, "\u0663", " 3", "3.0", "null", "{}"])
def test_no_other_number_is_taken(word):
    with pytest.raises(Refusal):
        chosen_number(picked(selected_option=option(word)), "b", OFFERED, 3)
    with pytest.raises(Refusal):
        ticked_numbers(ticks("1", word), "b", OFFERED)


@pytest.mark.parametrize("word", ["2026-02-30", "25:61", "null", "9" * 40])
def test_no_date_that_is_none_is_taken(word):
    with pytest.raises(Refusal):
        chosen_date(picked(selected_date=word), "b")


def test_no_word_that_is_not_among_them_is_taken():
    with pytest.raises(Refusal):
        chosen_of(Language, picked(selected_option=option("tlh")), "b", Language.SV)
