"""A pulse, on both databases: once a quarter, counted together, and nothing left of any one ballot."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.learning.ballot import PULSE, Statement
from bot.learning.pulse import QUARTER
from bot.store.pulse_tables import Pulse, PulseState
from bot.store.sealed.intake import Taken
from bot.store.sealed.seal import Share, Submission
from bot.store.sealed.tables import Intake, PollCount, Pool, PoolState
from bot.store.tables import Delivery, DeliveryKind, Schedule
from tests.integration.conftest import NOW, TEAM
from tests.support.following import Neighbourhood

TODAY = date(2026, 11, 24)


@pytest.fixture
async def here(store) -> Neighbourhood:
    """Return a workspace of twelve, in which a pulse begins today."""
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    return Neighbourhood.on(store, NOW, 12)


async def with_pulse(here, name: str = "Fredag", **changed) -> Schedule:
    schedule = await here.store.schedule(name, **changed)
    await here.kept.pulses.turn_on(schedule.id, TODAY)
    return schedule


async def asked(here, schedule: Schedule) -> Pulse:
    assert await here.pulsing.ask(schedule)
    return (await here.kept.pulses.of(schedule.id))[-1]


async def owed(here, kind: DeliveryKind, pulse: Pulse) -> list[Delivery]:
    async with here.store.database.read() as session:
        rows = await session.execute(
            select(Delivery)
            .where(col(Delivery.kind) == kind, col(Delivery.key).startswith(pulse.id))
            .order_by(col(Delivery.target))
        )
        return list(rows.scalars().all())


async def answered(here, pulse: Pulse, said: dict[str, str]) -> None:
    """Let people answer all five statements alike, as in "5" or "" for a skip."""
    for user, level in said.items():
        ballot = PULSE.packed(dict.fromkeys(Statement, level)) if level else ""
        sent = Submission(user, Share.PRIVATE, ballot)
        assert await here.store.intake.submit(TEAM, pulse.id, sent) is Taken.STORED


async def counted(here, pulse: Pulse) -> dict[str, dict[str, int]]:
    here.clock.moment = pulse.counts_at
    for due in await here.kept.pulses.to_count(here.clock.moment):
        await here.pulsing.count(due)
    shown = await here.kept.polls.shown([pulse.id])
    return {question: dict(tally) for question, tally in shown.get(pulse.id, {}).items()}


async def test_everybody_is_asked_once_a_quarter(here):
    schedule = await with_pulse(here)
    first = await asked(here, schedule)
    assert [row.target for row in await owed(here, DeliveryKind.PULSE, first)] == here.crowd.users
    assert first.state is PulseState.OPEN and first.asked_on == TODAY
    await counted(here, first)
    for days in (1, 30, QUARTER.days - 1):
        here.clock.moment = NOW + timedelta(days=days)
        assert not await here.pulsing.ask(schedule)
    here.clock.moment = NOW + QUARTER
    second = await asked(here, schedule)
    assert second.asked_on - first.asked_on == QUARTER


async def test_a_schedule_without_a_pulse_has_none(here):
    schedule = await here.store.schedule()
    assert await here.kept.pulses.wanted() == [] and not await here.pulsing.ask(schedule)
    await here.kept.pulses.turn_on(schedule.id, TODAY)
    assert [one.id for one in await here.kept.pulses.wanted()] == [schedule.id]
    await here.kept.pulses.turn_off(schedule.id)
    assert await here.kept.pulses.wanted() == [] and not await here.pulsing.ask(schedule)


async def test_whoever_belongs_to_two_schedules_is_asked_in_one_pulse_only(here):
    first, second = await with_pulse(here), await with_pulse(here, "Måndag")
    pulse = await asked(here, first)
    here.crowd.users += [f"V{number}" for number in range(6)]
    other = await asked(here, second)
    targets = [row.target for row in await owed(here, DeliveryKind.PULSE, other)]
    assert targets == [f"V{number}" for number in range(6)]
    assert len(await owed(here, DeliveryKind.PULSE, pulse)) == 12


async def test_two_processes_ask_one_pulse(here):
    schedule = await with_pulse(here)
    assert sum(await asyncio.gather(*(here.pulsing.ask(schedule) for _ in range(3)))) == 1
    assert len(await here.kept.pulses.of(schedule.id)) == 1


async def test_where_fewer_than_k_can_answer_nobody_is_asked_and_the_leader_hears_why(here):
    here.crowd.users = here.crowd.users[:4]
    pulse = await asked(here, await with_pulse(here))
    assert pulse.state is PulseState.TOO_FEW and pulse.id not in here.store.keys.ids()
    assert await owed(here, DeliveryKind.PULSE, pulse) == []
    (report,) = await owed(here, DeliveryKind.PULSE_REPORT, pulse)
    assert (report.target, report.note) == ("ULEAD", f"{pulse.id}.nobody")


async def test_a_pulse_that_was_cut_off_while_asking_is_asked_to_the_end(here):
    schedule = await with_pulse(here)
    pulse = await asked(here, schedule)
    async with here.store.database.write() as session:
        (await session.get(Pulse, pulse.id)).state = PulseState.ASKING
        for row in (await owed(here, DeliveryKind.PULSE, pulse))[4:]:
            await session.delete(await session.get(Delivery, row.id))
    (cut,) = await here.kept.pulses.asking()
    await here.pulsing.resume(cut)
    assert len(await owed(here, DeliveryKind.PULSE, pulse)) == 12
    assert (await here.kept.pulses.get(pulse.id)).state is PulseState.OPEN


async def test_a_statement_is_shown_from_k_and_skipping_one_is_no_answer(here):
    pulse = await asked(here, await with_pulse(here))
    await answered(here, pulse, dict.fromkeys(here.crowd.users[:4], "4") | {"U05": "", "U06": ""})
    only_two = PULSE.packed({Statement.ERR: "2", Statement.TRY: "5"})
    await here.store.intake.submit(TEAM, pulse.id, Submission("U07", Share.PRIVATE, only_two))
    found = await counted(here, pulse)
    assert found == {"err": {"4": 4, "2": 1}, "try": {"4": 4, "5": 1}}
    assert (await here.kept.pulses.get(pulse.id)).state is PulseState.COUNTED


async def test_below_k_nobody_ever_sees_an_answer_and_the_key_is_gone(here):
    pulse = await asked(here, await with_pulse(here))
    await answered(here, pulse, dict.fromkeys(here.crowd.users[:4], "1"))
    assert await counted(here, pulse) == {}
    assert (await here.kept.pulses.get(pulse.id)).state is PulseState.TOO_FEW
    assert pulse.id not in here.store.keys.ids()
    async with here.store.database.read() as session:
        for table in (Intake, PollCount):
            assert (await session.execute(select(table))).first() is None
    assert len(await owed(here, DeliveryKind.PULSE_RESULT, pulse)) == 1, (
        "the channel hears that it was too few"
    )


async def test_an_answer_that_is_changed_counts_once_and_one_that_comes_too_late_not_at_all(here):
    pulse = await asked(here, await with_pulse(here))
    await answered(here, pulse, dict.fromkeys(here.crowd.users[:5], "2"))
    await answered(here, pulse, {"U00": "5"})
    assert (await counted(here, pulse))["err"] == {"2": 4, "5": 1}
    late = Submission("U09", Share.PRIVATE, PULSE.packed({Statement.ERR: "1"}))
    assert await here.store.intake.submit(TEAM, pulse.id, late) is Taken.CLOSED


async def test_the_channel_and_the_leaders_hear_the_same_working_morning(here):
    pulse = await asked(here, await with_pulse(here))
    await counted(here, pulse)
    (result,) = await owed(here, DeliveryKind.PULSE_RESULT, pulse)
    (report,) = await owed(here, DeliveryKind.PULSE_REPORT, pulse)
    assert (result.target, report.target) == ("C1", "ULEAD")
    assert result.due_at == report.due_at > pulse.counts_at


async def test_one_more_person_the_next_quarter_moves_nothing(here):
    schedule = await with_pulse(here)
    shown = []
    for quarter, more in enumerate(({}, {"U08": "1"}, dict.fromkeys(here.crowd.users[:6], "1"))):
        here.clock.moment = NOW + quarter * QUARTER
        pulse = await asked(here, schedule)
        await answered(here, pulse, dict.fromkeys(here.crowd.users[:8], "5") | more)
        shown.append((await counted(here, pulse))["err"])
    assert shown == [{"5": 8}, {"5": 8}, {"1": 6, "5": 2}]


async def test_what_is_kept_is_counts_alone_and_no_one_persons_answers(here):
    pulse = await asked(here, await with_pulse(here))
    for number, user in enumerate(here.crowd.users):
        ballot = {one: str((number + place) % 5 + 1) for place, one in enumerate(Statement)}
        await here.store.intake.submit(TEAM, pulse.id, Submission(user, Share.PRIVATE, PULSE.packed(ballot)))
    await counted(here, pulse)
    async with here.store.database.read() as session:
        rows = (await session.execute(select(PollCount))).scalars().all()
    assert len(rows) == 25 and all(row.number in (2, 3) for row in rows)
    assert set(PollCount.model_fields) == {"pool_id", "question", "choice", "number"}


async def test_counting_again_after_a_crash_changes_nothing_and_ends_the_key(here):
    pulse = await asked(here, await with_pulse(here))
    await answered(here, pulse, dict.fromkeys(here.crowd.users[:6], "3"))
    first = await counted(here, pulse)
    async with here.store.database.write() as session:
        (await session.get(Pulse, pulse.id)).state = PulseState.OPEN
    here.store.keys.create(pulse.id)
    assert await counted(here, pulse) == first
    assert (await here.kept.pulses.get(pulse.id)).state is PulseState.COUNTED
    assert pulse.id not in here.store.keys.ids()
    assert len(await owed(here, DeliveryKind.PULSE_RESULT, pulse)) == 1


async def test_a_key_that_is_lost_loses_the_answers_and_ends_the_pulse(here):
    pulse = await asked(here, await with_pulse(here))
    await answered(here, pulse, dict.fromkeys(here.crowd.users, "3"))
    here.store.keys.destroy(pulse.id)
    assert await counted(here, pulse) == {}
    async with here.store.database.read() as session:
        assert (await session.get(Pool, pulse.id)).state is PoolState.MIXED
    assert (await here.kept.pulses.get(pulse.id)).state is PulseState.TOO_FEW
