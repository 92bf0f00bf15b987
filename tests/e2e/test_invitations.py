"""Some prompts invite to do something first: "I'll do it", and how it went is asked for afterwards."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL, NAME, answer, make_schedule
from bot.demo.people import elements
from bot.slack.ids import Action, Block, View
from bot.store.tables import Delivery, DeliveryState, Round, RoundState, Unanswered
from tests.support.scenes import all_sent, mixed, open_round, seen, travel, until

TEAM = "T0NORRBRO"
KARIN, MAJA = "U0KARIN", "U0MAJA"
INVITATION = "Bjud in en kund på fredagsfika"


async def invited(stage) -> str:
    """Run a round that invites to do something; return its id."""
    await make_schedule(stage.people)
    (schedule,) = await stage.app.services.schedules.all()
    planned = await stage.app.services.rounds.planned(schedule.id)
    async with stage.app.services.database.write() as session:
        (await session.get(Round, planned.id)).prompt_id = "customers.invite"
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
    await stage.people.message_with(KARIN, stage.bot, Action.PROMISE)
    return (await open_round(stage)).id


async def promises(stage, user: str) -> tuple[str, dict]:
    """Press "I'll do it" and return what the message has become."""
    channel, message = await stage.people.message_with(user, stage.bot, Action.PROMISE)
    await stage.people.press_message(user, channel, message, Action.PROMISE)
    await seen(stage, user, "Jag frågar hur det gick")
    return await stage.people.message_with(user, stage.bot, Action.ANSWER)


async def rows_about(stage, user: str) -> list[tuple]:
    async with stage.app.services.database.read() as session:
        rows = await session.execute(select(Delivery).where(col(Delivery.target) == user))
        return sorted((one.kind, one.state, one.note, one.reason) for one in rows.scalars())


async def test_whoever_will_do_it_is_asked_afterwards_how_it_went(theatre):
    async with theatre() as stage:
        round_id = await invited(stage)
        await all_sent(stage)
        before = await rows_about(stage, KARIN)
        channel, message = await promises(stage, KARIN)
        assert INVITATION in str(message) and "Berätta hur det gick" in str(message)
        assert Action.PROMISE not in str(message)
        assert await rows_about(stage, KARIN) == before, "that she promised is in no row but a sealed one"
        assert await stage.app.services.intake.own(TEAM, KARIN, round_id) is None
        travel(stage, 2026, 11, 26, 17, 0)
        for user in (KARIN, MAJA):
            await seen(stage, user, "Hur gick det? Berätta vad du såg eller hörde")
        await stage.people.press_message(KARIN, channel, message, Action.ANSWER)
        await stage.people.submit(
            KARIN,
            await stage.people.modal(KARIN, View.WRITE),
            {Block.TEXT: {"value": "De ville ha kortare möten."}},
        )
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.PREVIEW))
        await seen(stage, KARIN, "sparat")
        assert (
            await stage.app.services.intake.own(TEAM, KARIN, round_id)
        ).text == "De ville ha kortare möten."


async def test_whoever_has_told_already_is_not_asked_again_and_may_not_promise_any_more(theatre):
    async with theatre() as stage:
        round_id = await invited(stage)
        channel, message = await stage.people.message_with(KARIN, stage.bot, Action.PROMISE)
        await answer(stage.people, stage.bot, KARIN, "Jag ringde i går, och de var nöjda.")
        pressed = {"type": "message", "channel": channel, "ts": message["ts"]}
        (promise,) = [one for one in elements(message["blocks"]) if one.get("action_id") == Action.PROMISE]
        stage.box.world.channels[channel].messages[message["ts"]].blocks = message["blocks"]
        await stage.box.client.press(KARIN, pressed, promise)

        async def refused() -> bool:
            said = [one for one in await stage.people.messages(KARIN, channel) if one.get("ephemeral")]
            return "redan svarat" in str(said)

        await until(refused)
        assert (await stage.app.services.intake.own(TEAM, KARIN, round_id)).text.startswith("Jag ringde")


async def test_a_promise_is_no_answer_but_it_is_no_silence_either(theatre):
    async with theatre() as stage:
        round_id = await invited(stage)
        await promises(stage, KARIN)
        await all_sent(stage)
        await mixed(stage, round_id, RoundState.HELD)
        found = await stage.app.services.rounds.get(round_id)
        assert found.answered is None
        async with stage.app.services.database.read() as session:
            rows = await session.execute(
                select(Delivery).where(col(Delivery.round_id) == round_id, col(Delivery.target) == KARIN)
            )
            assert all(one.state is not DeliveryState.FAILED for one in rows.scalars())
        assert await unanswered(stage, KARIN) == 0
        assert await unanswered(stage, MAJA) == 1


async def unanswered(stage, user: str) -> int:
    async with stage.app.services.database.read() as session:
        return (await session.get(Unanswered, (TEAM, user))).rounds


async def test_a_question_offers_no_promise(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        _, message = await stage.people.message_with(KARIN, stage.bot, Action.ANSWER)
        assert Action.PROMISE not in str(message)
