"""What admins chose for a whole workspace."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, update
from sqlmodel import col

from bot.learning.report import first_of
from bot.store.database import Database
from bot.store.tables import Workspace


class WorkspaceRepository:
    """Keep where a workspace's reports go."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database

    async def get(self, team: str) -> Workspace | None:
        """Return a workspace."""
        async with self._database.read() as session:
            return await session.get(Workspace, team)

    async def report_to(self, team: str, channel: str | None, *, language: str, by: str, day: date) -> None:
        """Set where the monthly report is posted, in which language; None posts none.

        The month of the day is the first to be reported on, unless an earlier one waits already.
        """
        begun = func.coalesce(col(Workspace.tallied_to), first_of(day))
        async with self._database.write() as session:
            await session.execute(
                update(Workspace)
                .where(col(Workspace.team_id) == team)
                .values(report_channel=channel, report_language=language, report_by=by, tallied_to=begun)
            )
