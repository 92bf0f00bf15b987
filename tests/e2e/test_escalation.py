"""When nobody reviews, somebody else is called; when nobody is left, people are told."""

from __future__ import annotations

from bot.demo.once import LEADER, curate
from bot.slack.ids import Action
from bot.store.tables import RoundState
from tests.e2e.test_by_itself import travel
from tests.e2e.test_highlights import TEXTS, called, heard, in_state
from tests.support.scenes import EVERYONE, all_answer, all_done, mixed, running_round, until

DAYS = [(2026, 11, 27), (2026, 11, 30), (2026, 12, 1), (2026, 12, 2), (2026, 12, 3), (2026, 12, 4)]


async def waiting(stage) -> str:
    """Play a round until it is mixed and its leader is called; return its id."""
    round_id = await running_round(stage)
    await all_answer(stage, TEXTS.items())
    await mixed(stage, round_id)
    await until(lambda: called(stage, LEADER, round_id))
    return round_id


async def test_day_by_day_others_are_called_until_those_who_answered_are_told(theatre):
    async with theatre() as stage:
        round_id = await waiting(stage)
        publish_at = (await stage.app.services.rounds.get(round_id)).publish_at
        assert publish_at is not None
        reminded = False
        for day in DAYS:
            travel(stage, *day, 10, 1)
            before = (await stage.app.services.rounds.get(round_id)).curation_step

            async def further(before: int = before) -> bool:
                now = await stage.app.services.rounds.get(round_id)
                return now.curation_step > before or now.state is RoundState.HELD

            if publish_at <= stage.box.world.clock.now():
                await until(further)
            reminded = reminded or await heard(stage, LEADER, "väntar fortfarande på att någon")
            if await in_state(stage, round_id, RoundState.HELD):
                break
        await until(lambda: heard(stage, LEADER, "väntar fortfarande på att någon"))
        assert await in_state(stage, round_id, RoundState.HELD)
        for user in ("U0KARIN", "U0MAJA"):
            await until(lambda user=user: heard(stage, user, "hann granska"))
        assert not await heard(stage, "U0GRACE", "granska"), "she did not take part"
        others = await stage.app.services.rounds.called(round_id)
        assert others, "somebody beside the leader was called"
        assert not {*others} & {*EVERYONE}, "nobody who answered a small pool"

        assert await curate(stage.people, stage.bot) == len(TEXTS), "late is better than never"
        await until(lambda: in_state(stage, round_id, RoundState.MIXED))


async def test_a_leader_leaves_it_to_somebody_else_without_saying_why(theatre):
    async with theatre() as stage:
        round_id = await waiting(stage)
        people = stage.people
        channel, call = await people.message_with(LEADER, stage.bot, Action.QUEUE)
        await people.press_message(LEADER, channel, call, Action.PASS_ON)

        async def somebody() -> bool:
            return bool(await stage.app.services.rounds.called(round_id))

        await until(somebody)
        other = (await stage.app.services.rounds.called(round_id))[0]
        assert other != LEADER and other not in EVERYONE
        await until(lambda: called(stage, other, round_id))
        assert await curate(people, stage.bot, other) == len(TEXTS)


async def test_a_leader_who_answered_a_small_pool_cannot_review_it(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        texts = {**TEXTS, LEADER: "Jag frågade för sent."}
        await all_answer(stage, texts.items())
        await mixed(stage, round_id)
        people = stage.people
        await until(lambda: called(stage, LEADER, round_id))
        channel, call = await people.message_with(LEADER, stage.bot, Action.QUEUE)
        await people.press_message(LEADER, channel, call, Action.QUEUE)

        async def refused() -> bool:
            told = await people.messages(LEADER, channel)
            return any("Du svarade själv i den här rundan" in str(one) for one in told)

        await until(refused)
        await all_done(stage)
        assert stage.box.client.views(LEADER) == []
