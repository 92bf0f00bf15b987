"""Attacks on ballots and on pairs, each beside a leak that it must find."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, text
from sqlmodel import col

from bot.audit.ballots import POLLS, ballots, counted, even, linked, sealed
from bot.audit.crowd import TEAM
from bot.audit.findings import Blind
from bot.audit.pairs import by_shared_values, by_the_app, neighbours, pairs
from bot.audit.report import confirmed
from bot.store.columns import new_id
from bot.store.sealed.groups import GroupRepository
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.polls import Polls
from bot.store.sealed.seal import open_submission
from bot.store.sealed.tables import Intake, PollCount
from bot.store.tables import Delivery

PULSE, FOLLOWED = POLLS


async def test_no_ballot_is_given_away_before_the_count_after_it_or_below_k(plan):
    findings = await confirmed(ballots, plan)
    assert len(findings) == 4 * len(POLLS)
    assert not any(one.not_tried or one.success is None for one in findings)
    assert all(one.holds for one in findings), findings
    assert {one.limit for one in findings if "before" in one.tried or "behind" in one.tried} == {0.0}


async def test_nobody_finds_out_who_follows_whom(plan):
    findings = await confirmed(pairs, plan)
    assert not any(one.not_tried or one.success is None for one in findings)
    assert all(one.holds for one in findings), findings


def named(findings, words: str, poll: str = "a pulse"):
    return next(one for one in findings if words in one.tried and poll in one.tried)


async def small(plan):
    return replace(plan, people=15, seeds=1)


async def in_the_clear(stage, pool, member, packed) -> None:
    """Keep a ballot readable, with its member, while the poll is open."""
    await sealed(stage, pool, member, packed)
    async with stage.database.write() as session:
        await session.execute(text("CREATE TABLE IF NOT EXISTS draft (who TEXT, said TEXT)"))
        await session.execute(text("INSERT INTO draft VALUES (:who, :said)"), {"who": member, "said": packed})


async def test_ballots_that_lie_open_are_found_in_the_files_and_in_the_journal(plan):
    findings = await ballots(await small(plan), record=in_the_clear)
    for poll in ("a pulse", "following a colleague"):
        assert named(findings, "before the count", poll).success == pytest.approx(1.0)
    assert not named(findings, "before the count").holds


async def rows_without_names(stage, pool, questions, k) -> None:
    """Keep one row per person, without a name and sorted, beside the counts: what we decided against."""
    async with stage.database.read() as session:
        rows = (await session.execute(select(Intake).where(col(Intake.pool_id) == pool))).scalars().all()
        key = stage.keys.read(pool)
        opened = sorted(open_submission(key, row.id, row.sealed).text for row in rows)
    async with stage.database.write() as session:
        await session.execute(text("CREATE TABLE IF NOT EXISTS answer (id TEXT PRIMARY KEY, said TEXT)"))
        for said in opened:
            await session.execute(
                text("INSERT INTO answer VALUES (:id, :said)"), {"id": new_id(), "said": said}
            )
    await counted(stage, pool, questions, k)


async def test_rows_of_five_answers_without_a_name_are_found_out_by_two_known_ones(plan):
    findings = await ballots(replace(plan, seeds=1), count=rows_without_names)
    found = named(findings, "one person's choices")
    assert found.success > 0.2 and not found.holds, "three of five are told by the other two"
    journal = named(findings, "the count of")
    assert not journal.holds, "and they went through the journal"


async def counting_live(stage, pool, member, packed) -> None:
    """Add every ballot to the counts at once."""
    await sealed(stage, pool, member, packed)
    for poll in POLLS:
        for question, choice in poll.questions.unpacked(packed).items():
            async with stage.database.write() as session:
                key = (pool, question, choice)
                row = await session.get(PollCount, key)
                if row is None:
                    session.add(PollCount(pool_id=pool, question=question, choice=choice, number=1))
                else:
                    row.number += 1


async def clean_count(stage, pool, questions, k) -> None:
    async with stage.database.write() as session:
        await session.execute(delete(PollCount))
    await counted(stage, pool, questions, k)


@pytest.mark.parametrize("poll", ["a pulse", "following a colleague"])
async def test_counts_that_grow_with_every_ballot_are_found_out(plan, poll):
    findings = await ballots(await small(plan), record=counting_live, count=clean_count)
    found = named(findings, "one person's choices", poll)
    assert found.attempts["counts that grow"] == pytest.approx(1.0) and not found.holds


async def test_a_key_that_outlives_its_count_is_found_out(plan, monkeypatch):
    monkeypatch.setattr(PoolKeys, "destroy", lambda _keys, _pool: None)
    findings = await ballots(await small(plan))
    left = named(findings, "left behind")
    assert left.attempts["below k"] == pytest.approx(1.0) and not left.holds


async def test_sealed_rows_that_are_not_deleted_are_found_by_a_key_that_is_not_either(plan, monkeypatch):
    async def undeleted(_polls, *_given) -> list[str]:
        return []

    async def only_said_to_be_counted(stage, pool, questions, k) -> None:
        return

    monkeypatch.setattr(Polls, "_ballots", undeleted)
    findings = await ballots(await small(plan), count=only_said_to_be_counted)
    assert named(findings, "left behind").attempts["after the count"] == pytest.approx(1.0)


async def test_below_k_a_count_that_is_kept_is_found_out(plan):
    async def anyway(stage, pool, questions, k) -> None:
        await counted(stage, pool, questions, 1)

    findings = await ballots(await small(plan), count=anyway)
    assert named(findings, "left behind").attempts["below k"] == pytest.approx(1.0)


def test_rows_in_the_order_of_arrival_are_found_out():
    for poll in POLLS:
        cast = even(poll, 30, random.Random(1))
        rows = {"answer": [{"id": new_id(), "said": cast.packed(ballot)} for ballot in cast.ballots]}
        assert linked(rows, cast)["rows in their order"] == 1.0
    cast = even(PULSE, 30, random.Random(2))
    columns = {"answer": [{"id": "x", **dict(enumerate(ballot))} for ballot in cast.ballots]}
    assert linked(columns, cast)["rows in their order"] == 1.0
    assert max(linked({"poll_count": [{"choice": "1", "number": 6}]}, cast).values()) == 0.0


async def with_the_group(stage, shadowing, season) -> None:
    """Note beside each message which group it belongs to."""
    await by_the_app(stage, shadowing, season)
    (turn,) = await shadowing.kept.seasons.turns(TEAM, "open")
    async with stage.database.write() as session:
        for group in await shadowing.kept.groups.of_turn(turn.id):
            rows = await session.execute(select(Delivery).where(col(Delivery.target).in_(group.members)))
            for row in rows.scalars():
                row.note = group.id


async def test_a_message_that_names_its_group_gives_the_pair_away(plan):
    findings = await pairs(await small(plan), with_the_group)
    assert findings[0].attempts["values that rows share"] == pytest.approx(1.0)
    assert not findings[0].holds


async def pair_by_pair(stage, shadowing, season) -> None:
    """Owe the messages of one pair after the other, in the order of their rows."""
    await by_the_app(stage, shadowing, season)
    (turn,) = await shadowing.kept.seasons.turns(TEAM, "open")
    groups = [group.members for group in await shadowing.kept.groups.of_turn(turn.id)]
    users = [user for members in sorted(groups, key=len) for user in members]
    async with stage.database.write() as session:
        await session.execute(delete(Delivery))
    for number, user in enumerate(users):
        async with stage.database.write() as session:
            session.add(
                Delivery(
                    id=f"{number:04d}",
                    key=f"{number}",
                    team_id=TEAM,
                    kind="shadow",
                    target=user,
                    due_at=turn.asks_at,
                )
            )


async def test_messages_that_are_owed_pair_by_pair_give_the_pairs_away(plan):
    findings = await pairs(replace(plan, people=16, seeds=1), pair_by_pair)
    neighbouring = [share for name, share in findings[0].attempts.items() if "neighbours" in name]
    assert max(neighbouring) == pytest.approx(1.0) and not findings[0].holds


async def test_a_method_whose_ranks_are_the_names_is_worked_out(plan, monkeypatch):
    monkeypatch.setattr(GroupRepository, "rank", lambda _groups, _team, user: user)
    findings = await pairs(replace(plan, people=16, seeds=1))
    worked_out = findings[0].attempts["the app's own method with names for ranks"]
    assert worked_out == pytest.approx(1.0) and not findings[0].holds


async def test_a_pair_that_is_written_in_the_clear_is_found(plan):
    async def openly(stage, shadowing, season) -> None:
        await by_the_app(stage, shadowing, season)
        (turn,) = await shadowing.kept.seasons.turns(TEAM, "open")
        (group, *_) = await shadowing.kept.groups.of_turn(turn.id)
        said = '["' + '", "'.join(group.members) + '"]'
        async with stage.database.write() as session:
            await session.execute(
                text("CREATE TABLE known AS SELECT CAST(:said AS TEXT) AS s"), {"said": said}
            )

    findings = await pairs(await small(plan), openly)
    assert findings[1].success > 0 and not findings[1].holds


async def test_a_turn_in_which_nobody_meets_proves_nothing(sqlite_plan):
    async def nobody(stage, shadowing, season) -> None:
        await by_the_app(stage, shadowing, season)
        async with stage.database.write() as session:
            await session.execute(text("DELETE FROM shadow_group"))

    with pytest.raises(Blind):
        await pairs(await small(sqlite_plan), nobody)


def test_guesses_are_made_from_what_few_share():
    rows = {"t": [{"u": "U1", "g": "a"}, {"u": "U2", "g": "a"}, {"u": "U3", "g": "b"}]}
    assert by_shared_values(rows, ["U1", "U2", "U3"]) == {"U1": "U2", "U2": "U1"}
    assert neighbours(["U1", "U2", "U3", "U4"])["U3"] == "U4"
