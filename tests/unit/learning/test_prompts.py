"""What people are asked comes round fairly."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.acts import Act
from bot.learning.prompts import FIRST, LONGEST, BadPrompts, Prompt, PromptBook, PromptKind


def prompt(act: Act, word: str, *, sv: str = "Vad hände?", en: str = "What happened?") -> Prompt:
    return Prompt(f"{act}.{word}", act, PromptKind.QUESTION, sv, en)


def prompts(sizes: dict[Act, int]) -> list[Prompt]:
    return [prompt(act, str(number)) for act, size in sizes.items() for number in range(size)]


def asked_over_time(book: PromptBook, rounds: int, seed: int) -> list[Prompt]:
    chance = random.Random(seed)
    asked: list[Prompt] = []
    for _ in range(rounds):
        asked.append(book.next_prompt([one.id for one in asked], chance))
    return asked


sizes = st.fixed_dictionaries({act: st.integers(1, 5) for act in Act})
seeds = st.integers(0, 2**32)


def test_the_seven_acts_keep_their_order() -> None:
    assert list(Act) == ["together", "respect", "followup", "customers", "shadow", "workshop", "input"]


@given(sizes, seeds)
def test_the_first_question_of_all_is_about_a_mistake(sizes: dict[Act, int], seed: int) -> None:
    book = PromptBook([*prompts(sizes), prompt(Act.FOLLOWUP, "mistake")])
    assert book.next_prompt([], random.Random(seed)).id == FIRST


@given(sizes, seeds)
def test_every_seven_rounds_touch_all_seven_acts(sizes: dict[Act, int], seed: int) -> None:
    asked = asked_over_time(PromptBook(prompts(sizes)), 30, seed)
    for start in range(len(asked) - len(Act) + 1):
        assert {one.act for one in asked[start : start + len(Act)]} == set(Act)


@given(sizes, seeds)
def test_no_question_comes_back_before_its_act_is_used_up(sizes: dict[Act, int], seed: int) -> None:
    asked = asked_over_time(PromptBook(prompts(sizes)), 80, seed)
    for act, size in sizes.items():
        mine = [one.id for one in asked if one.act is act]
        for start in range(0, len(mine) - size + 1, size):
            assert len(set(mine[start : start + size])) == size


@given(st.integers(2, 5), seeds)
def test_nobody_gets_the_same_question_twice_running(size: int, seed: int) -> None:
    book = PromptBook(prompts({Act.SHADOW: size}), [Act.SHADOW])
    asked = [one.id for one in asked_over_time(book, 25, seed)]
    assert all(one != following for one, following in pairwise(asked))


@given(sizes, seeds, st.data())
def test_the_same_history_and_chance_give_the_same_question(
    sizes: dict[Act, int], seed: int, data: st.DataObject
) -> None:
    book = PromptBook(prompts(sizes))
    history = data.draw(st.lists(st.sampled_from([one.id for one in book]), max_size=20))
    chosen = {book.next_prompt(history, random.Random(seed)).id for _ in range(3)}
    assert len(chosen) == 1


@given(sizes, seeds, st.data())
def test_whatever_was_asked_before_the_act_that_waited_longest_is_next(
    sizes: dict[Act, int], seed: int, data: st.DataObject
) -> None:
    book = PromptBook(prompts(sizes))
    history = data.draw(st.lists(st.sampled_from([one.id for one in book]), min_size=1, max_size=40))
    acts = [one.split(".")[0] for one in history]

    def waited(act: Act) -> int:
        return acts[::-1].index(act) if act in acts else len(acts)

    chosen = book.next_prompt(history, random.Random(seed)).act
    assert waited(chosen) == max(waited(act) for act in Act)


def test_chance_decides_between_questions_that_are_equally_due() -> None:
    book = PromptBook(prompts({Act.INPUT: 6}), [Act.INPUT])
    found = Counter(book.next_prompt([], random.Random(seed)).id for seed in range(300))
    assert set(found) == {one.id for one in book}


def test_a_question_added_later_is_asked_once_and_then_takes_its_turn() -> None:
    old = prompts({Act.RESPECT: 3})
    history = [one.id for one in old] * 3
    book = PromptBook([*old, prompt(Act.RESPECT, "new")], [Act.RESPECT])
    asked: list[str] = []
    for seed in range(5):
        asked.append(book.next_prompt(history + asked, random.Random(seed)).id)
    assert asked[0] == "respect.new"
    assert sorted(asked[1:]) == sorted(one.id for one in book)


def test_a_question_taken_out_of_the_book_does_not_stop_the_next_one() -> None:
    book = PromptBook(prompts(dict.fromkeys(Act, 2)))
    history = ["respect.gone", "respect.0", "nonsense"]
    assert book.next_prompt(history, random.Random(1)).act is not Act.RESPECT


@given(sizes, seeds, st.sets(st.sampled_from(list(Act)), min_size=1))
def test_a_schedule_for_some_acts_asks_about_no_other(
    sizes: dict[Act, int], seed: int, acts: set[Act]
) -> None:
    book = PromptBook(prompts(sizes)).of_acts(acts)
    assert {one.act for one in asked_over_time(book, 10, seed)} == acts


def test_a_question_is_found_by_its_id() -> None:
    book = PromptBook(prompts(dict.fromkeys(Act, 1)))
    found = book.get("shadow.0")
    assert found is not None and found.act is Act.SHADOW
    assert book.get("shadow.1") is None
    assert len(book) == 7


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        (prompt(Act.INPUT, "0"), "input.0: two prompts have this id"),
        (prompt(Act.INPUT, "x", sv=" ", en=""), "input.x: a text is missing, in sv or en or both"),
        (prompt(Act.INPUT, "x", en="a" * (LONGEST + 1)), "longer than 300 characters"),
        (prompt(Act.INPUT, ""), "the id needs a word after the dot"),
        (Prompt("news", Act.INPUT, PromptKind.QUESTION, "Va?", "What?"), "the id begins with its act"),
    ],
)
def test_an_unsound_question_is_refused_with_the_reason(extra: Prompt, complaint: str) -> None:
    with pytest.raises(BadPrompts, match=complaint):
        PromptBook([*prompts(dict.fromkeys(Act, 1)), extra])


def test_a_question_of_exactly_the_longest_length_is_taken() -> None:
    text = "a" * LONGEST
    longest = prompt(Act.INPUT, "x", sv=text, en=text)
    assert PromptBook([longest], [Act.INPUT]).get("input.x") == longest


def test_a_book_without_a_question_for_an_act_is_refused() -> None:
    with pytest.raises(BadPrompts, match="shadow: there is no prompt for this act"):
        PromptBook(prompts({act: 1 for act in Act if act is not Act.SHADOW}))


def test_a_book_about_nothing_is_refused() -> None:
    with pytest.raises(BadPrompts, match="at least one act"):
        PromptBook([], [])


def test_a_question_of_an_act_outside_the_book_is_refused() -> None:
    with pytest.raises(BadPrompts, match="no act called input"):
        PromptBook(prompts({Act.SHADOW: 1, Act.INPUT: 1}), [Act.SHADOW])
