"""What is asked of many lanes at once is answered together, to each its own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.store.outbox import Outbox, Owed
from bot.store.tables import DeliveryKind
from tests.integration.conftest import NOW

LEASE = timedelta(seconds=60)
TEAMS = [f"T{number:03}" for number in range(40)]
LATER = NOW + timedelta(seconds=5)


async def owe_each(store, messages: int = 3) -> None:
    async with store.database.write() as session:
        await store.outbox.owe(
            session,
            [
                Owed(f"{team}:{number}", team, DeliveryKind.PROMPT, f"U{number // 2}", NOW)
                for team in TEAMS
                for number in range(messages)
            ],
        )


def counting(store, monkeypatch) -> list[str]:
    """Note each transaction that writes."""
    changed: list[str] = []
    change = store.database.change

    async def counted(act):
        changed.append("change")
        return await change(act)

    monkeypatch.setattr(store.database, "change", counted)
    return changed


async def leased(outbox: Outbox, teams=TEAMS, now=NOW) -> dict[str, int | None]:
    fences = await asyncio.gather(*(outbox.lanes.lease(team, now, LEASE) for team in teams))
    return dict(zip(teams, fences, strict=True))


async def test_all_lanes_that_are_wanted_at_once_are_had_in_one_transaction(store, monkeypatch):
    await owe_each(store)
    changed = counting(store, monkeypatch)
    assert set((await leased(store.outbox)).values()) == {1}
    assert len(changed) == 1
    assert await store.outbox.lanes_due(NOW) == []
    assert set((await leased(store.outbox)).values()) == {None}, "all of them are held"


async def test_of_two_wishes_for_one_lane_at_the_same_moment_one_is_granted(store):
    await owe_each(store)
    fences = await asyncio.gather(*(store.outbox.lanes.lease(TEAMS[0], NOW, LEASE) for _ in range(5)))
    assert sorted(fences, key=str) == [1, None, None, None, None]


async def test_two_processes_that_want_the_same_lanes_share_them_without_overlap(store):
    await owe_each(store)
    other = Outbox(store.database)
    mine, theirs = await asyncio.gather(leased(store.outbox), leased(other, TEAMS[::-1]))
    for team in TEAMS:
        assert [mine[team], theirs[team]].count(None) == 1, "each lane is held, by one of them"


async def test_lanes_given_back_together_rest_each_as_long_as_it_has_to(store):
    await owe_each(store)
    fences = await leased(store.outbox)
    until = {team: LATER if number % 2 else None for number, team in enumerate(TEAMS)}
    stale = {TEAMS[0]}
    await asyncio.gather(
        *(store.outbox.lanes.release(team, fences[team] - (team in stale), until[team]) for team in TEAMS)
    )
    free = {team for team in TEAMS if until[team] is None} - stale
    assert set(await store.outbox.lanes_due(NOW)) == free
    assert set(await store.outbox.lanes_due(LATER)) == set(TEAMS) - stale


async def test_each_lane_sees_what_it_owes_itself_the_oldest_first(store):
    await owe_each(store, messages=5)
    seen = await asyncio.gather(*(store.outbox.lanes.ahead(team, NOW, 4) for team in TEAMS))
    for team, found in zip(TEAMS, seen, strict=True):
        assert len(found) == 4
        assert {one.team_id for one in found} == {team}
        assert [one.id for one in found] == sorted(one.id for one in found)
    targets = await asyncio.gather(*(store.outbox.lanes.targets(team, NOW, 5) for team in TEAMS))
    assert all(sorted(one) == ["U0", "U1", "U2"] for one in targets)


async def test_what_is_not_due_yet_is_not_seen_by_one_lane_because_another_asks_later(store):
    await owe_each(store)
    early, late = await asyncio.gather(
        store.outbox.lanes.ahead(TEAMS[0], NOW - timedelta(seconds=1), 9),
        store.outbox.lanes.ahead(TEAMS[1], LATER, 9),
    )
    assert (len(early), len(late)) == (0, 3)
