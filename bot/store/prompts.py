"""Each workspace's own book of prompts: the one that comes along, with what its admins changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import col

from bot.learning.acts import Act
from bot.learning.prompts import Changed, Prompt, PromptBook, PromptKind
from bot.store.database import Database, put
from bot.store.tables import WorkspacePrompt


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold a prompt as admins see it: as it is worded here, and what has become of it."""

    prompt: Prompt
    off: bool
    own: bool
    """Say that it does not come from the book."""

    reworded: bool


class PromptRepository:
    """Keep what workspaces add to the book, word anew or switch off."""

    def __init__(self, database: Database, book: PromptBook) -> None:
        """Use a database, and the book that comes along."""
        self._database = database
        self.builtin = book

    async def book(self, team: str) -> PromptBook:
        """Return what may be asked in a workspace."""
        return self.builtin.changed(await self._changes(team))

    async def listed(self, team: str) -> list[Listed]:
        """Return every prompt of a workspace, the book's first, those that are switched off too."""
        changes = {one.prompt.id: one for one in await self._changes(team)}
        found = []
        for prompt in self.builtin:
            change = changes.pop(prompt.id, Changed(prompt))
            found.append(Listed(change.prompt, change.off, own=False, reworded=change.prompt != prompt))
        found += [Listed(one.prompt, one.off, own=True, reworded=False) for one in changes.values()]
        return found

    async def get(self, team: str, prompt_id: str) -> Listed | None:
        """Return one prompt of a workspace."""
        return next((one for one in await self.listed(team) if one.prompt.id == prompt_id), None)

    async def keep(self, team: str, changes: Iterable[Changed]) -> None:
        """Add prompts, word them anew, switch them on or off; all or none."""
        async with self._database.write() as session:
            for one in changes:
                row = WorkspacePrompt(
                    team_id=team,
                    prompt_id=one.prompt.id,
                    act=one.prompt.act.value,
                    kind=one.prompt.kind.value,
                    sv=one.prompt.sv,
                    en=one.prompt.en,
                    off=one.off,
                )
                await put(session, row, replace=("kind", "sv", "en", "off"))

    async def drop(self, team: str, prompt_id: str) -> None:
        """Let a prompt be as in the book again; one that is not in it goes."""
        async with self._database.write() as session:
            await session.execute(
                delete(WorkspacePrompt).where(
                    col(WorkspacePrompt.team_id) == team, col(WorkspacePrompt.prompt_id) == prompt_id
                )
            )

    async def _changes(self, team: str) -> list[Changed]:
        async with self._database.read() as session:
            rows = await session.execute(
                select(WorkspacePrompt)
                .where(col(WorkspacePrompt.team_id) == team)
                .order_by(col(WorkspacePrompt.prompt_id))
            )
            return [
                Changed(Prompt(row.prompt_id, Act(row.act), PromptKind(row.kind), row.sv, row.en), row.off)
                for row in rows.scalars()
            ]
