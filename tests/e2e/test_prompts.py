"""Admins look after their workspace's book of questions, without a file or a command line."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL
from bot.demo.people import Refused
from bot.learning.acts import Act
from bot.slack.ids import Action, Block, View
from bot.store.prompts import Listed
from tests.support.scenes import said, until

TEAM = "T0NORRBRO"
PASTED = """
- act: customers
  sv: "Vad frågade kunden som du inte kunde svara på?"
- act: input
  kind: invitation
  sv: "Lyssna på ett poddavsnitt. Vad tar du med dig?"
  en: "Listen to a podcast. What do you take with you?"
"""


async def book(stage, act: str = "together") -> dict:
    """Open the book at an act."""
    await stage.people.command(ADMIN, CHANNEL, "/lardom frågor")
    view = await stage.people.modal(ADMIN, View.PROMPTS)
    return view if act == "together" else await chosen(stage, view, Action.PROMPTS_ACT, act)


async def chosen(stage, view: dict, action: str, value: str) -> dict:
    """Choose from a menu of the book; return the book as it is then."""
    for block in view["blocks"]:
        for element in [
            *(block.get("elements") or []),
            *([block["accessory"]] if "accessory" in block else []),
        ]:
            options = [one for one in element.get("options") or [] if one["value"] == value]
            if element.get("action_id") == action and options:
                press = {"action_id": action, "block_id": block["block_id"], "selected_option": options[0]}
                await stage.box.client.press(ADMIN, {"type": "view", "view_id": view["id"]}, press)
                return await redrawn(stage, view)
    raise AssertionError(f"no {value} here")


async def redrawn(stage, before: dict) -> dict:
    async def new() -> bool:
        top = stage.box.client.views(ADMIN)[-1]
        return (top["id"], top.get("hash")) != (before["id"], before.get("hash"))

    await until(new)
    return stage.box.client.views(ADMIN)[-1]


async def listed(stage, prompt_id: str) -> Listed | None:
    return await stage.app.services.prompts.get(TEAM, prompt_id)


async def test_a_question_is_added_in_one_language_reworded_switched_off_and_removed(theatre):
    async with theatre() as stage:
        people = stage.people
        view = await book(stage)
        await people.press_view(ADMIN, view, Action.PROMPTS_ADD)
        form = await people.modal(ADMIN, View.PROMPT_FORM)
        with pytest.raises(Refused, match="minst ett av språken"):
            await people.submit(ADMIN, form)
        await people.submit(ADMIN, form, {Block.SV: {"value": "Vem borde ni ha ringt?"}})

        async def shown() -> bool:
            return "Er egen" in str(await people.modal(ADMIN, View.PROMPTS))

        await until(shown)
        view = await people.modal(ADMIN, View.PROMPTS)
        (own,) = [one for one in await stage.app.services.prompts.listed(TEAM) if one.own]
        assert (own.prompt.act, own.prompt.sv, own.prompt.en) == (Act.TOGETHER, "Vem borde ni ha ringt?", "")

        form = await chosen(stage, view, Action.PROMPTS_MENU, f"edit.{own.prompt.id}")
        await people.submit(ADMIN, form, {Block.EN: {"value": "Whom should you have called?"}})

        async def reworded() -> bool:
            return (await listed(stage, own.prompt.id)).prompt.en == "Whom should you have called?"

        await until(reworded)

        async def both() -> bool:
            return "Whom should" in str(await people.modal(ADMIN, View.PROMPTS))

        await until(both)
        view = await people.modal(ADMIN, View.PROMPTS)
        view = await chosen(stage, view, Action.PROMPTS_MENU, f"off.{own.prompt.id}")
        assert "Avstängd" in str(view)
        assert (await stage.app.services.prompts.book(TEAM)).get(own.prompt.id) is None
        view = await chosen(stage, view, Action.PROMPTS_MENU, f"on.{own.prompt.id}")
        view = await chosen(stage, view, Action.PROMPTS_MENU, f"drop.{own.prompt.id}")
        assert await listed(stage, own.prompt.id) is None


async def test_a_question_of_the_book_is_reworded_and_can_be_as_it_was_again(theatre):
    async with theatre() as stage:
        view = await book(stage, "followup")
        form = await chosen(stage, view, Action.PROMPTS_MENU, "edit.followup.mistake")
        await stage.people.submit(ADMIN, form, {Block.SV: {"value": "Vad gick snett, och vad nu?"}})

        async def reworded() -> bool:
            return (await listed(stage, "followup.mistake")).reworded

        await until(reworded)
        view = await stage.people.modal(ADMIN, View.PROMPTS)

        async def shown() -> bool:
            return "Omskriven av er" in str(await stage.people.modal(ADMIN, View.PROMPTS))

        await until(shown)
        view = await stage.people.modal(ADMIN, View.PROMPTS)
        await chosen(stage, view, Action.PROMPTS_MENU, "drop.followup.mistake")
        assert not (await listed(stage, "followup.mistake")).reworded


async def test_many_are_pasted_at_once_all_or_none_and_a_second_time_changes_nothing(theatre):
    async with theatre() as stage:
        people = stage.people
        view = await book(stage)
        await people.press_view(ADMIN, view, Action.PROMPTS_IMPORT)
        form = await people.modal(ADMIN, View.PROMPTS_IMPORT)
        broken = PASTED + "- act: kunder\n  sv: Hej?\n"
        with pytest.raises(Refused, match="Fråga 3: kunder är inget av de sju slagen"):
            await people.submit(ADMIN, form, {Block.QUESTIONS: {"value": broken}})
        assert not [one for one in await stage.app.services.prompts.listed(TEAM) if one.own]
        await people.submit(ADMIN, form, {Block.QUESTIONS: {"value": PASTED}})
        note = await people.modal(ADMIN, View.NOTE)
        assert "2 frågor är tillagda." in str(note)
        await people.close(ADMIN, note)
        await people.close(ADMIN, await people.modal(ADMIN, View.PROMPTS))
        await people.press_view(ADMIN, await book(stage), Action.PROMPTS_IMPORT)
        form = await people.modal(ADMIN, View.PROMPTS_IMPORT)
        await people.submit(ADMIN, form, {Block.QUESTIONS: {"value": PASTED}})
        assert "2 fanns redan" in str(await people.modal(ADMIN, View.NOTE))
        assert sum(one.own for one in await stage.app.services.prompts.listed(TEAM)) == 2


async def test_the_last_question_of_an_act_is_not_switched_off(theatre):
    async with theatre() as stage:
        services = stage.app.services
        view = await book(stage, "shadow")
        mine = [one.prompt for one in await services.prompts.listed(TEAM) if one.prompt.act is Act.SHADOW]
        for prompt in mine[1:]:
            view = await chosen(stage, view, Action.PROMPTS_MENU, f"off.{prompt.id}")
        said_no = await chosen(stage, view, Action.PROMPTS_MENU, f"off.{mine[0].id}")
        assert "den sista frågan" in str(said_no)
        assert not (await listed(stage, mine[0].id)).off


async def test_only_admins_open_the_book(theatre):
    async with theatre() as stage:
        await stage.people.command("U0KARIN", CHANNEL, "/lardom prompts")
        assert "dministratör" in await said(stage, "U0KARIN")
        assert not stage.box.client.views("U0KARIN")


async def test_a_long_act_has_pages(theatre):
    async with theatre() as stage:
        pasted = "\n".join(f"- {{act: input, sv: 'Fråga nummer {n}?'}}" for n in range(40))
        view = await book(stage)
        await stage.people.press_view(ADMIN, view, Action.PROMPTS_IMPORT)
        form = await stage.people.modal(ADMIN, View.PROMPTS_IMPORT)
        await stage.people.submit(ADMIN, form, {Block.QUESTIONS: {"value": pasted}})
        await stage.people.close(ADMIN, await stage.people.modal(ADMIN, View.NOTE))
        await stage.people.close(ADMIN, await stage.people.modal(ADMIN, View.PROMPTS))
        view = await book(stage, "input")
        assert "Sida 1 av 3" in str(view)
        await stage.people.press_view(ADMIN, view, Action.PROMPTS_PAGE)
        assert "Sida 2 av 3" in str(await redrawn(stage, view))
