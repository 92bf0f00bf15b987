"""What an admin pastes becomes prompts, or one sentence says what is wrong in which row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.prompts.importing import Fault, ImportFault, read_import
from bot.learning.acts import Act
from bot.learning.prompts import LONGEST, Prompt, PromptKind

GOOD = """
- act: customers
  sv: "Vad sa kunden?"
  en: What did the customer say?
- act: shadow
  kind: invitation
  en: 2026-02-31
- id: input.podd
  sv: yes
"""


def read(text: str) -> list[Prompt]:
    return read_import(text, lambda: "fresh")


def test_a_list_becomes_prompts_in_one_language_or_both():
    assert read(GOOD) == [
        Prompt(
            "customers.fresh",
            Act.CUSTOMERS,
            PromptKind.QUESTION,
            "Vad sa kunden?",
            "What did the customer say?",
        ),
        Prompt("shadow.fresh", Act.SHADOW, PromptKind.INVITATION, "", "2026-02-31"),
        Prompt("input.podd", Act.INPUT, PromptKind.QUESTION, "yes", ""),
    ]


@pytest.mark.parametrize(
    ("text", "fault", "row", "word"),
    [
        ("- act: [", Fault.NOT_YAML, 1, ""),
        ("- act: input\n  sv: 'a\n", Fault.NOT_YAML, 3, ""),
        ("just words", Fault.NO_LIST, 0, ""),
        ("", Fault.NO_LIST, 0, ""),
        ("[]", Fault.NO_LIST, 0, ""),
        ("- words", Fault.NO_FIELDS, 1, ""),
        ("- {act: input, sv: A}\n- {act: input, fr: B}", Fault.FIELD, 2, "fr"),
        ("- {act: input, sv: [A]}", Fault.NOT_TEXT, 1, "sv"),
        ("- {sv: A}", Fault.NO_ACT, 1, ""),
        ("- {act: kunder, sv: A}", Fault.ACT, 1, "kunder"),
        ("- {act: input, kind: order, sv: A}", Fault.KIND, 1, "order"),
        ("- {id: input, sv: A}", Fault.ID, 1, "input"),
        ("- {id: input.x, act: shadow, sv: A}", Fault.ID, 1, "input.x"),
        ("- {id: news.x, sv: A}", Fault.ID, 1, "news.x"),
        ("- {id: input.x, sv: A}\n- {id: input.x, sv: B}", Fault.TWICE, 2, "input.x"),
        ("- {act: input}", Fault.NO_TEXT, 1, ""),
        ("- {act: input, sv: ' '}", Fault.NO_TEXT, 1, ""),
        (f"- {{act: input, en: {'a' * (LONGEST + 1)}}}", Fault.LONG, 1, "en"),
        ("[" * 3000, Fault.NOT_YAML, 1, ""),
    ],
)
def test_the_first_fault_is_named_with_its_row(text, fault, row, word):
    with pytest.raises(ImportFault) as told:
        read(text)
    assert (told.value.fault, told.value.word) == (fault, word)
    assert fault is Fault.NOT_YAML or told.value.row == row


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused(text):
    try:
        assert all(one.sv or one.en for one in read(text))
    except ImportFault as problem:
        assert problem.fault in Fault
