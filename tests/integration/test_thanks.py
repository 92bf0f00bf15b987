"""Thanks are told in batches: to everyone who took part in the round, and once."""

from __future__ import annotations

from bot.store.sealed.tables import Participation
from bot.store.sealed.thanks import Thanked, ThanksKind, ThanksRepository
from tests.integration.conftest import TEAM, Store


async def test_what_has_come_to_count_is_told_once_to_everyone_who_took_part(store: Store):
    thanks = ThanksRepository(store.database, bytes(32))
    round_id = await store.open_round()
    schedule_id = (await store.rounds.get(round_id)).schedule_id
    await store.texts.add_named(round_id, TEAM, "UNAMED", "Med namn.")
    async with store.database.write() as session:
        session.add(Participation(round_id=round_id, user_id="UKARIN"))
    for user in ("U1", "U2", "U2"):
        await thanks.give(TEAM, user, round_id, "a lesson", ThanksKind.USED)
    await thanks.give(TEAM, "U1", round_id, "another", ThanksKind.TRY)
    for in_round in ("too early", "next", "later"):
        async with store.database.write() as session:
            await thanks.ride_along(session, schedule_id, in_round)
            await thanks.count(session, TEAM)
    await thanks.give(TEAM, "U3", round_id, "another", ThanksKind.TRY)
    assert await thanks.told_in("too early", "UKARIN") == []
    for user in ("UKARIN", "UNAMED"):
        assert await thanks.told_in("next", user) == [(round_id, Thanked(1, 2))]
    assert await thanks.told_in("next", "U1") == [], "who thanks has not taken part by that"
    assert await thanks.told_in("later", "UKARIN") == []
