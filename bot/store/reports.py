"""Hold together what reports are made of, and where they go."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.checklists import ChecklistRepository
from bot.store.database import Database
from bot.store.exporting import ExportReader
from bot.store.figures import FigureReader
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.tallies import TallyRepository
from bot.store.workspaces import WorkspaceRepository


@dataclass(frozen=True, slots=True)
class Reports:
    """Hold the repositories of deeds, figures, leaders' checklists, where reports go, and exports."""

    tallies: TallyRepository
    figures: FigureReader
    checklists: ChecklistRepository
    workspaces: WorkspaceRepository
    exports: ExportReader

    @classmethod
    def kept_in(cls, database: Database, keys: PoolKeys) -> Reports:
        """Make them on one database, with the pools' keys."""
        return cls(
            tallies=TallyRepository(database, keys),
            figures=FigureReader(database),
            checklists=ChecklistRepository(database),
            workspaces=WorkspaceRepository(database),
            exports=ExportReader(database),
        )
