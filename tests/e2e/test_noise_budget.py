"""What a member gets in a day has a limit over all schedules."""

from __future__ import annotations

from bot.store.tables import DeliveryKind, DeliveryState
from tests.e2e.test_reach import KARIN, deliveries
from tests.support.scenes import all_sent, has_prompt, travel, until, weekly


async def test_nobody_gets_more_than_two_messages_a_day_that_they_did_not_ask_for(theatre):
    async with theatre() as stage:
        await weekly(stage)
        await weekly(stage, "varje vecka tor 15:00")
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, KARIN))
        await all_sent(stage)
        travel(stage, 2026, 11, 26, 15, 1)

        async def moved() -> bool:
            rows = await deliveries(stage, DeliveryKind.PROMPT, KARIN)
            return sorted((one.state, one.reason) for one in rows) == [
                (DeliveryState.SENT, ""),
                (DeliveryState.WAITING, "budget"),
            ]

        await until(moved)
        travel(stage, 2026, 11, 27, 15, 2)

        async def both() -> bool:
            rows = await deliveries(stage, DeliveryKind.PROMPT, KARIN)
            return all(one.state is DeliveryState.SENT for one in rows)

        await until(both)
