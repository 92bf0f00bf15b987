"""What the pump does with each answer of the platform."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery import lane
from bot.delivery import pump as pump_module
from bot.delivery.lane import LEASE, LaneWorker
from bot.delivery.pump import AT_ONCE, Pump
from bot.store.outbox import Owed
from bot.store.ports import Blocked, Outcome, Parcel, Rest, Sent, TryLater, Undeliverable, Unsure
from bot.store.tables import Delivery, DeliveryKind, DeliveryState
from tests.integration.conftest import NOW, TEAM
from tests.support.scenes import until

LOCKED = OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))


@dataclass
class MovedClock:
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class ScriptedCourier:
    answers: list[Outcome]
    carried: list[str] = field(default_factory=list)

    async def prepare(self, delivery: Delivery) -> Parcel:
        return lambda: None

    async def carry(self, delivery: Delivery, parcel: Parcel) -> Outcome:
        self.carried.append(delivery.key)
        return self.answers.pop(0) if self.answers else Sent("D1", "1.0")


async def pumped(store, courier, clock, kind=DeliveryKind.PROMPT) -> Delivery:
    async with store.database.write() as session:
        await store.outbox.owe(session, [Owed("m", TEAM, kind, "U1", NOW)])
    pump = Pump(store.outbox, courier, clock)
    await pump.turn()
    await pump.settled()
    return await store.outbox.find("m")


async def test_a_sent_message_knows_where_it_stands(store):
    delivery = await pumped(store, ScriptedCourier([]), MovedClock())
    assert (delivery.state, delivery.channel, delivery.ts) == (DeliveryState.SENT, "D1", "1.0")


@pytest.mark.parametrize(
    "problem, state",
    [
        (ValueError("a note that nobody can read"), DeliveryState.SENT),
        (LOCKED, DeliveryState.WAITING),
    ],
)
async def test_only_a_database_in_trouble_lets_questions_wait_until_their_lateness_is_told(
    store, monkeypatch, problem, state
):
    async def fails(*_given) -> None:
        raise problem

    monkeypatch.setattr(pump_module, "tell_of_late_questions", fails)
    async with store.database.write() as session:
        await store.outbox.owe(session, [Owed("m", TEAM, DeliveryKind.PROMPT, "U1", NOW)])
    pump = Pump(store.outbox, ScriptedCourier([]), MovedClock())
    await pump._turn_or_wait()
    await pump.settled()
    assert (await store.outbox.find("m")).state is state


@pytest.mark.parametrize("outcome", [Undeliverable("user_not_found"), Blocked("is_archived")])
async def test_a_member_who_left_and_a_closed_channel_end_in_a_reason(store, outcome):
    delivery = await pumped(store, ScriptedCourier([outcome]), MovedClock())
    assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, outcome.reason)


async def test_when_told_to_rest_the_lane_rests_and_the_message_goes_out_after(store):
    clock, courier = MovedClock(), ScriptedCourier([Rest(30)])
    assert (await pumped(store, courier, clock)).state is DeliveryState.WAITING
    assert (await pumped(store, courier, clock)).state is DeliveryState.WAITING
    assert courier.carried == ["m"], "nothing is tried while the lane rests"
    clock.moment += timedelta(seconds=31)
    assert (await pumped(store, courier, clock)).state is DeliveryState.SENT


async def test_a_message_that_could_not_be_sent_is_tried_again_later(store):
    clock, courier = MovedClock(), ScriptedCourier([TryLater("unreachable"), Unsure("connection")])
    for _ in range(2):
        assert (await pumped(store, courier, clock)).state is DeliveryState.WAITING
        clock.moment += timedelta(seconds=10)
    assert (await pumped(store, courier, clock)).state is DeliveryState.SENT
    assert courier.carried == ["m"] * 3


async def test_a_digest_is_never_posted_twice_even_if_its_sender_died(store):
    clock = MovedClock()
    async with store.database.write() as session:
        await store.outbox.owe(session, [Owed("m", TEAM, DeliveryKind.DIGEST, "C1", NOW)])
    fence = await store.outbox.lanes.lease(TEAM, NOW, LEASE)
    await store.outbox.take(TEAM, fence, NOW, LEASE)
    clock.moment += LEASE + timedelta(seconds=1)
    await store.leases_end()
    courier = ScriptedCourier([])
    delivery = await pumped(store, courier, clock, DeliveryKind.DIGEST)
    assert courier.carried == []
    assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, "unsure")


async def test_no_third_copy_goes_out_when_two_senders_died_at_a_message(store):
    async with store.database.write() as session:
        await store.outbox.owe(session, [Owed("m", TEAM, DeliveryKind.PROMPT, "U1", NOW)])
    clock, courier = MovedClock(), ScriptedCourier([])
    for _ in range(2):
        clock.moment += LEASE + timedelta(seconds=1)
        await store.leases_end()
        fence = await store.outbox.lanes.lease(TEAM, clock.now(), LEASE)
        await store.outbox.take(TEAM, fence, clock.now(), LEASE)
    clock.moment += LEASE + timedelta(seconds=1)
    await store.leases_end()
    delivery = await pumped(store, courier, clock)
    assert courier.carried == []
    assert (delivery.state, delivery.reason) == (DeliveryState.SENT, "unsure")


async def test_a_digest_that_may_have_been_posted_is_not_sent_again(store):
    courier = ScriptedCourier([Unsure("connection")])
    delivery = await pumped(store, courier, MovedClock(), DeliveryKind.DIGEST)
    assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, "unsure")


async def test_the_workspace_that_waited_longest_goes_first_and_a_resting_one_keeps_nobody_waiting(store):
    teams = [f"T{number:03}" for number in range(AT_ONCE * 2)]
    async with store.database.write() as session:
        for number, team in enumerate(teams):
            due = NOW - timedelta(minutes=number)
            await store.outbox.owe(session, [Owed(f"m{team}", team, DeliveryKind.PROMPT, "U1", due)])
    assert await store.outbox.lanes_due(NOW) == teams[::-1]
    courier = ScriptedCourier([Rest(60)])
    pump = Pump(store.outbox, courier, MovedClock())
    for _ in range(6):
        await pump.turn()
        await pump.settled()
    assert len(courier.carried) == len(teams), "one rests, everybody else has been served"
    assert len(set(courier.carried)) == len(teams)


async def test_while_a_lane_waits_for_its_pace_what_it_has_sent_is_on_record(store):
    async with store.database.write() as session:
        await store.outbox.owe(
            session, [Owed(f"m{n}", TEAM, DeliveryKind.PROMPT, f"U{n}", NOW) for n in range(3)]
        )
    courier = ScriptedCourier([])
    pump = Pump(store.outbox, courier, MovedClock())
    waits: list[list[DeliveryState]] = []

    async def waited(_seconds: float) -> bool:
        found = [await store.outbox.find(one) for one in courier.carried]
        waits.append([one.state for one in found])
        return True

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(LaneWorker, "_wait", lambda self: 0.3)
        patched.setattr(LaneWorker, "_sleep", lambda self, seconds: waited(seconds))
        await pump.turn()
        await pump.settled()
    assert waits == [[DeliveryState.SENT] * n for n in range(3)]


async def test_workspaces_with_much_to_send_give_way_to_those_for_which_there_is_no_room(store, monkeypatch):
    monkeypatch.setattr(lane, "LONGEST_TURN", 0.05)
    monkeypatch.setattr(pump_module, "MOST_LANES", 4)
    many, few = [f"T{number}" for number in range(4)], ["T8", "T9"]
    async with store.database.write() as session:
        owed = [(team, number, NOW - timedelta(hours=2)) for team in many for number in range(200)]
        owed += [(team, number, NOW) for team in few for number in range(3)]
        await store.outbox.owe(
            session,
            [Owed(f"{team}-{n}", team, DeliveryKind.PROMPT, f"U{n}", due) for team, n, due in owed],
        )
    courier = ScriptedCourier([])
    pump = Pump(store.outbox, courier, MovedClock(), idle_seconds=0.02)
    pumping = asyncio.create_task(pump.run())

    async def all_carried() -> bool:
        return len(courier.carried) == len(owed)

    await until(all_carried)
    pumping.cancel()
    await asyncio.gather(pumping, return_exceptions=True)
    assert len(set(courier.carried)) == len(owed)
    last_of_few = max(courier.carried.index(f"{team}-2") for team in few)
    assert last_of_few < len(owed) / 2, "they had not to wait until somebody had nothing left"


async def test_a_workspace_that_owes_little_waits_for_one_message_of_each_other_not_for_all_of_them(
    store, monkeypatch
):
    monkeypatch.setattr(pump_module, "AT_ONCE", 4)
    owed = [(f"T{team:02}", number, NOW - timedelta(hours=2)) for team in range(12) for number in range(40)]
    owed.append(("T99", 0, NOW))
    async with store.database.write() as session:
        await store.outbox.owe(
            session,
            [Owed(f"{team}-{n}", team, DeliveryKind.PROMPT, f"U{n}", due) for team, n, due in owed],
        )
    courier = ScriptedCourier([])
    pump = Pump(store.outbox, courier, MovedClock(), idle_seconds=0.02)
    pumping = asyncio.create_task(pump.run())

    async def all_carried() -> bool:
        return len(courier.carried) == len(owed)

    await until(all_carried)
    pumping.cancel()
    await asyncio.gather(pumping, return_exceptions=True)
    assert len(set(courier.carried)) == len(owed)
    assert courier.carried.index("T99-0") < len(owed) / 2
