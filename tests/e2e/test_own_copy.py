"""An author takes a copy of what they wrote and what came of it, and leaves from the settings."""

from __future__ import annotations

from bot.demo.once import ADMIN, CHANNEL, NAME, answer
from bot.demo.people import Refused, elements
from bot.slack.ids import Action, View
from tests.e2e.test_plans import KARIN, PLAN, TOM, pressed, published
from tests.support.scenes import running_round, travel, until

TEXT = "Fråga hellre två gånger för mycket.\n# Det sparar tid."


def copied(modal: dict) -> str:
    return "".join(block["element"]["initial_value"] for block in modal["blocks"] if block["type"] == "input")


async def opened_copy(stage, user: str) -> str:
    """Open the copy that a receipt leads to, and close everything again."""
    channel, receipt = await stage.people.message_with(user, stage.bot, Action.SEE)
    await stage.people.press_message(user, channel, receipt, Action.SEE)
    seen = await stage.people.modal(user, View.NOTE)
    await stage.people.press_view(user, seen, Action.COPY)

    modal = await stage.people.modal(user, View.COPY)
    await stage.people.submit(user, modal)
    await stage.people.close(user, seen)
    return copied(modal)


async def test_an_author_copies_a_sealed_text_and_no_message_holds_it(theatre):
    async with theatre() as stage:
        await running_round(stage)
        await answer(stage.people, stage.bot, KARIN, TEXT)
        markdown = await opened_copy(stage, KARIN)
        assert "> Fråga hellre två gånger för mycket.\n> # Det sparar tid." in markdown
        assert "- Delad utan namn" in markdown and "- tisdag 24 november 2026" in markdown
        for user in (KARIN, TOM, ADMIN):
            assert "Det sparar tid" not in str((await stage.people.app_messages(user, stage.bot))[1])


async def test_a_copy_holds_the_plan_the_thanks_and_what_leaders_answered(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        channel, receipt = await stage.people.message_with(KARIN, stage.bot, Action.PLAN)
        await stage.people.press_message(KARIN, channel, receipt, Action.PLAN)
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.PLAN), PLAN)
        await stage.people.close(KARIN, await stage.people.modal(KARIN, View.NOTE))
        for block in digest["blocks"]:
            if any(one.get("action_id") == Action.USED for one in elements([block])):
                container = {"type": "message", "channel": CHANNEL, "ts": digest["ts"]}
                action = {"action_id": Action.USED, "block_id": block["block_id"], "type": "button"}
                await stage.box.client.press(TOM, container, action)
                await stage.people.close(TOM, await stage.people.modal(TOM, View.NOTE))
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schema pausa {NAME}")
        travel(stage, 2026, 11, 24, 16, 1)

        async def thanked() -> bool:
            return "har använt" in await opened_copy(stage, KARIN)

        await until(thanked)
        markdown = await opened_copy(stage, KARIN)
        assert "## Min plan\n\n> När mötet börjar ska jag fråga en gång till" in markdown
        assert "## Så togs den emot\n\n- 1 har använt" in markdown


async def test_nobody_copies_from_somebody_elses_button(theatre):
    async with theatre() as stage:
        await running_round(stage)
        await answer(stage.people, stage.bot, KARIN, TEXT)
        channel, receipt = await stage.people.message_with(KARIN, stage.bot, Action.SEE)
        await stage.people.press_message(KARIN, channel, receipt, Action.SEE)
        seen = await stage.people.modal(KARIN, View.NOTE)
        try:
            await stage.people.press_view(TOM, seen, Action.COPY)
        except Refused:
            return
        raise AssertionError("Tom pressed Karin's button")


async def test_whoever_has_had_enough_leaves_from_the_home_tab(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        await pressed(stage, KARIN, digest, Action.TRY)
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.PLAN), PLAN)
        await stage.people.close(KARIN, await stage.people.modal(KARIN, View.NOTE))
        await stage.box.client.open_home(KARIN)

        async def drawn() -> bool:
            return Action.HOME_SETTINGS in str(stage.box.client.home(KARIN))

        await until(drawn)
        await stage.people.press_view(KARIN, stage.box.client.home(KARIN), Action.HOME_SETTINGS)
        settings = await stage.people.modal(KARIN, View.SETTINGS)
        await stage.people.press_view(KARIN, settings, Action.LEAVE)
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.LEAVE))
        assert "att du inte vill ha frågor" in str(await stage.people.modal(KARIN, View.NOTE))
        services = stage.app.services
        assert await services.plans.mine("T0NORRBRO", KARIN) == []
        assert (await services.members.get("T0NORRBRO", KARIN)).stopped
