"""Processes on one PostgreSQL hear what another was told of a member; nothing of it is kept."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.store.database import Database, Locations
from bot.store.news import News
from tests.support.scenes import until

TEAM = "T0NORRBRO"


@pytest.fixture
def url(fresh_postgres) -> str:
    return fresh_postgres()


@asynccontextmanager
async def hearing(url: str):
    """Hear on a connection of its own; give what was heard, how often some may be missed, and the teller."""
    database = Database(Locations.parse(url))
    heard: list[tuple[str, str]] = []
    missed: list[int] = []

    async def changed(team: str, user: str) -> None:
        heard.append((team, user))

    news = News(database)
    task = asyncio.create_task(news.hear(changed, lambda: missed.append(1)))

    async def listening() -> bool:
        return bool(missed)

    await until(listening)
    try:
        yield news, heard, missed, database
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await database.close()


async def test_what_one_process_was_told_of_a_member_all_others_hear(url):
    async with hearing(url) as (teller, own, *_), hearing(url) as (_, heard, *_more):
        await teller.tell(TEAM, "U0KARIN")

        async def arrived() -> bool:
            return heard == [(TEAM, "U0KARIN")]

        await until(arrived)
        assert own == [], "whoever tells it knows it"


async def test_when_the_connection_was_lost_everything_known_is_doubted_and_hearing_goes_on(url):
    async with hearing(url) as (_, heard, missed, database):
        async with database.write() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'"
                )
            )

        async def again() -> bool:
            return len(missed) == 2

        await until(again)
        await News(database).tell(TEAM, "U0MAJA")

        async def arrived() -> bool:
            return heard == [(TEAM, "U0MAJA")]

        await until(arrived)


async def test_on_sqlite_there_is_nobody_to_tell(tmp_path):
    database = Database(Locations.parse(f"sqlite:///{tmp_path}/x.db"))
    news = News(database)
    await news.tell(TEAM, "U0KARIN")
    await news.hear(None, None)
    await database.close()
