"""Clear what deletion leaves behind: once a night, because it costs more the longer the history."""

from __future__ import annotations

from sqlalchemy import text

from bot.store.database import Database
from bot.store.library.index import tidy

REWRITTEN = (
    "reflection",
    "named_reflection",
    "private_note",
    "participation",
    "intake",
    "gathered_tally",
    "letter",
    "public_answer",
    "library_entry",
    "poll_count",
    "shadow_volunteer",
    "shadow_group",
    "thanks",
    "member_plan",
)
"""Tables whose rows must leave no trace and no order when they go.

The last two are written one after the other when somebody wants to try a lesson: their order would tell whose
thanks stands under which."""


class Cleaner:
    """Rewrite the tables that hold texts, in an order that says nothing."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database

    async def clean(self) -> None:
        """Rewrite everything: SQLite as a whole, PostgreSQL table by table in random order.

        On SQLite the file is locked while it runs; on PostgreSQL one table at a time.
        """
        if self._database.is_sqlite:
            async with self._database.write() as session:
                await tidy(session)
            await self._database.vacuum()
            await self._database.truncate_journal()
            return
        for table in REWRITTEN:
            async with self._database.write() as session:
                # TRUNCATE gives the table a new file; the old one, dead rows included, goes at commit.
                for statement in (
                    f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
                    f"CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM {table}",
                    f"TRUNCATE {table}",
                    f"INSERT INTO {table} SELECT * FROM kept ORDER BY gen_random_uuid()",
                ):
                    await session.execute(text(statement))
