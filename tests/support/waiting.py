"""Wait for what a test asserts, whatever else the machine is doing.

What is seen in Slack and what the app has written down come one after the other: a message is there a
moment before its row says that it was sent. Whoever asserts one waits for that one. And what must not
have happened is asked about after something that would have made it happen: a whole turn of the wheels.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import func, select
from sqlmodel import col

from bot.store.tables import Delivery, DeliveryState

LOOK_AGAIN = 0.03
PATIENCE = 30.0
T = TypeVar("T")


async def until(true: Callable[[], Awaitable[object]], seconds: float = PATIENCE) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(seconds):
        while True:
            if await true():
                return
            await asyncio.sleep(LOOK_AGAIN)


async def until_equal(read: Callable[[], Awaitable[T]], expected: T, seconds: float = PATIENCE) -> None:
    """Wait until what is read is what is expected; fail with both when it does not come to that."""
    found: list[T] = []

    async def equal() -> bool:
        found[:] = [await read()]
        return found[0] == expected

    try:
        await until(equal, seconds)
    except TimeoutError:
        raise AssertionError(f"after {seconds} seconds:\n{found}\nand not\n{[expected]}") from None


async def all_done(stage) -> None:
    """Let the app do at once all that is due by now, and wait until it has.

    What has not happened then does not happen at this hour: nothing else would have begun it.
    """
    await stage.app.services.later.drained(PATIENCE)
    await stage.app.clockwork.turn()


async def all_sent(stage) -> None:
    """Let the app do all that is due by now, and wait until no message that is due waits any more."""
    await all_done(stage)

    async def none_due() -> bool:
        async with stage.app.services.database.read() as session:
            due = await session.execute(
                select(func.count())
                .select_from(Delivery)
                .where(col(Delivery.due_at) <= stage.box.world.clock.now())
                .where(col(Delivery.state).in_((DeliveryState.WAITING, DeliveryState.SENDING)))
            )
        return due.scalar_one() == 0

    await until(none_due)
