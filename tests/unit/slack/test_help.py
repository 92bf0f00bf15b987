"""What `/lardom help` lists is what can be typed, in either language, and all of it."""

from __future__ import annotations

import re

import pytest

from bot.content.texts import load_catalogue
from bot.learning.language import Language
from bot.slack.blocks import pages
from bot.slack.listeners.commands import HANDLERS, SWEDISH
from bot.slack.listeners.commands import schedule as schedules
from sandbox.blocks import validate_message

CATALOGUE = load_catalogue()
TYPED = re.compile(r"`/lardom (?P<word>[^\s`]+)(?: (?P<next>[^\s`]+))?[^`]*`")
OF_ADMINS = {"schedule", "prompts", "terms", "roles", "status", "export"}
OF_LEADERS = {"examples", "report", "pulse"}


@pytest.fixture(params=list(Language))
def t(request):
    return CATALOGUE[request.param]


def named(t, *, admin: bool, leads: bool) -> list[tuple[str, str]]:
    """Return each word that help names, with the one after it."""
    shown = str(pages.help_page(t, admin=admin, leads=leads))
    return [(found["word"], found["next"] or "") for found in TYPED.finditer(shown)]


def meant(word: str) -> str:
    """Return the word that a command is registered under."""
    return SWEDISH.get(word, word)


def test_every_command_is_named_and_every_word_that_is_named_works(t):
    words = {meant(word) for word, _ in named(t, admin=True, leads=True)}
    assert words == set(HANDLERS)


def test_every_word_after_schedule_is_named_and_works(t):
    after = {
        schedules.SWEDISH.get(then, then)
        for word, then in named(t, admin=True, leads=True)
        if meant(word) == "schedule"
    }
    assert after == {"new", "list", *schedules.ON_ONE}


def test_members_read_of_nothing_that_only_admins_and_leaders_may_do(t):
    everyones = {meant(word) for word, _ in named(t, admin=False, leads=False)}
    assert everyones == set(HANDLERS) - OF_ADMINS - OF_LEADERS
    leaders = {meant(word) for word, _ in named(t, admin=False, leads=True)}
    assert leaders == set(HANDLERS) - OF_ADMINS


def test_swedish_readers_find_swedish_words():
    swedish = {word for word, _ in named(CATALOGUE[Language.SV], admin=True, leads=True)}
    assert swedish <= set(SWEDISH)


def test_every_swedish_word_leads_somewhere():
    assert set(SWEDISH.values()) <= set(HANDLERS)
    assert set(schedules.SWEDISH.values()) <= {"new", "list", *schedules.ON_ONE}


def test_slack_takes_the_help_as_it_is(t):
    assert validate_message(pages.help_page(t, admin=True, leads=True)) == []
