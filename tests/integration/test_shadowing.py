"""Who is willing follows whom, on both databases: known to them alone, once each turn, counted together."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.learning.ballot import FOLLOWED, HAPPENED
from bot.store.sealed.groups import Group
from bot.store.sealed.intake import Taken
from bot.store.sealed.retention import PAIRS, Retention
from bot.store.sealed.seal import Share, Submission
from bot.store.sealed.tables import Intake, PollCount
from bot.store.shadow_tables import ShadowGroup, ShadowTurn, TurnState
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Unanswered
from tests.integration.conftest import NOW, TEAM
from tests.support.following import Neighbourhood

WEEKS = timedelta(weeks=1)


@pytest.fixture
async def here(store) -> Neighbourhood:
    """Return a workspace with a season that has just begun and seven volunteers."""
    found = Neighbourhood.on(store, NOW, 12)
    await found.season(TEAM, await store.schedule())
    await found.sign_up(TEAM, found.crowd.users[:7])
    return found


async def owed(here, kind: DeliveryKind) -> list[Delivery]:
    async with here.store.database.read() as session:
        rows = await session.execute(
            select(Delivery).where(col(Delivery.kind) == kind).order_by(col(Delivery.target))
        )
        return list(rows.scalars().all())


async def turn_of(here) -> ShadowTurn:
    async with here.store.database.read() as session:
        rows = await session.execute(select(ShadowTurn).order_by(col(ShadowTurn.named_on).desc()))
        return rows.scalars().first()


async def took(here) -> list[Group]:
    """Take a turn; return its groups."""
    season = await here.kept.seasons.of(TEAM)
    assert await here.shadowing.take_turn(season)
    return await here.kept.groups.of_turn((await turn_of(here)).id)


async def all_sent(here) -> None:
    async with here.store.database.write() as session:
        await session.execute(
            update(Delivery).where(col(Delivery.kind) == DeliveryKind.SHADOW).values(state=DeliveryState.SENT)
        )


async def test_everybody_who_is_willing_gets_one_introduction_and_later_one_question(here):
    groups = await took(here)
    assert sorted(len(group.members) for group in groups) == [2, 2, 3]
    assert sorted(user for group in groups for user in group.members) == here.crowd.users[:7]
    assert all(len(group.times) == 3 for group in groups)
    for kind, weeks in ((DeliveryKind.SHADOW, 0), (DeliveryKind.SHADOW_BACK, 2)):
        rows = await owed(here, kind)
        assert [row.target for row in rows] == here.crowd.users[:7]
        assert {row.due_at for row in rows} == {NOW + weeks * WEEKS}


async def test_the_same_turn_is_never_taken_twice_whoever_tries(here):
    season = await here.kept.seasons.of(TEAM)
    taken = await asyncio.gather(*(here.shadowing.take_turn(season) for _ in range(3)))
    assert sum(taken) == 1
    assert len(await owed(here, DeliveryKind.SHADOW)) == 7
    here.clock.moment = NOW + timedelta(days=1)
    assert not await here.shadowing.take_turn(season)


async def test_over_a_season_nobody_meets_again_before_they_have_met_the_others(here):
    await here.shadowing.stop(TEAM, "U06")
    met: Counter[frozenset[str]] = Counter()
    for turn in range(5):
        here.clock.moment = NOW + 2 * turn * WEEKS
        for group in await took(here):
            met[frozenset(group.members)] += 1
    assert len(met) == 15 and set(met.values()) == {1}


@pytest.mark.parametrize("why", ["away", "paused", "stopped", "silent"])
async def test_whoever_is_away_or_wants_peace_is_left_out(here, why):
    if why == "away":
        here.crowd.away.add("U00")
    elif why == "silent":
        async with here.store.database.write() as session:
            session.add(Unanswered(team_id=TEAM, user_id="U00", rounds=3))
    else:
        until = NOW + WEEKS if why == "paused" else None
        await here.store.members.pause(TEAM, "U00", until, stopped=why == "stopped")
    groups = await took(here)
    assert sorted(user for group in groups for user in group.members) == here.crowd.users[1:7]


async def test_with_fewer_than_two_the_turn_passes_and_nobody_is_told(here):
    here.crowd.away |= set(here.crowd.users[1:])
    assert await took(here) == []
    assert await owed(here, DeliveryKind.SHADOW) == []
    assert (await turn_of(here)).state is TurnState.COUNTED


async def test_no_row_anywhere_says_who_follows_whom(here):
    groups = await took(here)
    raw = await here.store.dump()
    for group in groups:
        assert not any(f"{one}', '{two}" in raw for one in group.members for two in group.members)
    async with here.store.database.read() as session:
        sealed = (await session.execute(select(ShadowGroup.sealed))).scalars().all()
    assert len({len(one) for one in sealed}) == 1, "a trio's row is as long as a pair's"
    assert "ritningar" not in raw


async def test_a_pair_of_which_one_steps_out_is_told_and_meets_again_another_time(here):
    (pair, *_) = [group for group in await took(here) if len(group.members) == 2]
    await all_sent(here)
    gone, left = pair.members
    assert await here.shadowing.step_out(TEAM, gone, pair.turn)
    (told,) = await owed(here, DeliveryKind.SHADOW_OFF)
    assert told.target == left and gone not in str(told.model_dump())
    assert await here.kept.groups.of(pair.turn, gone) is None
    assert frozenset(pair.members) not in await here.kept.groups.met(TEAM)
    rows = {row.target: row for row in await owed(here, DeliveryKind.SHADOW_BACK)}
    assert rows[gone].state is rows[left].state is DeliveryState.WAITING, "no row tells who stepped out"
    assert not await here.shadowing.step_out(TEAM, gone, pair.turn)


async def test_a_trio_of_which_one_steps_out_goes_on_as_a_pair(here):
    (trio,) = [group for group in await took(here) if len(group.members) == 3]
    await all_sent(here)
    gone, *rest = trio.members
    await here.shadowing.step_out(TEAM, gone, trio.turn)
    assert [row.target for row in await owed(here, DeliveryKind.SHADOW_OFF)] == sorted(rest)
    found = await here.kept.groups.of(trio.turn, rest[0])
    assert found.members == tuple(rest) and found.gone == (gone,)


async def test_whoever_has_not_heard_yet_is_not_told_that_it_is_off(here):
    (pair, *_) = [group for group in await took(here) if len(group.members) == 2]
    await here.shadowing.step_out(TEAM, pair.members[0], pair.turn)
    assert await owed(here, DeliveryKind.SHADOW_OFF) == []


@pytest.mark.parametrize("late", [True, False])
async def test_nobody_steps_out_of_another_workspace_or_too_late(here, late):
    (group, *_) = await took(here)
    if late:
        here.clock.moment = NOW + 2 * WEEKS
    assert not await here.shadowing.step_out(TEAM if late else "T2", group.members[0], group.turn)


async def test_leaving_for_good_takes_a_member_out_of_every_group_there_ever_was(here):
    first = await took(here)
    here.clock.moment = NOW + 2 * WEEKS
    second = await took(here)
    await all_sent(here)
    await here.store.members.leave(TEAM, "U03", NOW.date(), also=here.shadowing.forget)
    assert await here.kept.volunteers.wish(TEAM, "U03") is None
    for turn in (first[0].turn, second[0].turn):
        for group in await here.kept.groups.of_turn(turn):
            assert "U03" not in (*group.members, *group.gone) and len(group.members) > 1
    (of_second,) = [group for group in second if "U03" in group.members]
    told = [row.target for row in await owed(here, DeliveryKind.SHADOW_OFF)]
    assert told == sorted(of_second.others("U03"))


async def test_a_year_later_nobody_remembers_who_followed_whom(here):
    await took(here)
    turn = await turn_of(here)
    retention = Retention(here.store.database, here.store.keys)
    await retention.let_go(turn.counts_at + PAIRS - timedelta(days=1))
    assert len(await here.kept.groups.of_turn(turn.id)) == 3
    await retention.let_go(turn.counts_at + PAIRS)
    assert await here.kept.groups.of_turn(turn.id) == []


async def answered(here, turn_id: str, said: dict[str, str]) -> None:
    for user, happened in said.items():
        ballot = Submission(user, Share.PRIVATE, FOLLOWED.packed({HAPPENED: happened}))
        assert await here.store.intake.submit(TEAM, turn_id, ballot) is Taken.STORED


async def counted(here, turn: ShadowTurn) -> dict[str, int]:
    here.clock.moment = turn.counts_at
    (due,) = await here.kept.seasons.to_count(here.clock.moment)
    await here.shadowing.count(due)
    shown = await here.kept.polls.shown([turn.id])
    return dict(shown.get(turn.id, {}).get(HAPPENED, {}))


async def test_whether_it_happened_is_counted_together_and_the_key_goes(here):
    await took(here)
    turn = await turn_of(here)
    await answered(here, turn.id, dict.fromkeys(here.crowd.users[:4], "yes") | {"U04": "no"})
    await answered(here, turn.id, {"U04": "planned"})
    assert await counted(here, turn) == {"yes": 4, "planned": 1}
    assert turn.id not in here.store.keys.ids()
    async with here.store.database.read() as session:
        assert (await session.execute(select(Intake))).first() is None
    assert await here.kept.seasons.to_count(turn.counts_at) == []


async def test_below_k_nobody_ever_learns_what_became_of_it(here):
    await took(here)
    turn = await turn_of(here)
    await answered(here, turn.id, dict.fromkeys(here.crowd.users[:4], "yes"))
    assert await counted(here, turn) == {}
    assert turn.id not in here.store.keys.ids()
    async with here.store.database.read() as session:
        assert (await session.execute(select(Intake))).first() is None
        assert (await session.execute(select(PollCount))).first() is None


async def test_who_answers_otherwise_the_next_time_cannot_be_read_from_the_difference(here):
    for turns, last in ((0, "yes"), (1, "no")):
        here.clock.moment = NOW + 2 * turns * WEEKS
        await took(here)
        turn = await turn_of(here)
        await answered(here, turn.id, dict.fromkeys(here.crowd.users[:5], "yes") | {"U05": last})
        assert await counted(here, turn) == {"yes": 6}
