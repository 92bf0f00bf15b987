"""Seeded leaks beside the attack on an export of the app's messages."""

from __future__ import annotations

import base64
import os
from dataclasses import replace

import pytest

from bot.audit.crowd import TEAM
from bot.audit.export import Exported, searched, written
from bot.audit.findings import Blind
from bot.content.texts import load_catalogue
from bot.learning.language import Language
from bot.slack.blocks.kit import actions, button, section
from bot.slack.ids import Action
from bot.store.sealed.receipts import Holder, Receipts

RECEIPTS = Receipts(b"k" * 32)
TEXTS = ("Jag lärde mig fråga tidigt", "Mät två gånger", "Ring hellre än skriv")
VALUES = {text: {f"id-of-{number}", bytes([number] * 32).hex()} for number, text in enumerate(TEXTS)}


def exported() -> list[Exported]:
    t = load_catalogue()[Language.SV]
    found = []
    for number, text in enumerate(TEXTS):
        member, token = f"U{number}", os.urandom(32)
        messages = written(t, token, Holder(TEAM, member, "round"), RECEIPTS)
        found.append(Exported(member, text, token, messages))
    return found


def test_the_real_messages_give_nothing_away():
    assert set(searched(exported(), VALUES, RECEIPTS).values()) == {0.0}


def added(export: list[Exported], block) -> list[Exported]:
    return [replace(one, messages=[*one.messages, [block(one)]]) for one in export]


def pressed(value: str):
    return actions(button("x", Action.SEE, value))


@pytest.mark.parametrize(
    ("attempt", "block"),
    [
        ("replies", lambda one: section(f"Du skrev: {one.text}")),
        ("tokens in the clear", lambda one: pressed(one.token.hex())),
        ("tokens in the clear", lambda one: pressed(base64.b64encode(one.token).decode())),
        (
            "tokens in the clear",
            lambda one: pressed("round." + base64.urlsafe_b64encode(one.token).decode().rstrip("=")),
        ),
        (
            "buttons pressed by others",
            lambda one: actions(
                button("x", Action.EDIT, RECEIPTS.wrap(one.token, Holder(TEAM, one.member, "r"), Action.SEE))
            ),
        ),
        (
            "buttons pressed by others",
            lambda one: pressed(
                RECEIPTS.wrap(one.token, Holder(TEAM, f"U{(int(one.member[1:]) - 1) % 3}", "r"), Action.SEE)
            ),
        ),
        ("values that a text's row holds", lambda one: pressed(f"round.id-of-{one.member[1:]}")),
        (
            "values that a text's row holds",
            lambda one: pressed(base64.b64encode(bytes([int(one.member[1:])] * 32)).decode()),
        ),
    ],
)
def test_a_message_that_gives_something_away_is_found_out(attempt, block):
    assert searched(added(exported(), block), VALUES, RECEIPTS)[attempt] == 1.0


def test_messages_without_a_working_receipt_are_no_proof():
    silent = [replace(one, messages=one.messages[:1]) for one in exported()]
    with pytest.raises(Blind, match="own author"):
        searched(silent, VALUES, RECEIPTS)
