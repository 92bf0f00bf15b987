"""A closed pool is opened before it is locked, and what happens in between still counts."""

from __future__ import annotations

from bot.store.sealed import mix
from bot.store.sealed.opening import opened
from tests.integration.conftest import TEAM
from tests.integration.test_intake_and_mix import FIVE, filled


async def test_who_leaves_while_a_pool_is_being_opened_takes_their_text_along(store, monkeypatch):
    round_id = await filled(store, [*FIVE, "ULEAVING"])
    await store.close(round_id)

    async def opened_and_left(*given):
        ahead = await opened(*given)
        assert len(ahead) == 6
        await store.intake.take_back(TEAM, "ULEAVING")
        return ahead

    monkeypatch.setattr(mix, "opened", opened_and_left)
    assert (await store.mixer.mix(round_id)).anonymous == 5
    assert sorted(await store.texts.participants(round_id)) == FIVE
    assert "ULEAVING" not in await store.dump()


async def test_a_pool_that_closes_while_it_is_being_opened_is_mixed_whole(store, monkeypatch):
    round_id = await filled(store)

    async def opened_too_early(*given):
        ahead = await opened(*given)
        assert not ahead
        await store.close(round_id)
        return ahead

    monkeypatch.setattr(mix, "opened", opened_too_early)
    assert (await store.mixer.mix(round_id)).anonymous == 5
    assert sorted(await store.texts.participants(round_id)) == FIVE


async def test_a_large_pool_is_opened_in_parts(store, monkeypatch):
    monkeypatch.setattr("bot.store.sealed.opening.ROWS_AT_ONCE", 2)
    round_id = await filled(store)
    await store.close(round_id)
    assert len(await opened(store.database, store.keys, round_id)) == 5
    assert (await store.mixer.mix(round_id)).anonymous == 5
