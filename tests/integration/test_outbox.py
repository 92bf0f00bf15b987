"""A message is owed once, sent by one process at a time, and settled by whoever holds it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select, update
from sqlmodel import col

from bot.store.database import Database, Locations
from bot.store.migrate import migrate
from bot.store.outbox import Outbox, Owed
from bot.store.tables import Delivery, DeliveryKind, DeliveryState
from tests.integration.conftest import NOW, TEAM

LEASE = timedelta(seconds=60)


def owed(key: str, team: str = TEAM, after: int = 0) -> Owed:
    return Owed(key, team, DeliveryKind.PROMPT, f"U-{key}", NOW + timedelta(seconds=after), note="x")


async def owe(store, *messages: Owed) -> None:
    async with store.database.write() as session:
        await store.outbox.owe(session, list(messages))


async def test_the_same_message_is_owed_only_once(store):
    await owe(store, owed("a"), owed("b"))
    await owe(store, owed("a"), owed("c"))
    fence = await store.outbox.lanes.lease(TEAM, NOW, LEASE)
    taken = [await store.outbox.take(TEAM, fence, NOW, LEASE) for _ in range(4)]
    assert sorted(one.delivery.key for one in taken if one) == ["a", "b", "c"]


async def test_a_message_that_is_not_due_waits(store):
    await owe(store, owed("later", after=60))
    assert await store.outbox.lanes_due(NOW) == []
    assert await store.outbox.lanes_due(NOW + timedelta(seconds=61)) == [TEAM]


async def test_a_lane_is_held_by_one_process_until_its_lease_ends(store):
    await owe(store, owed("a"))
    first = await store.outbox.lanes.lease(TEAM, NOW, LEASE)
    assert await store.outbox.lanes.lease(TEAM, NOW, LEASE) is None
    await store.leases_end()
    second = await store.outbox.lanes.lease(TEAM, NOW + LEASE, LEASE)
    assert second == first + 1
    assert await store.outbox.take(TEAM, first, NOW + LEASE, LEASE) is None, "the old holder is fenced off"


async def test_a_machine_whose_clock_is_ahead_takes_nothing_over(fresh_postgres, tmp_path):
    database = Database(Locations.parse(fresh_postgres()))
    await asyncio.to_thread(migrate, database.locations)
    outbox = Outbox(database)
    async with database.write() as session:
        await outbox.owe(session, [owed("a")])
    assert await outbox.lanes.lease(TEAM, NOW, LEASE) is not None
    ahead = NOW + timedelta(days=1)
    assert await outbox.lanes_due(ahead) == []
    assert await outbox.lanes.lease(TEAM, ahead, LEASE) is None, "the lease is the server's"
    await database.close()


async def test_a_message_whose_sender_died_is_taken_over_and_says_so(store):
    await owe(store, owed("a"))
    fence = await store.outbox.lanes.lease(TEAM, NOW, LEASE)
    dead = await store.outbox.take(TEAM, fence, NOW, LEASE)
    later = NOW + LEASE + timedelta(seconds=1)
    await store.leases_end()
    again = await store.outbox.take(TEAM, await store.outbox.lanes.lease(TEAM, later, LEASE), later, LEASE)
    assert again.delivery.id == dead.delivery.id and again.taken_over
    assert not await store.outbox.settle(dead, DeliveryState.SENT, channel="D1", ts="1.0")
    assert await store.outbox.settle(again, DeliveryState.SENT, channel="D1", ts="2.0")
    assert (await store.outbox.find("a")).ts == "2.0"


async def test_a_message_at_which_two_senders_died_is_known_as_such(store):
    await owe(store, owed("a"))
    for twice in (False, False, True):
        await store.leases_end()
        fence = await store.outbox.lanes.lease(TEAM, NOW + LEASE, LEASE)
        leased = await store.outbox.take(TEAM, fence, NOW + LEASE, LEASE)
        assert leased.twice is twice


async def test_a_resting_lane_sends_nothing_and_slows_no_other(store):
    await owe(store, owed("a"), owed("b", team="T2"))
    fence = await store.outbox.lanes.lease(TEAM, NOW, LEASE)
    await store.outbox.lanes.release(TEAM, fence, NOW + timedelta(seconds=30))
    assert await store.outbox.lanes_due(NOW) == ["T2"]
    assert sorted(await store.outbox.lanes_due(NOW + timedelta(seconds=31))) == [TEAM, "T2"]


async def test_a_welcome_that_was_dropped_is_owed_anew_and_one_that_was_sent_is_not(store):
    welcomes = [
        Owed(f"{TEAM}:{user}:welcome", TEAM, DeliveryKind.WELCOME, user, NOW) for user in ("UAWAY", "UREAD")
    ]
    await owe(store, *welcomes)
    async with store.database.write() as session:
        for user, state in (("UAWAY", DeliveryState.DROPPED), ("UREAD", DeliveryState.SENT)):
            ended = update(Delivery).where(col(Delivery.target) == user)
            await session.execute(ended.values(state=state, reason="away"))
    await owe(store, *welcomes)
    async with store.database.read() as session:
        rows = (await session.execute(select(Delivery))).scalars().all()
    found = {one.target: (one.state, one.reason) for one in rows}
    assert found == {"UAWAY": (DeliveryState.WAITING, ""), "UREAD": (DeliveryState.SENT, "away")}
