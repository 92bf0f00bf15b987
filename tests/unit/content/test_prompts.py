"""The words people meet are whole, varied and in one language at a time."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from bot.content.prompts import load_prompts, parse_prompts
from bot.learning.acts import Act
from bot.learning.prompts import FIRST, BadPrompts, Prompt, PromptKind


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.lower()))


LEAST_PER_ACT = 12
TOO_ALIKE = 0.72
# Everyday words of one language that are no words of the other ("dig", "under" and "men" are both).
SWEDISH = words("och att det som är på inte har vad av vi ni oss vilken vilket hur vem ett när något från")
ENGLISH = words("the and what that you your they was were with how which when where something")
# Marks of translation and of office talk, which plain questions to a colleague do without.
UNWELCOME = {
    "sv": re.compile(r"!|\b(feedback|mindset|learnings?|insikter|synergi\w*|adressera|utmaningar)\b", re.I),
    "en": re.compile(
        r"!|\b(learnings|mindset|synerg\w*|leverage|best practice|going forward|deep dive)\b", re.I
    ),
}
GOOD = "- {id: input.x, kind: question, sv: 'Vad?', en: 'What?'}"

BOOK = load_prompts()
PROMPTS = list(BOOK)
TEXTS = {"sv": [one.sv for one in PROMPTS], "en": [one.en for one in PROMPTS]}


def alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


@pytest.mark.parametrize("act", Act)
def test_every_act_has_enough_questions_for_months(act: Act) -> None:
    assert sum(one.act is act for one in PROMPTS) >= LEAST_PER_ACT


@pytest.mark.parametrize("act", Act)
def test_every_act_has_something_to_do_and_something_that_nearly_went_wrong(act: Act) -> None:
    mine = [one for one in PROMPTS if one.act is act]
    assert any(one.kind is PromptKind.INVITATION for one in mine)
    assert BOOK.get(f"{act}.close_call") is not None


def test_most_prompts_can_be_answered_at_once() -> None:
    kinds = Counter(one.kind for one in PROMPTS)
    assert kinds[PromptKind.QUESTION] > 5 * kinds[PromptKind.INVITATION]


def test_the_first_question_reads_as_promised() -> None:
    first = BOOK.get(FIRST)
    assert first is not None and first.act is Act.FOLLOWUP
    assert first.sv == "Vad lärde du dig av ett misstag den här veckan?"
    assert words(first.en) >= {"what", "mistake", "week"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_two_questions_are_nearly_the_same(language: str) -> None:
    near = [pair for pair in combinations(TEXTS[language], 2) if alike(*pair) > TOO_ALIKE]
    assert near == []


def test_the_likeness_check_tells_a_reworded_question_from_a_new_one() -> None:
    assert alike("Vad fick du veta för sent?", "Vad fick du veta alldeles för sent?") > TOO_ALIKE
    assert alike("Vad fick du veta för sent?", "Vilket steg skulle ingen sakna?") < TOO_ALIKE


@pytest.mark.parametrize("one", PROMPTS, ids=lambda one: one.id)
def test_a_question_is_in_one_language_at_a_time(one: Prompt) -> None:
    assert words(one.sv) & SWEDISH and not words(one.sv) & ENGLISH
    assert words(one.en) & ENGLISH and not words(one.en) & SWEDISH


@pytest.mark.parametrize("one", PROMPTS, ids=lambda one: one.id)
def test_a_question_is_short_calm_and_complete(one: Prompt) -> None:
    for language, text in (("sv", one.sv), ("en", one.en)):
        assert text == text.strip() and "  " not in text
        assert text[0].isupper() and text[-1] in "?."
        assert 20 <= len(text) <= 120
        assert not UNWELCOME[language].search(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("sv: [", "input.yaml"),
        ("just words", "a list of prompts is expected"),
        ("- just words", "prompt 1: each prompt has exactly the fields"),
        (
            GOOD + "\n- {id: input.y, kind: question, sv: 'Vad?'}",
            "prompt 2: each prompt has exactly the fields",
        ),
        (GOOD.replace("'Vad?'", "12"), "prompt 1: sv must be text"),
        (GOOD.replace("'What?'", "' '"), "prompt 1: the text in en is missing"),
        (GOOD.replace("question", "order"), "kind is question or invitation, not order"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place_and_the_fault(text: str, complaint: str) -> None:
    with pytest.raises(BadPrompts, match=complaint):
        parse_prompts(Act.INPUT, text)


def test_a_sound_file_becomes_prompts() -> None:
    assert parse_prompts(Act.INPUT, GOOD) == [
        Prompt("input.x", Act.INPUT, PromptKind.QUESTION, "Vad?", "What?")
    ]
