"""What happens to questions when the machine falls asleep, or dies, while the app is at work on them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.delivery.clockwork import Clockwork
from bot.delivery.firing import Firing
from bot.demo.once import ADMIN
from bot.store.outbox import Outbox
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.tables import Delivery, DeliveryKind, DeliveryState
from tests.e2e.test_downtime_and_moves import is_planned, prompts_of
from tests.e2e.test_reach import KARIN, count, deliveries
from tests.support.scenes import all_sent, has_prompt, seen, travel, weekly
from tests.support.years.walk import NEVER

BY_HAND = {"tick": NEVER}
"""The app looks for due work when it is told to: so it is known what it is doing when it falls asleep."""

AT_WORK = {
    "looking for interrupted rounds": (RoundRepository, "in_state"),
    "working out everybody's hour": (Firing, "moments"),
    "choosing the question": (Firing, "choose_prompt"),
    "waiting for the database": (ScheduleRepository, "hold"),
    "writing messages": (Outbox, "owe"),
}
anywhere = pytest.mark.parametrize("doing", AT_WORK)


@anywhere
async def test_a_question_that_is_late_because_the_machine_slept_is_asked_once_and_its_maker_told(
    theatre, monkeypatch, doing
):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        falls_asleep(monkeypatch, doing, lambda: travel(stage, 2026, 11, 26, 17, 0))
        await stage.app.clockwork.fire()
        await all_sent(stage)
        await told_late(stage)


@anywhere
async def test_a_question_whose_time_to_answer_was_slept_through_is_not_asked_and_its_maker_told(
    theatre, monkeypatch, doing
):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        falls_asleep(monkeypatch, doing, lambda: travel(stage, 2026, 12, 2, 12, 0))
        await stage.app.clockwork.fire()
        await all_sent(stage)
        await told_too_late(stage)


@anywhere
async def test_a_question_is_not_called_late_for_a_nap(theatre, monkeypatch, doing):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        falls_asleep(monkeypatch, doing, lambda: travel(stage, 2026, 11, 26, 13, 41))
        await stage.app.clockwork.fire()
        await all_sent(stage)
        travel(stage, 2026, 11, 26, 14, 31)
        await all_sent(stage)
        assert await prompts_of(stage, KARIN) == [(DeliveryState.SENT, "")]
        assert await deliveries(stage, DeliveryKind.MISSED) == []


async def test_a_question_on_its_way_when_the_app_died_goes_out_late_and_its_maker_is_told(
    theatre, monkeypatch
):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        await dies_at_work(stage, monkeypatch)
        travel(stage, 2026, 11, 26, 17, 0)
        await started_anew(stage).fire()
        await all_sent(stage)
        await told_late(stage)


async def test_a_question_on_its_way_when_the_app_died_for_days_is_asked_of_nobody_any_more(
    theatre, monkeypatch
):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        await dies_at_work(stage, monkeypatch)
        travel(stage, 2026, 12, 2, 12, 0)
        await started_anew(stage).fire()
        await all_sent(stage)
        await told_too_late(stage)


async def test_a_question_on_its_way_when_the_app_died_and_came_back_at_once_is_called_late_by_nobody(
    theatre, monkeypatch
):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        await dies_at_work(stage, monkeypatch)
        await started_anew(stage).fire()
        await all_sent(stage)
        travel(stage, 2026, 11, 26, 14, 31)
        await all_sent(stage)
        assert await prompts_of(stage, KARIN) == [(DeliveryState.SENT, "")]
        assert await deliveries(stage, DeliveryKind.MISSED) == []


async def test_members_whose_moment_was_slept_through_are_asked_late_and_the_maker_is_told(theatre):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        await stage.app.clockwork.fire()
        await all_sent(stage)
        assert not await has_prompt(stage, KARIN)
        travel(stage, 2026, 11, 26, 17, 0)
        await all_sent(stage)
        await told_late(stage)


async def test_nobody_is_asked_or_reminded_once_the_time_to_answer_is_over_though_no_one_has_closed_it_yet(
    theatre,
):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        await stage.app.clockwork.fire()
        await all_sent(stage)
        travel(stage, 2026, 12, 2, 12, 0)
        await stage.app.pump.turn()
        await stage.app.pump.settled()
        assert await prompts_of(stage, KARIN) == [(DeliveryState.DROPPED, "closed")]
        asked = [one.target for one in await deliveries(stage, DeliveryKind.PROMPT) if one.ts is not None]
        assert asked
        assert [await count(stage, member, "En påminnelse") for member in asked] == [0] * len(asked)


@pytest.mark.parametrize(("away", "told"), [(5, 0), (25, 1)])
async def test_questions_that_wait_for_their_turn_are_called_late_only_if_none_went_out_lately(
    theatre, away, told
):
    async with theatre(**BY_HAND) as stage:
        await about_to_ask(stage)
        await stage.app.clockwork.fire()
        await all_sent(stage)
        await its_turn_should_have_come(stage, KARIN)
        travel(stage, 2026, 11, 26, 13, 31 + away)
        stage.app.pump._looked_at = None
        await stage.app.pump.turn()
        assert len(await deliveries(stage, DeliveryKind.MISSED)) == told


async def its_turn_should_have_come(stage, member: str) -> None:
    """Let a member's question have been due for a while, as in a large workspace with a slow pace."""
    prompt = update(Delivery).where(col(Delivery.target) == member, col(Delivery.kind) == DeliveryKind.PROMPT)
    async with stage.app.services.database.write() as session:
        await session.execute(prompt.values(due_at=stage.app.services.clock.now() - timedelta(minutes=20)))


async def about_to_ask(stage) -> None:
    """Come to the minute in which the first of those who are asked, in Helsinki, has their moment."""
    await weekly(stage)
    travel(stage, 2026, 11, 26, 13, 29)
    await stage.app.clockwork.fire()
    travel(stage, 2026, 11, 26, 13, 31)


def falls_asleep(monkeypatch: pytest.MonkeyPatch, doing: str, sleep: Callable[[], None]) -> None:
    """Let the machine sleep once, right after it has done something."""
    part, name = AT_WORK[doing]
    does = getattr(part, name)

    @wraps(does)
    async def does_and_sleeps(*given, **more):
        result = await does(*given, **more)
        monkeypatch.undo()
        sleep()
        return result

    monkeypatch.setattr(part, name, does_and_sleeps)


async def dies_at_work(stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the app die when a round has been put into the world and nobody has been asked yet."""

    async def dies(*_given, **_more):
        monkeypatch.undo()
        raise asyncio.CancelledError

    monkeypatch.setattr(Firing, "open", dies)
    with pytest.raises(asyncio.CancelledError):
        await stage.app.clockwork.fire()


def started_anew(stage) -> Clockwork:
    """Return the wheels of a process that has not looked for anything yet."""
    return replace(stage.app.clockwork, _fired_at=[])


async def told_late(stage) -> None:
    """Find that everybody was asked once, and the maker told once that it was late."""
    assert await prompts_of(stage, KARIN) == [(DeliveryState.SENT, "")]
    travel(stage, 2026, 11, 26, 17, 2)
    await all_sent(stage)
    await seen(stage, ADMIN, "skulle ha gått ut torsdag 26 november 2026. Svarstiden är inte slut")
    assert await count(stage, ADMIN, "En fråga går ut sent") == 1
    assert len(await deliveries(stage, DeliveryKind.MISSED)) == 1
    assert await prompts_of(stage, KARIN) == [(DeliveryState.SENT, "")]


async def told_too_late(stage) -> None:
    """Find that nobody was asked, the maker was told once, and the next date stands."""
    travel(stage, 2026, 12, 2, 12, 2)
    await all_sent(stage)
    await seen(stage, ADMIN, "Jag var inte igång torsdag 26 november 2026")
    assert len(await deliveries(stage, DeliveryKind.MISSED)) == 1
    assert not await has_prompt(stage, KARIN)
    assert await is_planned(stage, "2026-12-03")
