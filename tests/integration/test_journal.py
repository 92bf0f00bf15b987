"""SQLite's write-ahead log is kept short, and nobody who waits for a commit does it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from contextlib import closing, suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.store.journal import Journal
from bot.store.sealed.intake import Taken
from bot.store.sealed.seal import Share, Submission
from tests.integration.conftest import TEAM

MANY = 300
"""Answers: their sealed rows fill more than the thousand pages after which SQLite would copy by itself."""


@pytest.fixture
def has_log(store) -> bool:
    """On PostgreSQL there is no such log; what is promised there is that nothing is done and nothing lost."""
    return store.database.is_sqlite


async def answer(store, round_id: str, count: int = MANY) -> None:
    answers = [Submission(f"U{number:03}", Share.ANONYMOUS, f"Ord {number}.") for number in range(count)]
    for start in range(0, count, 20):
        some = answers[start : start + 20]
        taken = await asyncio.gather(*(store.intake.submit(TEAM, round_id, one) for one in some))
        assert set(taken) == {Taken.STORED}


def rows_without_the_log(store) -> int:
    """Count sealed rows in the file alone, as it would be read without what the log holds."""
    url = f"file:{store.database.locations.file}?mode=ro&immutable=1"
    with closing(sqlite3.connect(url, uri=True)) as file:
        return file.execute("SELECT count(*) FROM intake").fetchone()[0]


async def copied(store, rows: int) -> bool:
    for _ in range(200):
        # In the middle of being copied a file is not whole.
        with suppress(sqlite3.DatabaseError):
            if rows_without_the_log(store) == rows:
                return True
        await asyncio.sleep(0.02)
    return False


async def test_no_answer_waits_while_the_log_is_copied(store, monkeypatch, has_log):
    monkeypatch.setattr("bot.store.journal.PAUSE", 3600)
    round_id = await store.open_round()
    if not has_log:
        assert await store.database.truncate_journal()
        return
    await store.database.truncate_journal()
    before = rows_without_the_log(store)
    await answer(store, round_id)
    async with store.database.write() as session:
        await session.execute(text("UPDATE pool SET state = state"))
    assert rows_without_the_log(store) == before, "neither an answer nor another change copied anything"
    await store.database.truncate_journal()
    assert rows_without_the_log(store) == MANY


async def test_a_moment_after_a_change_the_file_has_it_too(store, monkeypatch, has_log):
    monkeypatch.setattr("bot.store.journal.PAUSE", 0.01)
    round_id = await store.open_round()
    await answer(store, round_id, 40)
    assert await store.intake.answered(round_id) == {f"U{number:03}" for number in range(40)}
    if has_log:
        assert await copied(store, 40)


async def test_what_could_not_be_copied_is_kept_and_copied_after_the_next_change(
    store, monkeypatch, has_log, capsys
):
    monkeypatch.setattr("bot.store.journal.PAUSE", 0.01)
    failed = threading.Event()
    copy = Journal._copied

    def fail(journal) -> None:
        if not failed.is_set():
            failed.set()
            raise OperationalError("PRAGMA", {}, sqlite3.OperationalError("disk I/O error"))
        copy(journal)

    monkeypatch.setattr(Journal, "_copied", fail)
    round_id = await store.open_round()
    if not has_log:
        assert not failed.is_set()
        return
    for _ in range(200):
        if failed.is_set():
            break
        await asyncio.sleep(0.01)
    assert failed.is_set()
    await answer(store, round_id, 20)
    assert await copied(store, 20)
    assert "journal_waits" in capsys.readouterr().out


async def test_emptying_waits_for_a_copy_that_is_being_made(store, monkeypatch, has_log):
    monkeypatch.setattr("bot.store.journal.PAUSE", 0)
    begun, go_on = threading.Event(), threading.Event()
    copy = Journal._copied

    def slowly(journal) -> None:
        begun.set()
        go_on.wait(10)
        copy(journal)

    monkeypatch.setattr(Journal, "_copied", slowly)
    await store.open_round()
    if has_log:
        await asyncio.to_thread(begun.wait, 10)
    emptying = asyncio.create_task(store.database.truncate_journal())
    done, _ = await asyncio.wait({emptying}, timeout=0.1)
    assert bool(done) is not has_log
    go_on.set()
    assert await emptying


async def test_closing_lets_a_copy_end_and_begins_none(store, monkeypatch, has_log):
    monkeypatch.setattr("bot.store.journal.PAUSE", 0)
    begun, ended = threading.Event(), threading.Event()
    copy = Journal._copied

    def slowly(journal) -> None:
        begun.set()
        time.sleep(0.2)
        copy(journal)
        ended.set()

    monkeypatch.setattr(Journal, "_copied", slowly)
    await store.open_round()
    if has_log:
        await asyncio.to_thread(begun.wait, 10)
    await store.database.close()
    assert ended.is_set() is has_log
    monkeypatch.setattr("bot.store.journal.PAUSE", 3600)
    ended.clear()
    await store.open_round()
    await asyncio.wait_for(store.database.close(), 10)
    assert not ended.is_set()
