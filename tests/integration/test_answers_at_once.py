"""Answers that come at the same time share a commit, and each is as durable as alone."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from itertools import pairwise

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from bot.store.sealed.intake import Taken
from bot.store.sealed.seal import Share, Submission
from bot.store.sealed.tables import Intake
from tests.integration.conftest import TEAM

CROWD = [f"U{number:03}" for number in range(120)]


def counted(store) -> list[tuple[str, ...]]:
    """Note the ids that each statement writes into the intake."""
    written: list[tuple[str, ...]] = []

    def note(_connection, _cursor, statement, parameters, _context, many) -> None:
        if not statement.startswith("INSERT INTO intake"):
            return
        rows = parameters if many else [parameters]
        values = [value for row in rows for value in (row.values() if isinstance(row, dict) else row)]
        written.append(tuple(one for one in values if isinstance(one, str) and len(one) == 64))

    for engine in engines(store.database):
        event.listen(engine, "before_cursor_execute", note)
    return written


def engines(database):
    found = [database._engine.sync_engine, database._at_once]
    return [one for one in found if one is not None]


async def sent(store, round_id: str, members=CROWD) -> list[Taken]:
    answers = [Submission(one, Share.ANONYMOUS, f"Ord av {one}.") for one in members]
    return await asyncio.gather(*(store.intake.submit(TEAM, round_id, one) for one in answers))


async def test_a_crowd_that_answers_at_once_shares_few_commits_and_nobody_is_lost(store):
    round_id = await store.open_round()
    written = counted(store)
    assert await sent(store, round_id) == [Taken.STORED] * len(CROWD)
    assert len(written) < 10
    assert await store.intake.answered(round_id) == set(CROWD)
    for member in CROWD:
        assert (await store.intake.own(TEAM, member, round_id)).text == f"Ord av {member}."


async def test_whoever_comes_while_another_writes_shares_the_commit_of_those_who_wait_already(store):
    round_id = await store.open_round()
    written = counted(store)
    coming = []
    async with store.database.write():
        for member in CROWD[:5]:
            coming.append(asyncio.create_task(sent(store, round_id, [member])))
            await asyncio.sleep(0.02)
    assert await asyncio.gather(*coming) == [[Taken.STORED]] * 5
    assert sum(len(rows) for rows in written) == 5
    assert len(written) == 1 or not store.database.is_sqlite, "on a server writers wait for nobody"


async def test_what_is_written_together_comes_in_the_order_of_ids_that_say_nothing(store):
    round_id = await store.open_round()
    written = counted(store)
    await sent(store, round_id)
    async with store.database.read() as session:
        ids = set((await session.execute(select(col(Intake.id)))).scalars())
    together = max(written, key=len)
    assert len(together) > 20 and ids.issuperset(together)
    assert all(one < other for one, other in pairwise(together))


async def test_of_two_answers_of_one_member_in_one_commit_the_later_one_counts(store):
    round_id = await store.open_round()
    answers = [Submission("U1", Share.ANONYMOUS, f"Försök {number}.") for number in range(8)]
    answers.insert(4, Submission("U2", Share.NAMED, "Med namn."))
    await asyncio.gather(*(store.intake.submit(TEAM, round_id, one) for one in answers))
    assert (await store.intake.own(TEAM, "U1", round_id)).text == "Försök 7."
    assert (await store.intake.own(TEAM, "U2", round_id)).share is Share.NAMED


async def test_a_closed_round_takes_nothing_while_another_in_the_same_commit_does(store):
    open_id, closed_id = await store.open_round(), await store.open_round()
    await store.submit(closed_id, "U1", "I tid.")
    await store.close(closed_id)
    pools = [open_id, closed_id] * 20
    taken = await asyncio.gather(
        *(store.submit(pool, f"U{number}", "Nytt.") for number, pool in enumerate(pools, 1))
    )
    assert taken == [Taken.STORED, Taken.CLOSED] * 20
    assert (await store.intake.own(TEAM, "U1", closed_id)).text == "I tid."
    assert await store.intake.answered(closed_id) == {"U1"}
    assert len(await store.intake.answered(open_id)) == 20


async def test_a_pool_of_another_workspace_takes_nothing(store):
    round_id = await store.open_round()
    own, strange = await asyncio.gather(
        store.intake.submit(TEAM, round_id, Submission("U1", Share.ANONYMOUS, "Vårt.")),
        store.intake.submit("T2", round_id, Submission("U1", Share.ANONYMOUS, "Ert.")),
    )
    assert (own, strange) == (Taken.STORED, Taken.CLOSED)
    async with store.database.read() as session:
        assert len((await session.execute(select(Intake))).all()) == 1


async def test_a_commit_that_fails_is_told_to_all_who_shared_it_and_leaves_nothing(store):
    round_id = await store.open_round()

    def full(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if statement.startswith("INSERT INTO intake"):
            raise OperationalError(statement, None, Exception("disk full"))

    for engine in engines(store.database):
        event.listen(engine, "before_cursor_execute", full)
    outcomes = await asyncio.gather(
        *(store.submit(round_id, one, "Ord.") for one in CROWD), return_exceptions=True
    )
    for engine in engines(store.database):
        event.remove(engine, "before_cursor_execute", full)
    assert all(isinstance(one, OperationalError) for one in outcomes)
    assert await store.intake.answered(round_id) == frozenset()
    assert await sent(store, round_id) == [Taken.STORED] * len(CROWD)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_while_the_database_is_locked_nobody_waits_longer_than_slack_does(store):
    round_id = await store.open_round()
    other = sqlite3.connect(store.database.locations.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def pressed(number: int) -> tuple[float, BaseException]:
        await asyncio.sleep(number * 0.25)
        began = time.monotonic()
        with pytest.raises(OperationalError) as told:
            await store.submit(round_id, f"U{number}", "Ord.")
        return time.monotonic() - began, told.value

    waited = await asyncio.gather(*(pressed(number) for number in range(10)))
    other.execute("ROLLBACK")
    other.close()
    assert max(seconds for seconds, _ in waited) < 3
    assert all("locked" in str(problem.orig) for _, problem in waited)
    assert await store.intake.answered(round_id) == frozenset()
    assert await store.submit(round_id, "U1", "Nu går det.") is Taken.STORED


async def test_who_gives_up_waiting_takes_no_answer_from_the_others(store):
    round_id = await store.open_round()
    tasks = [asyncio.create_task(store.submit(round_id, one, "Ord.")) for one in CROWD]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert outcomes[1::2] == [Taken.STORED] * (len(CROWD) // 2)
    assert await store.intake.answered(round_id) >= set(CROWD[1::2])
    with pytest.raises(asyncio.CancelledError):
        tasks[0].result()
