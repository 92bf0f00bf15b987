"""Words that a workspace wants masked in every text: customers, projects, products."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlmodel import col

from bot.store.database import Database
from bot.store.tables import Term

LONGEST_TERM = 80
MOST_TERMS = 300


class TermRepository:
    """Keep a workspace's terms."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database

    async def all(self, team: str) -> list[str]:
        """Return a workspace's terms in alphabetical order."""
        these = select(col(Term.text)).where(col(Term.team_id) == team).order_by(col(Term.key))
        return list(await self._database.look(lambda session: session.execute(these).scalars().all()))

    async def replace(self, team: str, terms: Iterable[str]) -> None:
        """Keep exactly these terms; spelling in capitals or not makes no second one."""
        wanted = {term_key(term): " ".join(term.split()) for term in terms if term.strip()}
        async with self._database.write() as session:
            await session.execute(delete(Term).where(col(Term.team_id) == team))
            session.add_all(Term(team_id=team, key=key, text=wanted[key]) for key in sorted(wanted))


def term_key(term: str) -> str:
    """Return the form of a term by which terms are told apart."""
    return " ".join(term.split()).casefold()
