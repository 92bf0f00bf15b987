"""Nobody gets a question before they have read who asks, why, and how to stop."""

from __future__ import annotations

from bot.store.tables import DeliveryKind, DeliveryState
from tests.e2e.test_reach import deliveries
from tests.support.scenes import happen, has_prompt, travel, weekly
from tests.support.waiting import all_sent, until

MAJA = "U0MAJA"


async def test_whoever_was_away_for_the_whole_first_round_is_welcomed_before_their_first_question(theatre):
    async with theatre() as stage:
        await weekly(stage)
        await happen(stage, type="user_change", user=MAJA, profile={"status_text": "Föräldraledig"})
        for day in ((11, 26), (11, 27), (11, 30), (12, 1), (12, 2)):
            travel(stage, 2026, *day, 14, 45)
            await all_sent(stage)
        assert await states(stage, DeliveryKind.WELCOME) == [DeliveryState.DROPPED]
        assert await states(stage, DeliveryKind.PROMPT) == [DeliveryState.DROPPED]
        await happen(stage, type="user_change", user=MAJA, profile={"status_text": ""})
        travel(stage, 2026, 12, 3, 14, 31)
        await until(lambda: has_prompt(stage, MAJA))
        await all_sent(stage)
        _, messages = await stage.people.app_messages(MAJA, stage.bot)
        assert ["har bett mig fråga er i" in str(one) for one in messages] == [True, False]


async def states(stage, kind: DeliveryKind) -> list[DeliveryState]:
    return [one.state for one in await deliveries(stage, kind, MAJA)]
