"""Play on a database that is watched: its journal is copied away before it is emptied."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from bot.audit.crowd import Stage, staged
from bot.audit.findings import Plan
from bot.audit.server import Server
from bot.audit.statements import heard
from bot.audit.traces import database_files
from bot.store.database import Database, Locations


class WatchedDatabase(Database):
    """A database whose journal is copied away before it is emptied, as a snapshot would."""

    copies: Path

    @property
    def engines(self) -> list[Engine]:
        """Return what statements go through."""
        return [self._engine.sync_engine, *([self._at_once] if self._at_once is not None else [])]

    async def truncate_journal(self) -> bool:
        """Copy every file first."""
        self.copies.mkdir(parents=True, exist_ok=True)
        for file in database_files(self.locations):
            shutil.copy(file, self.copies / file.name)
        return await super().truncate_journal()

    def _has_written(self) -> None:
        """Copy nothing from the journal before it is emptied: whoever takes a snapshot finds all of it."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Hold a stage, the copies of its files, and its server's own files where they are in reach."""

    stage: Stage
    copies: Path
    server: Server | None
    statements: list[str]

    @property
    def locations(self) -> Locations:
        """Return where the database lies."""
        return self.stage.database.locations

    @property
    def has_files(self) -> bool:
        """Tell whether an operator's view of the disk can be had here."""
        return self.locations.file is not None or self.server is not None

    def files(self) -> list[Path]:
        """Return every file of the database."""
        return database_files(self.locations) if self.server is None else self.server.files()

    def logs(self) -> list[Path]:
        """Return the copies of SQLite's write-ahead log."""
        return sorted(self.copies.glob("*-wal"))


@asynccontextmanager
async def watched(plan: Plan, seed: int) -> AsyncIterator[Watched]:
    """Open the real store on a fresh database, watched; drop it afterwards."""
    place = plan.place / f"round-{random.SystemRandom().getrandbits(48):012x}"
    copies = place / "copies"

    def make(locations: Locations) -> Database:
        database = WatchedDatabase(locations)
        database.copies = copies
        for engine in database.engines:
            listening.enter_context(heard(engine, statements))
        return database

    url = plan.fresh(seed)
    statements: list[str] = []
    listening = ExitStack()
    try:
        async with staged(url, place, make) as stage:
            with listening:
                yield Watched(stage, copies, Server.of(stage.database.locations), statements)
    finally:
        plan.drop(url)
        shutil.rmtree(place, ignore_errors=True)
