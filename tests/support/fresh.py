"""A database as migrations leave it, made once and copied from then on: migrating takes most of a setup."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from bot.store.database import Locations
from bot.store.migrate import migrate


def lay(file: Path) -> None:
    """Put a migrated SQLite file where none is yet."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory(prefix="lardom-fresh-") as place:
        file = Path(place) / "lardom.db"
        migrate(Locations.parse(f"sqlite:///{file}"))
        assert [one.name for one in file.parent.iterdir()] == [file.name], "no journal is left beside it"
        return file.read_bytes()
