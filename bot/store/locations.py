"""Name the places that a database URL stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import make_url
from sqlalchemy.engine import URL


@dataclass(frozen=True, slots=True)
class Locations:
    """Name the places a database URL stands for."""

    url: URL
    sync_url: URL
    file: Path | None

    @classmethod
    def parse(cls, database_url: str) -> Locations:
        """Read a database URL; raise ValueError for anything but SQLite and PostgreSQL."""
        url = make_url(database_url)
        backend = url.get_backend_name()
        if backend == "sqlite":
            if not url.database or url.database == ":memory:":
                raise ValueError("DATABASE_URL must name a file, as in sqlite:///var/data/lardom.db")
            return cls(
                url=url.set(drivername="sqlite+aiosqlite"),
                sync_url=url.set(drivername="sqlite+pysqlite"),
                file=Path(url.database),
            )
        if backend == "postgresql":
            shared = url.set(drivername="postgresql+psycopg")
            return cls(url=shared, sync_url=shared, file=None)
        raise ValueError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {backend}")

    @property
    def read_only(self) -> Locations:
        """Return the same places, a SQLite file so that it cannot be changed; a server's stays as it is."""
        if self.file is None:
            return self
        place, how = f"file:{quote(str(self.file))}", {"mode": "ro", "uri": "true"}
        return replace(
            self,
            url=self.url.set(database=place, query=how),
            sync_url=self.sync_url.set(database=place, query=how),
        )
