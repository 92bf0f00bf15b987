"""Who waits for an ack comes before what nobody waits for."""

from __future__ import annotations

import asyncio

import pytest

from bot.slack import later
from bot.slack.later import AT_ONCE, QUIET, Later


async def begun(later_: Later, seconds: float = 5 * QUIET) -> asyncio.Event:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    later_.when_calm(work())
    await asyncio.sleep(seconds)
    return done


async def test_when_nobody_waits_the_work_goes_on_at_once():
    assert (await begun(Later(), 0.001)).is_set()


async def test_while_somebody_waits_for_an_ack_other_work_rests_until_they_have_it():
    tasks = Later()
    with tasks.acking(), tasks.acking():
        done = await begun(tasks)
        assert not done.is_set()
    await tasks.drained(1)
    assert done.is_set()


async def test_between_requests_that_follow_each_other_closely_other_work_rests(monkeypatch):
    monkeypatch.setattr(later, "QUIET", 10.0)
    monkeypatch.setattr(later, "PATIENCE", 20.0)
    tasks = Later()
    with tasks.acking():
        pass
    done = await begun(tasks, 0.05)
    assert not done.is_set()


async def test_work_does_not_rest_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(later, "PATIENCE", 0.05)
    tasks = Later()
    with tasks.acking():
        done = await begun(tasks)
        await tasks.drained(1)
        assert done.is_set()


async def test_a_request_that_fails_no_longer_counts():
    tasks = Later()
    with pytest.raises(ValueError), tasks.acking():
        raise ValueError
    done = await begun(tasks)
    await tasks.drained(1)
    assert done.is_set()


async def test_what_rested_does_not_all_start_at_once():
    tasks, going = Later(), 0
    most = 0

    async def work() -> None:
        nonlocal going, most
        going += 1
        most = max(most, going)
        await asyncio.sleep(0.001)
        going -= 1

    with tasks.acking():
        for _ in range(5 * AT_ONCE):
            tasks.when_calm(work())
    await tasks.drained(5)
    assert (going, most) == (0, AT_ONCE)
