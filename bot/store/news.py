"""Tell the other processes on the same PostgreSQL that something they have in memory is true no more."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy import func, select

from bot.store.database import Database

CHANNEL = "lardom_people"
AGAIN_SECONDS = 1.0
Heard = Callable[[str, str], Awaitable[None]]
log = structlog.get_logger("news")


class News:
    """Pass on that somebody's zone, status or name has changed; nothing of it is kept anywhere.

    On SQLite there is one process, and nothing to tell.
    """

    def __init__(self, database: Database) -> None:
        """Use a database; only a server carries news."""
        self._database = database
        self._name = secrets.token_hex(8)

    async def tell(self, team: str, user: str) -> None:
        """Tell the others that a member has changed."""
        if self._database.is_sqlite:
            return
        said = select(func.pg_notify(CHANNEL, json.dumps([self._name, team, user])))
        await self._database.change(lambda connection: connection.execute(said).all())

    async def hear(self, changed: Heard, missed: Callable[[], None]) -> None:
        """Hear of changes until cancelled; `missed` is called whenever some may have gone by unheard."""
        if self._database.is_sqlite:
            return
        # Ten megabytes, for those who have such a server.
        import psycopg

        url = self._database.locations.sync_url.set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        ails = False
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    missed()
                    ails = False
                    async for said in connection.notifies():
                        teller, team, user = json.loads(said.payload)
                        if teller != self._name:
                            await changed(team, user)
            except psycopg.OperationalError as problem:
                if not ails:
                    log.warning("news_wait", error=type(problem).__name__)
                ails = True
            await asyncio.sleep(AGAIN_SECONDS)
