"""What lies on a PostgreSQL server's own disk: heap, index and TOAST files, and the journal."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.store.database import Locations

PAGE = 8192
SHORT_HEADER, LONG_HEADER = 24, 40
"""Bytes at the head of a journal page; see access/xlog_internal.h of PostgreSQL."""
FILES = "files of the PostgreSQL server (it is another machine, or the role may not read settings)"


@dataclass(frozen=True, slots=True)
class Server:
    """Hold where a server keeps its files, when this process can read them."""

    locations: Locations
    directory: Path
    base: Path
    segment: int
    timeline: int

    @classmethod
    def of(cls, locations: Locations) -> Server | None:
        """Find a server's files; None when they are out of reach."""
        if locations.file is not None:
            return None
        engine = create_engine(locations.sync_url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
                directory, oid, segment, timeline, identity = connection.execute(
                    text(
                        "SELECT current_setting('data_directory'),"
                        " (SELECT oid FROM pg_database WHERE datname = current_database()),"
                        " pg_size_bytes(current_setting('wal_segment_size')),"
                        " (SELECT timeline_id FROM pg_control_checkpoint()),"
                        " (SELECT system_identifier FROM pg_control_system())"
                    )
                ).one()
        except DBAPIError:
            return None
        finally:
            engine.dispose()
        place = Path(str(directory))
        try:
            # The same path may exist on this machine and belong to another server.
            control = (place / "global" / "pg_control").read_bytes()[:8]
            if struct.unpack("Q", control)[0] != int(identity) % 2**64:
                return None
            next((place / "pg_wal").iterdir(), None)
        except OSError:
            return None
        return cls(locations, place, place / "base" / str(oid), int(segment), int(timeline))

    def files(self) -> list[Path]:
        """Return every file of the database after a checkpoint: tables, indexes, TOAST, catalogues."""
        self._ask("CHECKPOINT")
        return sorted(file for file in self.base.iterdir() if file.is_file())

    def table(self, name: str) -> Path:
        """Return a table's heap file after a checkpoint."""
        self._ask("CHECKPOINT")
        return self.directory / str(self._ask("SELECT pg_relation_filepath(:name)", name=name))

    def node(self, name: str) -> int:
        """Return the number under which the journal speaks of a table."""
        return int(str(self._ask("SELECT pg_relation_filenode(:name)", name=name)))

    def now(self) -> int:
        """Return where the journal's next record begins, as a number of bytes."""
        return int(str(self._ask("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")))

    def since(self, start: int) -> bytes | None:
        """Return the journal from a record's beginning to the end of what is on the disk."""
        end = int(str(self._ask("SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint")))
        return self.journal(start, end)

    def journal(self, start: int, end: int) -> bytes | None:
        """Return the journal's records between two ends, without page headers; None when it was reused."""
        parts: list[bytes] = []
        place = start
        while place < end:
            within = place % PAGE
            file = self._segment(place)
            if not file.exists():
                return None
            with file.open("rb") as opened:
                opened.seek(place % self.segment - within)
                page = opened.read(PAGE)
            header = LONG_HEADER if (place - within) % self.segment == 0 else SHORT_HEADER
            upto = min(PAGE, within + end - place)
            parts.append(page[max(within, header) : upto])
            place += upto - within
        return b"".join(parts)

    def _segment(self, place: int) -> Path:
        number, each = place // self.segment, 2**32 // self.segment
        return self.directory / "pg_wal" / f"{self.timeline:08X}{number // each:08X}{number % each:08X}"

    def _ask(self, statement: str, **values: object) -> object:
        engine = create_engine(self.locations.sync_url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                result = connection.execute(text(statement), values)
                return result.scalar() if result.returns_rows else None
        finally:
            engine.dispose()


@dataclass(frozen=True, slots=True)
class Version:
    """Hold one version of a row on a heap page: who wrote and removed it, in which statement."""

    born: int
    died: int
    statement: int
    content: bytes


def versions(heap: bytes) -> Iterator[Version]:
    """Yield every row version that lies on a table's pages, removed ones included."""
    for start in range(0, len(heap), PAGE):
        page = heap[start : start + PAGE]
        lower = struct.unpack_from("<H", page, 12)[0]
        for at in range(24, min(lower, PAGE), 4):
            pointer = struct.unpack_from("<I", page, at)[0]
            offset, length = pointer & 0x7FFF, pointer >> 17
            if length >= 23 and offset + length <= PAGE:
                born, died, statement = struct.unpack_from("<III", page, offset)
                yield Version(born, died, statement, page[offset : offset + length])
