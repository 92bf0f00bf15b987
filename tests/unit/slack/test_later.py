"""Who waits for an ack comes before what nobody waits for."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest

from bot.slack import later
from bot.slack.later import FEW, Later


async def ran(later_: Later) -> asyncio.Event:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    later_.when_calm(work())
    await asyncio.sleep(0.02)
    return done


async def test_when_few_wait_the_work_goes_on_at_once():
    tasks = Later()
    with ExitStack() as requests:
        for _ in range(FEW):
            requests.enter_context(tasks.acking())
        assert (await ran(tasks)).is_set()


async def test_while_many_wait_for_their_ack_other_work_rests_until_they_have_it():
    tasks = Later()
    with ExitStack() as requests:
        for _ in range(FEW + 1):
            requests.enter_context(tasks.acking())
        done = await ran(tasks)
        assert not done.is_set()
    await tasks.drained(1)
    assert done.is_set()


async def test_work_does_not_rest_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(later, "PATIENCE", 0.05)
    tasks = Later()
    with ExitStack() as requests:
        for _ in range(FEW + 1):
            requests.enter_context(tasks.acking())
        done = await ran(tasks)
        await tasks.drained(1)
        assert done.is_set()


async def test_a_request_that_fails_no_longer_counts():
    tasks = Later()
    for _ in range(FEW + 1):
        with pytest.raises(ValueError), tasks.acking():
            raise ValueError
    assert (await ran(tasks)).is_set()
