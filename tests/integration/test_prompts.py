"""A workspace's book is the one that comes along, as its admins have changed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.content.prompts import load_prompts
from bot.learning.acts import Act
from bot.learning.language import Language
from bot.learning.prompts import Changed, Prompt, PromptKind
from bot.store.prompts import PromptRepository
from bot.store.tables import Round, RoundState
from tests.integration.conftest import NOW, TEAM

OWN = Prompt("input.podd", Act.INPUT, PromptKind.INVITATION, "Lyssna på ett avsnitt. Vad tar du med dig?", "")


@pytest.fixture
def prompts(store) -> PromptRepository:
    return PromptRepository(store.database, load_prompts())


async def test_a_workspace_asks_its_own_questions_and_no_other_workspace_does(prompts):
    await prompts.keep(TEAM, [Changed(OWN)])
    assert (await prompts.book(TEAM)).get(OWN.id) == OWN
    assert (await prompts.book("T2")).get(OWN.id) is None
    assert OWN.text(Language.EN) == OWN.sv, "in one language only, it is shown in that one"


async def test_a_question_that_is_switched_off_is_never_asked_and_comes_back_as_it_was(prompts):
    first = next(iter(prompts.builtin))
    await prompts.keep(TEAM, [Changed(first, off=True)])
    assert (await prompts.book(TEAM)).get(first.id) is None
    assert (await prompts.get(TEAM, first.id)).off
    await prompts.drop(TEAM, first.id)
    assert (await prompts.book(TEAM)).get(first.id) == first


async def test_a_question_is_worded_anew_under_the_same_id(prompts):
    first = next(iter(prompts.builtin))
    await prompts.keep(TEAM, [Changed(replace(first, sv="Hur gick det?"))])
    assert (await prompts.book(TEAM)).get(first.id).sv == "Hur gick det?"
    listed = await prompts.get(TEAM, first.id)
    assert (listed.own, listed.reworded, listed.off) == (False, True, False)
    assert len(await prompts.listed(TEAM)) == len(prompts.builtin)


async def test_no_act_starves_even_if_everything_of_it_is_switched_off(prompts):
    off = [Changed(one, off=True) for one in prompts.builtin if one.act is Act.SHADOW]
    await prompts.keep(TEAM, off)
    assert any(one.act is Act.SHADOW for one in await prompts.book(TEAM))


async def test_what_is_chosen_for_rounds_to_come_counts_as_asked_last(store):
    first, second = await store.schedule("Ett"), await store.schedule("Två")
    async with store.database.write() as session:
        asked = Round(team_id=TEAM, schedule_id=first.id, occurrence=date(2026, 11, 1), k=5)
        asked.state, asked.opens_at, asked.prompt_id = RoundState.PUBLISHED, NOW, "input.a"
        session.add(asked)
        for schedule, prompt in ((first, "shadow.b"), (second, "respect.c")):
            planned = await session.get(Round, (await store.rounds.planned(schedule.id)).id)
            planned.prompt_id = prompt
    found = await store.rounds.prompts_asked(TEAM)
    assert found[0] == "input.a" and set(found[1:]) == {"shadow.b", "respect.c"}


async def test_a_round_that_never_came_has_touched_no_act(store):
    schedule = await store.schedule()
    async with store.database.write() as session:
        (await session.get(Round, (await store.rounds.planned(schedule.id)).id)).prompt_id = "shadow.b"
    async with store.database.write() as session:
        await store.rounds.abandon(session, schedule.id, NOW)
    assert await store.rounds.prompts_asked(TEAM) == []
