"""A receipt leads its author back to a text, before the mix and after it, and nobody else."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL, LEADER, NAME, answer, curate, posted_digest
from bot.demo.people import Refused, elements
from bot.slack.ids import Action, Block, View
from bot.store.ledger import Ledger
from bot.store.tables import Delivery, DeliveryKind, RoundState
from tests.support.scenes import EVERYONE, all_answer, mixed, running_round, said, until, until_equal

TEAM = "T0NORRBRO"
TEXTS = {user: f"Lärdom nummer {number} om bron." for number, user in enumerate(EVERYONE)}


async def pressed(stage, user: str, action: str) -> None:
    """Press a button of the newest message that has one; whoever presses what just changed presses again."""
    for again in reversed(range(4)):
        channel, message = await stage.people.message_with(user, stage.bot, action)
        try:
            await stage.people.press_message(user, channel, message, action)
        except Refused:
            if not again:
                raise
        else:
            return


async def test_a_receipt_shows_edits_and_withdraws_while_the_round_is_open(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        people, intake = stage.people, stage.app.services.intake
        await answer(people, stage.bot, "U0KARIN", "Första försöket.")
        await pressed(stage, "U0KARIN", Action.SEE)
        note = await people.modal("U0KARIN", View.NOTE)
        assert "Första försöket." in str(note) and "Förseglat tills rundan har stängt." in str(note)
        await people.close("U0KARIN", note)

        await pressed(stage, "U0KARIN", Action.EDIT)
        view = await people.modal("U0KARIN", View.WRITE)
        assert "Första försöket." in str(view), "what was written is there to change"
        await people.submit("U0KARIN", view, {Block.TEXT: {"value": "Andra försöket."}})
        await people.submit("U0KARIN", await people.modal("U0KARIN", View.PREVIEW))
        assert (await intake.own(TEAM, "U0KARIN", round_id)).text == "Andra försöket."
        assert await intake.answered(round_id) == {"U0KARIN"}

        await pressed(stage, "U0KARIN", Action.WITHDRAW)
        await people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        assert await intake.answered(round_id) == frozenset()
        assert await intake.has_reacted("T0NORRBRO", "U0KARIN", round_id), "who took it back is not reminded"


async def test_who_answers_before_the_prompt_is_on_record_as_sent_gets_a_receipt_all_the_same(
    theatre, monkeypatch
):
    write, put_on_record = Ledger._write, asyncio.Event()

    async def slowly(self, turns):
        karins = {turn.settled.id for turn in turns if turn.settled and turn.settled.channel == "D0KARIN"}
        async with self._database.read() as session:
            rows = await session.execute(select(Delivery.kind).where(col(Delivery.id).in_(karins)))
        if DeliveryKind.PROMPT in rows.scalars().all():
            await put_on_record.wait()
        return await write(self, turns)

    monkeypatch.setattr(Ledger, "_write", slowly)
    async with theatre() as stage:
        round_id = await running_round(stage)
        channel, message = await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        services = stage.app.services
        answering = asyncio.create_task(answer(stage.people, stage.bot, "U0KARIN", "Fråga innan du bygger."))
        try:
            await until_equal(lambda: services.intake.answered(round_id), {"U0KARIN"}, 10)
            asked = await services.outbox.find(f"{round_id}:prompt:U0KARIN")
            assert asked.ts is None, "it is with its member, and not on record yet"
        finally:
            put_on_record.set()
        async with asyncio.timeout(10):
            await answering
        assert await shown_in(stage, channel, message["ts"], Action.SEE)


async def shown_in(stage, channel: str, ts: str, action: str) -> bool:
    message = await stage.people.message("U0KARIN", channel, ts)
    return any(one.get("action_id") == action for one in elements(message["blocks"]))


async def test_no_message_ever_holds_what_was_written(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, TEXTS.items())
        await mixed(stage, round_id)
        for call in stage.box.api.log:
            if call["method"].startswith("chat."):
                assert "Lärdom nummer" not in str(call["arguments"])


async def test_forgetting_takes_the_buttons_away_for_good(theatre):
    async with theatre() as stage:
        await running_round(stage)
        await answer(stage.people, stage.bot, "U0TOM", "Ask on day one.")
        await pressed(stage, "U0TOM", Action.FORGET)

        async def forgotten() -> bool:
            _, messages = await stage.people.app_messages("U0TOM", stage.bot)
            actions = {one.get("action_id") for message in messages for one in elements(message["blocks"])}
            return not actions & {Action.SEE, Action.EDIT, Action.WITHDRAW, Action.FORGET, Action.ANSWER}

        await until(forgotten)


async def test_names_are_taken_out_before_anything_is_stored_and_again_on_send(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        people = stage.people
        channel, prompt = await people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        await people.press_message("U0KARIN", channel, prompt, Action.ANSWER)
        view = await people.modal("U0KARIN", View.WRITE)
        await people.submit("U0KARIN", view, {Block.TEXT: {"value": "Emeka visade mig, ring 070-174 06 35."}})
        preview = await people.modal("U0KARIN", View.PREVIEW)
        assert "[namn] visade mig, ring [telefon]." in str(preview)
        assert "1 namn" in str(preview) and "1 telefonnummer" in str(preview)
        await people.submit("U0KARIN", preview, {Block.TEXT: {"value": "Leila visade mig."}})
        again = await people.modal("U0KARIN", View.PREVIEW)
        assert "[namn] visade mig." in str(again), "what was added on the second step is redacted as well"
        await people.submit("U0KARIN", again)
        await people.message_with("U0KARIN", stage.bot, Action.SEE)
        own = await stage.app.services.intake.own(TEAM, "U0KARIN", round_id)
        assert own.text == "[namn] visade mig."


async def test_after_the_mix_a_receipt_still_opens_and_a_change_waits_for_the_daily_hour(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, TEXTS.items())
        await mixed(stage, round_id)
        people, services = stage.people, stage.app.services
        await pressed(stage, "U0KARIN", Action.SEE)
        note = await people.modal("U0KARIN", View.NOTE)
        assert TEXTS["U0KARIN"] in str(note) and "väntar på granskning" in str(note)
        await people.close("U0KARIN", note)

        await pressed(stage, "U0KARIN", Action.EDIT)
        view = await people.modal("U0KARIN", View.EDIT_LATER)
        await people.submit("U0KARIN", view, {Block.TEXT: {"value": "Ändrad efter blandningen."}})
        note = await people.modal("U0KARIN", View.NOTE)
        assert "klockan 16" in str(note)
        await people.close("U0KARIN", note)
        queue = [item.text for item in await services.texts.queue(round_id)]
        assert "Ändrad efter blandningen." not in queue and TEXTS["U0KARIN"] in queue

        stage.box.world.clock.advance(2 * 3600)

        async def applied() -> bool:
            return "Ändrad efter blandningen." in [i.text for i in await services.texts.queue(round_id)]

        await until(applied)
        assert TEXTS["U0KARIN"] not in [item.text for item in await services.texts.queue(round_id)]


@pytest.mark.parametrize("when", ["now", "daily"])
async def test_a_published_text_that_is_withdrawn_leaves_the_digest(theatre, when):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, TEXTS.items())
        await mixed(stage, round_id)
        people = stage.people
        assert await curate(people, stage.bot) == len(TEXTS)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        assert TEXTS["U0KARIN"] in str(await posted_digest(people, stage.bot))
        await pressed(stage, "U0KARIN", Action.WITHDRAW)
        view = await people.modal("U0KARIN", View.WITHDRAW)
        option = next(one for one in view["blocks"][1]["element"]["options"] if one["value"] == when)
        await people.submit("U0KARIN", view, {Block.WHEN: {"selected_option": option}})
        if when == "daily":
            assert TEXTS["U0KARIN"] in str(await posted_digest(people, stage.bot)), "it waits for the others"
            stage.box.world.clock.advance(2 * 3600)

        async def gone() -> bool:
            return TEXTS["U0KARIN"] not in str(await posted_digest(people, stage.bot))

        await until(gone)
        assert TEXTS["U0TOM"] in str(await posted_digest(people, stage.bot))


async def test_a_pool_below_k_stays_sealed_and_its_author_may_take_the_text_along(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, list(TEXTS.items())[:4])
        await mixed(stage, round_id, RoundState.HELD)
        people, services = stage.people, stage.app.services
        assert await services.texts.queue(round_id) == []
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")

        async def refused() -> bool:
            return "svarade för få" in await said(stage, ADMIN)

        await until(refused)
        await pressed(stage, "U0KARIN", Action.EDIT)
        late = await people.modal("U0KARIN", View.LATE)
        assert TEXTS["U0KARIN"] in str(late) and "ligger kvar förseglat" in str(late)
        keep = next(
            one
            for block in late["blocks"]
            if block["block_id"] == Block.LATE
            for one in block["element"]["options"]
            if one["value"] == "private"
        )
        await people.submit("U0KARIN", late, {Block.LATE: {"selected_option": keep}})
        assert "sparad bara för dig" in str(await people.modal("U0KARIN", View.NOTE))
        assert "U0KARIN" not in await services.intake.answered(round_id)
        await people.close("U0KARIN", await people.modal("U0KARIN", View.NOTE))
        await pressed(stage, "U0KARIN", Action.SEE)
        assert TEXTS["U0KARIN"] in str(await people.modal("U0KARIN", View.NOTE))


async def test_a_leader_masks_words_but_adds_none_and_masked_texts_wait_a_day(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, TEXTS.items())
        await mixed(stage, round_id)
        people = stage.people
        await pressed(stage, LEADER, Action.QUEUE)
        view = await people.modal(LEADER, View.QUEUE)
        assert not any(user in str(view) for user in EVERYONE), "no author anywhere"
        await people.press_view(LEADER, view, Action.MASK)
        mask = await people.modal(LEADER, View.MASK)
        text = mask["blocks"][1]["element"]["initial_value"]
        result = await stage.box.client.submit(
            LEADER, mask["id"], {Block.TEXT: {"field": {"type": "plain_text_input", "value": text + " bra"}}}
        )
        assert "ord som inte stod i svaret" in result["errors"][Block.TEXT]
        masked = text.replace(text.split()[0], "[…]")
        await people.submit(LEADER, mask, {Block.TEXT: {"value": masked}})

        async def waiting() -> bool:
            return any(item.text == masked for item in await stage.app.services.texts.queue(round_id))

        await until(waiting)
        await people.close(LEADER, await people.modal(LEADER, View.QUEUE))
        assert await curate(people, stage.bot) == len(TEXTS) - 1
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        assert masked not in str(await posted_digest(people, stage.bot))

        async def told() -> bool:
            _, messages = await people.app_messages("U0KARIN", stage.bot)
            return any("granskarna maskat ord" in str(one) for one in messages)

        await until(told)
        stage.box.world.clock.advance(25 * 3600)

        async def added() -> bool:
            return masked in str(await posted_digest(people, stage.bot))

        await until(added)
