"""Look on at what an attack leaves in the database, past the app and in a hundredth of its time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

TEAM = "T0NORRBRO"
OUTSIDER = "U0GRACE"
"""A member of the workspace who took part in nothing, leads nothing and administers nothing."""

ALL_OF_A_MEMBER = {
    "member": "user_id",
    "member_plan": "user_id",
    "role_grant": "user_id",
    "shadow_volunteer": "user_id",
}
LEFT_OUT = {"alembic_version", "lane", "delivery", "thanks", "intake", "pool", "unanswered"}
"""What the outsider may touch for themselves, and the app's own wheels; intake is looked at row by row."""

TURNING = {"workspace": {"tally_pool", "tallied_to"}}
"""Columns that a member's first step of a month sets for everybody: where what is done is counted."""


class Onlooker:
    """Look into the database past the app, in a hundredth of the time that the app's own way takes."""

    def __init__(self, stage) -> None:
        """Open the file; nothing is read yet."""
        self._stage = stage
        self._connection = sqlite3.connect(f"file:{stage.database_file}?mode=ro", uri=True)
        self._connection.row_factory = sqlite3.Row
        self._version = -1
        self._kept: dict[str, list[str]] = {}

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _pools(self) -> list[str]:
        return [row["id"] for row in self._connection.execute("SELECT id FROM pool")]

    def everything_kept(self) -> dict[str, list[str]]:
        """Return every row that is not the outsider's own.

        SQLite counts what others commit: while that number stands still, so does every row.
        """
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version == self._version:
            return self._kept
        self._version, found = version, {}
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for table in sorted({row["name"] for row in names} - LEFT_OUT):
            whose, turning = ALL_OF_A_MEMBER.get(table), TURNING.get(table, set())
            rows = self._connection.execute(f'SELECT * FROM "{table}"').fetchall()
            kept = [row for row in rows if whose is None or row[whose] != OUTSIDER]
            found[table] = sorted(str([row[key] for key in row.keys() if key not in turning]) for row in kept)  # noqa: SIM118
        self._kept = found
        return found

    async def sealed(self, users: Iterable[str]) -> dict[tuple[str, str], str]:
        """Return what lies sealed for each of some members; only the keys open it."""
        found = {}
        for pool in self._pools():
            for user in users:
                if (own := await self._stage.app.services.intake.own(TEAM, user, pool)) is not None:
                    found[(pool, user)] = str(own)
        return found
