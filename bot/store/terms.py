"""Words that a workspace wants masked in every text: customers, projects, products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select
from sqlmodel import col

from bot.store.database import Database
from bot.store.gathered import Gathered
from bot.store.tables import Term

LONGEST_TERM = 80
MOST_TERMS = 300
THESE = (
    select(col(Term.team_id), col(Term.text))
    .where(col(Term.team_id).in_(bindparam("teams", expanding=True)))
    .order_by(col(Term.key))
)
"""Put together once: it is asked for every text."""


class TermRepository:
    """Keep a workspace's terms."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database
        self._of = Gathered[str, list[str]](self._found)

    async def all(self, team: str) -> list[str]:
        """Return a workspace's terms in alphabetical order."""
        return list(await self._of(team) or ())

    async def _found(self, teams: Sequence[str]) -> dict[str, list[str]]:
        rows = await self._database.rows(THESE, {"teams": teams})
        found = defaultdict(list)
        for team, text in rows:
            found[team].append(text)
        return found

    async def replace(self, team: str, terms: Iterable[str]) -> None:
        """Keep exactly these terms; spelling in capitals or not makes no second one."""
        wanted = {term_key(term): " ".join(term.split()) for term in terms if term.strip()}
        async with self._database.write() as session:
            await session.execute(delete(Term).where(col(Term.team_id) == team))
            session.add_all(Term(team_id=team, key=key, text=wanted[key]) for key in sorted(wanted))


def term_key(term: str) -> str:
    """Return the form of a term by which terms are told apart."""
    return " ".join(term.split()).casefold()
