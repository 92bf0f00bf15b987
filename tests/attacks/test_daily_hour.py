"""Authors' changes come out together at one hour a day, also when something that follows goes wrong.

Applied one by one in the hours after, each would tell when it was asked for, and so by whom.
"""

from __future__ import annotations

import pytest

from bot.delivery.reporting import Reporting
from bot.store.sealed.changes import ChangeKind, ChangeRepository
from bot.store.sealed.seal import token_hash
from tests.support.scenes import EVERYONE, all_answer, mixed, running_round, until

TEAM = "T0NORRBRO"
HOURS = 3 * 3600


async def left_after(stage, calls: list[str]) -> int:
    """Let a change be asked for after the daily hour, and return how many texts stand a while later."""
    round_id = await running_round(stage)
    await all_answer(stage, [(user, f"Jag frågade en gång till, sa {user[2:]}x.") for user in EVERYONE])
    token = stage.app.services.intake.token(TEAM, EVERYONE[0], round_id)
    await mixed(stage, round_id)
    stage.box.world.clock.advance(HOURS)

    async def again() -> bool:
        return len(calls) >= wanted

    wanted = 1
    await until(again)
    await stage.app.services.changes.request(TEAM, token_hash(token, "text"), ChangeKind.WITHDRAW)
    wanted = len(calls) + 4
    await until(again)
    return len(await stage.app.services.texts.queue(round_id))


@pytest.fixture
def fails(monkeypatch) -> list[str]:
    """Let the step that comes after the changes fail, as it would on a row that somebody has altered."""
    calls: list[str] = []

    async def broken(_self, team, _day) -> None:
        calls.append(team)
        raise RuntimeError("altered")

    monkeypatch.setattr(Reporting, "daily", broken)
    return calls


async def test_a_change_asked_for_after_the_hour_waits_for_the_next_whatever_fails(theatre, fails):
    async with theatre() as stage:
        assert await left_after(stage, fails) == len(EVERYONE)


async def test_an_hour_that_begins_anew_at_every_turn_is_found_out(theatre, fails, monkeypatch):
    apply = ChangeRepository.apply

    async def whenever(self, team, day, also=None, **_once):
        return await apply(self, team, day, also)

    monkeypatch.setattr(ChangeRepository, "apply", whenever)
    async with theatre() as stage:
        assert await left_after(stage, fails) == len(EVERYONE) - 1
