"""Slack is slow, full, gone or changes its mind: everybody is asked once, nobody loses a word."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

import pytest

from bot.demo.once import ADMIN, CHANNEL, NAME, answer, curate, make_schedule
from bot.demo.people import Refused
from bot.slack import clients
from bot.slack.ids import Action, Block, View
from bot.store.tables import DeliveryState
from tests.support.scenes import all_answer, all_sent, happen, has_prompt, mixed, running_round, seen, until

TEXT = "Fråga hellre en gång för mycket."
WROTE = ("U0KARIN", "U0TOM", "U0MAJA", "U0ELIN", "U0JUSSI")


def prompts(stage) -> Counter[str]:
    """Count the messages with a button to answer, by conversation."""
    return Counter(
        channel.id
        for channel in stage.box.world.channels.values()
        for message in channel.messages.values()
        if Action.ANSWER in str(message.blocks)
    )


async def run(stage) -> None:
    await make_schedule(stage.people)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")


async def test_in_a_storm_of_429_everybody_is_asked_once(theatre):
    async with theatre() as stage:
        stage.box.faults.set({"too_many_rate": 0.3, "retry_after": 1, "methods": ["chat.postMessage"]})
        await run(stage)
        await until(lambda: _asked(stage, 12), seconds=60)
        await all_sent(stage)
        assert set(prompts(stage).values()) == {1} and len(prompts(stage)) == 12
        async with stage.people.session.get("/control/stats") as answer_:
            assert (await answer_.json())["ratelimited"] >= 3, "there was a storm"


async def test_after_server_errors_everybody_is_asked(theatre):
    async with theatre() as stage:
        stage.box.faults.set({"server_error_rate": 0.4, "methods": ["chat.postMessage"]})
        await run(stage)
        await until(lambda: _asked(stage, 12), seconds=60)
        assert set(prompts(stage).values()) == {1}, "what failed had not been posted"


async def test_a_digest_of_which_nobody_knows_whether_it_came_is_not_posted_twice(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, [(user, TEXT) for user in WROTE])
        await mixed(stage, round_id)
        await curate(stage.people, stage.bot)
        stage.box.faults.set({"server_error_rate": 1.0, "methods": ["chat.postMessage"]})
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")

        async def unsure() -> bool:
            found = await stage.app.services.outbox.find(f"{round_id}:digest")
            return found is not None and found.state is DeliveryState.FAILED and found.reason == "unsure"

        await until(unsure)
        stage.box.faults.set({"server_error_rate": 0.0})
        await seen(stage, ADMIN, "publicera")
        assert TEXT not in str(await stage.people.messages("U0KARIN", CHANNEL))
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        await until(lambda: _shown(stage, TEXT))


async def test_an_answer_that_takes_too_long_holds_nobody_else_up(theatre, monkeypatch):
    monkeypatch.setattr(clients, "TIMEOUT", 0.6)
    async with theatre() as stage:
        await make_schedule(stage.people)
        await stage.app.services.directory("T0NORRBRO").person("U0KARIN")
        schedule = (await stage.app.services.schedules.all())[0]
        stage.box.faults.set({"latency": 1.0})
        running = asyncio.create_task(stage.app.services.control.run_now(schedule))
        await asyncio.sleep(3)
        stage.box.faults.set({"latency": 0.0})
        await asyncio.gather(running, return_exceptions=True)
        await stage.app.services.control.run_now(schedule)
        await until(lambda: _asked(stage, 12), seconds=40)
        await all_sent(stage)
        doubled = [number for number in prompts(stage).values() if number > 1]
        assert max(prompts(stage).values()) <= 2 and len(doubled) <= 4, "only what was in flight"


async def test_a_socket_that_is_cut_in_the_middle_of_sending_costs_another_press(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        people = stage.people
        channel, prompt = await people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        await people.press_message("U0KARIN", channel, prompt, Action.ANSWER)
        await people.submit(
            "U0KARIN", await people.modal("U0KARIN", View.WRITE), {Block.TEXT: {"value": TEXT}}
        )
        preview = await people.modal("U0KARIN", View.PREVIEW)
        stage.box.faults.set({"drop_acks": 1})
        with pytest.raises(Refused):
            await people.submit("U0KARIN", preview)
        async with people.session.post("/control/sockets", json={"cut": True}) as answered:
            answered.raise_for_status()
        assert (await people.modal("U0KARIN", View.PREVIEW))["id"] == preview["id"], "the text is still there"
        for _ in range(5):
            with suppress(Refused):
                await people.submit("U0KARIN", preview)
                break
        await people.message_with("U0KARIN", stage.bot, Action.SEE)
        assert await stage.app.services.intake.answered(round_id) == {"U0KARIN"}


async def test_events_that_come_twice_change_things_once(theatre):
    async with theatre() as stage:
        stage.box.faults.set({"duplicate_events": True})
        await run(stage)
        await until(lambda: _asked(stage, 12))
        for text in ("Semester", ""):
            await happen(
                stage,
                type="user_change",
                user="U0KARIN",
                profile={"status_text": text, "status_emoji": ":palm_tree:" if text else ""},
            )
        await answer(stage.people, stage.bot, "U0KARIN", TEXT)
        assert len(await stage.app.services.members.workspaces()) == 1


async def test_whoever_leaves_before_their_question_is_left_out_and_the_others_are_asked(theatre):
    async with theatre() as stage:
        stage.box.faults.set({"too_many_rate": 1.0, "retry_after": 2, "methods": ["chat.postMessage"]})
        await run(stage)
        await asyncio.sleep(0.5)
        stage.box.world.users["U0KARIN"]["deleted"] = True
        stage.box.faults.set({"too_many_rate": 0.0})
        await until(lambda: _asked(stage, 11), seconds=40)
        await all_sent(stage)
        assert not await has_prompt(stage, "U0KARIN")
        await stage.people.command(ADMIN, CHANNEL, "/lardom läge")
        await until(lambda: _told(stage, "11 har fått"))


async def test_a_channel_that_is_archived_meanwhile_is_told_to_its_admin(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, [(user, TEXT) for user in WROTE])
        await mixed(stage, round_id)
        await curate(stage.people, stage.bot)
        await happen(stage, type="channel_archive", channel=CHANNEL)
        schedule = (await stage.app.services.schedules.all())[0]
        await stage.app.services.control.publish_now(schedule)
        await seen(stage, ADMIN, "arkiverad")


async def test_without_a_token_everything_waits_and_goes_on_when_there_is_one(theatre, capsys):
    async with theatre() as stage:
        await make_schedule(stage.people)
        good = stage.box.world.bot_token
        schedule = (await stage.app.services.schedules.all())[0]
        stage.box.faults.set({"too_many_rate": 1.0, "retry_after": 2, "methods": ["chat.postMessage"]})
        await stage.app.services.control.run_now(schedule)
        stage.box.faults.set({"too_many_rate": 0.0})
        stage.box.world.bot_token = "xoxb-another"
        stage.app.pump.wake()
        await asyncio.sleep(3)
        assert not prompts(stage)
        stage.box.world.bot_token = good
        stage.box.world.clock.advance(301)
        await until(lambda: _asked(stage, 12))
        assert set(prompts(stage).values()) == {1}
        assert "invalid_auth" in capsys.readouterr().out


async def _asked(stage, number: int) -> bool:
    return len(prompts(stage)) >= number


async def _shown(stage, text: str) -> bool:
    return text in str(await stage.people.messages("U0KARIN", CHANNEL))


async def _told(stage, words: str) -> bool:
    return any(words in str(one) for one in await stage.people.messages(ADMIN, CHANNEL))
