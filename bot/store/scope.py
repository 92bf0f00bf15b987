"""Know for every table how its rows belong to a workspace."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.store.database import affected
from bot.store.library.index import forget
from bot.store.sealed.tables import Pool
from bot.store.tables import Round, Schedule
from bot.store.tenancy import InstallState

NOBODYS = frozenset({str(InstallState.__tablename__)})
"""Tables whose rows belong to no workspace, and are gone within minutes."""

LINKS: tuple[tuple[str, type[Round] | type[Schedule] | type[Pool]], ...] = (
    ("round_id", Round),
    ("schedule_id", Schedule),
    ("pool_id", Pool),
)


class Unscoped(Exception):
    """Say that a table does not tell whose its rows are."""


def belonging(table: Table, team: str) -> ColumnElement[bool]:
    """Return the condition that picks a workspace's rows; raise Unscoped when a table cannot tell them."""
    if "team_id" in table.c:
        return table.c.team_id == team
    for name, owner in LINKS:
        if name in table.c:
            return table.c[name].in_(select(col(owner.id)).where(col(owner.team_id) == team))
    raise Unscoped(f"{table.name} has neither team_id nor one of {', '.join(name for name, _ in LINKS)}")


def tables_of_workspaces() -> list[Table]:
    """Return every table that holds rows of workspaces, those first that find theirs through another."""
    tables = [one for one in reversed(SQLModel.metadata.sorted_tables) if one.name not in NOBODYS]
    return sorted(tables, key=lambda table: "team_id" in table.c)


async def erase_workspace(session: AsyncSession, team: str) -> int:
    """Delete every row of a workspace in every table; return how many."""
    gone = 0
    await forget(session, team)
    for table in tables_of_workspaces():
        gone += affected(await session.execute(table.delete().where(belonging(table, team))))
    return gone
