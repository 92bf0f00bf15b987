"""Lessons nobody asked for, words that are masked, leaving, and what is told of a lost text."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL, NAME, answer, curate, posted_digest
from bot.demo.people import Refused
from bot.slack.ids import Action, Block, View
from bot.store.sealed.retention import RECEIPTS
from bot.store.tables import RoundState
from tests.e2e.test_highlights import TEXTS, heard, in_state
from tests.support.scenes import all_answer, all_sent, mixed, running_round, until

TEAM = "T0NORRBRO"
LESSON = "Vi ringde leverantören innan vi gissade."


async def shares(stage, user: str, text: str, way: str) -> None:
    """Share a lesson as a person does, until the note that thanks for it."""
    people = stage.people
    await people.command(user, CHANNEL, "/lardom share")
    view = await people.modal(user, View.WRITE)
    field = next(one["element"] for one in view["blocks"] if one.get("block_id") == Block.SHARE)
    option = next(one for one in field["options"] if one["value"] == way)
    await people.submit(user, view, {Block.TEXT: {"value": text}, Block.SHARE: {"selected_option": option}})
    preview = await people.modal(user, View.PREVIEW)
    await people.submit(user, preview)


async def has_receipt(stage, user: str) -> bool:
    _, messages = await stage.people.app_messages(user, stage.bot)
    return any(Action.SEE in str(one.get("blocks")) for one in messages)


@pytest.mark.parametrize("way", ["anonymous", "named", "private"])
async def test_a_lesson_is_shared_outside_a_round_and_its_receipt_opens_it(theatre, way):
    async with theatre() as stage:
        people = stage.people
        first = await running_round(stage)
        await all_answer(stage, list(TEXTS.items())[:5])
        await mixed(stage, first)
        await shares(stage, "U0GRACE", LESSON, way)
        await until(lambda: has_receipt(stage, "U0GRACE"))
        note = await people.modal("U0GRACE", View.NOTE)
        await people.close("U0GRACE", note)
        channel, receipt = await people.message_with("U0GRACE", stage.bot, Action.SEE)
        await people.press_message("U0GRACE", channel, receipt, Action.SEE)
        seen = await people.modal("U0GRACE", View.NOTE)
        assert LESSON in str(seen)
        for call in stage.box.api.log:
            if call["method"].startswith("chat."):
                assert LESSON not in str(call["arguments"])


async def test_a_protected_word_is_masked_from_then_on(theatre):
    async with theatre() as stage:
        people = stage.people
        await people.command(ADMIN, CHANNEL, "/lardom ord")
        view = await people.modal(ADMIN, View.TERMS)
        await people.submit(ADMIN, view, {Block.TERMS: {"value": "Projekt Vättern\n\nAlfabolaget"}})
        note = await people.modal(ADMIN, View.NOTE)
        assert "2 ord är skyddade" in str(note)
        round_id = await running_round(stage)
        await answer(people, stage.bot, "U0KARIN", "Vi lovade alfabolaget för mycket i Projekt Vättern.")
        own = await stage.app.services.intake.own(TEAM, "U0KARIN", round_id)
        assert "lfabolaget" not in own.text and "Vättern" not in own.text and own.text.startswith("Vi lovade")


@pytest.mark.parametrize(("words", "sentence"), [("!", "går inte att skydda"), ("x" * 200, "går inte")])
async def test_an_odd_word_is_refused_in_its_field_and_nothing_is_saved(theatre, words, sentence):
    async with theatre() as stage:
        people = stage.people
        await people.command(ADMIN, CHANNEL, "/lardom ord")
        view = await people.modal(ADMIN, View.TERMS)
        with pytest.raises(Refused, match=sentence):
            await people.submit(ADMIN, view, {Block.TERMS: {"value": f"Projekt Vättern\n{words}"}})
        assert await stage.app.services.terms.all(TEAM) == []


async def test_whoever_leaves_is_asked_no_more_and_leaves_no_trace(theatre):
    async with theatre() as stage:
        people, services = stage.people, stage.app.services
        round_id = await running_round(stage)
        await all_answer(stage, TEXTS.items())
        await mixed(stage, round_id)
        assert "U0KARIN" in await services.texts.participants(round_id)
        await people.command("U0KARIN", CHANNEL, "/lardom lämna")
        await people.submit("U0KARIN", await people.modal("U0KARIN", View.LEAVE))
        note = await people.modal("U0KARIN", View.NOTE)
        assert "att du inte vill ha frågor" in str(note)
        assert "U0KARIN" not in await services.texts.participants(round_id)
        await curate(people, stage.bot)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        assert TEXTS["U0KARIN"] in str(await posted_digest(people, stage.bot)), "a text names nobody"
        await until(lambda: in_state(stage, round_id, RoundState.PUBLISHED))
        stage.box.world.clock.advance(86400)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        await people.message_with("U0TOM", stage.bot, Action.ANSWER)
        await all_sent(stage)
        assert not await heard(stage, "U0KARIN", Action.ANSWER)


async def test_receipts_lose_their_buttons_ninety_days_after_publication(theatre):
    async with theatre() as stage:
        people = stage.people
        round_id = await running_round(stage)
        await all_answer(stage, TEXTS.items())
        await mixed(stage, round_id)
        await curate(people, stage.bot)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        await until(lambda: in_state(stage, round_id, RoundState.PUBLISHED))
        assert await heard(stage, "U0KARIN", Action.SEE)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule pause {NAME}")
        stage.box.world.clock.advance(85 * 86400)
        await all_sent(stage)
        assert await stage.app.services.rounds.to_strip(stage.box.world.clock.now() - RECEIPTS) == []
        assert await heard(stage, "U0KARIN", Action.SEE), "not before its day"
        stage.box.world.clock.advance(15 * 86400)

        async def bare() -> bool:
            _, messages = await people.app_messages("U0KARIN", stage.bot)
            return not any(Action.SEE in str(one) or Action.FORGET in str(one) for one in messages)

        await until(bare)


async def test_a_lesson_whose_receipt_cannot_be_sent_is_not_half_saved_and_its_text_stays(theatre):
    async with theatre() as stage:
        people = stage.people
        first = await running_round(stage)
        await all_answer(stage, list(TEXTS.items())[:5])
        await mixed(stage, first)
        stage.box.faults.set({"server_error_rate": 1.0, "methods": ["chat.postMessage"]})
        with pytest.raises(Refused, match="nothing was saved"):
            await shares(stage, "U0GRACE", LESSON, "anonymous")
        preview = await people.modal("U0GRACE", View.PREVIEW)
        assert LESSON in str(preview), "the text is still there to send again"
        planned = await stage.app.services.rounds.planned(
            (await stage.app.services.rounds.get(first)).schedule_id
        )
        assert await stage.app.services.intake.own(TEAM, "U0GRACE", planned.id) is None
        stage.box.faults.set({"server_error_rate": 0.0})
        await people.submit("U0GRACE", preview)
        await until(lambda: has_receipt(stage, "U0GRACE"))
        assert (await stage.app.services.intake.own(TEAM, "U0GRACE", planned.id)).text == LESSON


async def test_a_lost_message_is_explained_and_sent_again(theatre):
    async with theatre() as stage:
        people = stage.people
        round_id = await running_round(stage)
        await answer(people, stage.bot, "U0KARIN", TEXTS["U0KARIN"])
        channel, receipt = await people.message_with("U0KARIN", stage.bot, Action.SEE)
        del stage.box.world.channels[channel].messages[receipt["ts"]]
        await people.command("U0KARIN", CHANNEL, "/lardom mina")

        async def explained() -> bool:
            return Action.SEND_AGAIN in str(await people.messages("U0KARIN", CHANNEL))

        await until(explained)
        told = next(one for one in await people.messages("U0KARIN", CHANNEL) if Action.SEND_AGAIN in str(one))
        await people.press_message("U0KARIN", CHANNEL, told, Action.SEND_AGAIN)
        channel, fresh = await people.message_with("U0KARIN", stage.bot, Action.EDIT)
        assert fresh["ts"] != receipt["ts"]
        await people.press_message("U0KARIN", channel, fresh, Action.EDIT)
        view = await people.modal("U0KARIN", View.WRITE)
        assert TEXTS["U0KARIN"] in str(view), "the way back to the text is open again"
        assert await stage.app.services.intake.answered(round_id) == {"U0KARIN"}
