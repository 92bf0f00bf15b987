"""A schedule may have questions of its own, which come in turn instead of the book's."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL, NAME
from bot.demo.people import Refused
from bot.slack.ids import Action, Block, View
from tests.support.scenes import all_sent, seen, travel

TWO = "Hur gick lyftet? | How did the lift go?\nVad mätte ni om?"
FORM = {Block.NAME: {"value": NAME}, Block.CHANNEL: {"selected_conversation": CHANNEL}}


async def test_a_schedules_own_questions_come_in_turn_and_in_the_language_that_there_is(theatre):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, "/lardom schedule new")
        view = await stage.people.modal(ADMIN, View.SCHEDULE)
        with pytest.raises(Refused, match="rad 2 är längre än 300"):
            too_long = {Block.QUESTIONS: {"value": f"Kort?\n{'a' * 301}"}}
            await stage.people.submit(ADMIN, view, FORM | too_long)
        await stage.people.submit(ADMIN, view, FORM | {Block.QUESTIONS: {"value": TWO}})
        await stage.people.close(ADMIN, await stage.people.modal(ADMIN, View.NOTE))
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        await seen(stage, "U0KARIN", "Hur gick lyftet?")
        await seen(stage, "U0TOM", "How did the lift go?")
        await all_sent(stage)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule close {NAME}")
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule pause {NAME}")
        travel(stage, 2026, 11, 30, 14, 30)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        await seen(stage, "U0KARIN", "Vad mätte ni om?")
        await seen(stage, "U0TOM", "Vad mätte ni om?")
        _, message = await stage.people.message_with("U0TOM", stage.bot, Action.ANSWER)
        assert "|" not in str(message["blocks"])
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule edit {NAME}")
        assert "How did the lift go?" in str(await stage.people.modal(ADMIN, View.SCHEDULE))
