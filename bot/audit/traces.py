"""What an operator can read from a database: rows, row order, page layout, journals, system columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from bot.audit.server import Server
from bot.store.database import Locations

Rows = dict[str, list[dict[str, object]]]
SYSTEM_ORDERS = ("ctid", "xmin::text::bigint, cmin::text::bigint, ctid", "cmin::text::bigint DESC, ctid")


def tables(locations: Locations) -> Rows:
    """Return every row of every table."""
    engine = create_engine(locations.sync_url)
    try:
        with engine.connect() as connection:
            return {name: _rows(connection, f'SELECT * FROM "{name}"') for name in _names(connection)}
    finally:
        engine.dispose()


def row_orders(locations: Locations, table: str, column: str) -> dict[str, list[str]]:
    """Return a column's values in every order that the database itself keeps."""
    engine = create_engine(locations.sync_url)
    sqlite = locations.file is not None
    orders = {"as the table scans": f'SELECT "{column}" AS v FROM "{table}"'}
    if sqlite:
        orders["rowid"] = f'SELECT "{column}" AS v FROM "{table}" ORDER BY rowid'
    else:
        for order in SYSTEM_ORDERS:
            orders[order.split("::")[0]] = f'SELECT "{column}" AS v FROM "{table}" ORDER BY {order}'
    found: dict[str, list[str]] = {}
    try:
        with engine.connect() as connection:
            without_rowid = sqlite and _without_rowid(connection, table)
            for name, query in orders.items():
                if name == "rowid" and without_rowid:
                    continue
                found[name] = [str(row["v"]) for row in _rows(connection, query)]
    finally:
        engine.dispose()
    return found


def byte_order(files: Iterable[Path], texts: Iterable[str]) -> dict[str, list[str]]:
    """Return texts in the order of their first and last place in each file that holds them all."""
    wanted = list(texts)
    found: dict[str, list[str]] = {}
    for file in files:
        found |= places(file.suffix or "heap", content(file), wanted)
    return found


def places(name: str, raw: bytes, texts: Iterable[str]) -> dict[str, list[str]]:
    """Return texts in the order of their first and last place in bytes that hold them all."""
    wanted = list(texts)
    first = {one: raw.find(one.encode()) for one in wanted}
    if -1 in first.values():
        return {}
    last = {one: raw.rfind(one.encode()) for one in wanted}
    return {
        f"{name}: first bytes": sorted(wanted, key=first.__getitem__),
        f"{name}: last bytes": sorted(wanted, key=last.__getitem__),
    }


def holding(files: Iterable[Path], needle: str) -> list[Path]:
    """Return the files in which a text still stands."""
    return [file for file in files if needle.encode() in content(file)]


def content(file: Path) -> bytes:
    """Return a file's bytes; a server may have removed it since it was listed, and then it holds nothing."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def database_files(locations: Locations) -> list[Path]:
    """Return SQLite's file, its write-ahead log and whatever lies beside it."""
    if locations.file is None:
        return []
    return sorted(file for file in locations.file.parent.iterdir() if file.is_file())


def heap_files(locations: Locations, table: str) -> list[Path]:
    """Return a PostgreSQL table's heap file after a checkpoint; readable on the server's own machine only."""
    server = Server.of(locations)
    file = None if server is None else server.table(table)
    return [file] if file is not None and file.exists() else []


def _names(connection: Connection) -> list[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if connection.dialect.name == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    return [str(name) for name in connection.execute(text(query)).scalars()]


def _rows(connection: Connection, query: str) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(text(query)).mappings()]


def _without_rowid(connection: Connection, table: str) -> bool:
    query = text("SELECT wr FROM pragma_table_list WHERE name = :t")
    return bool(connection.execute(query, {"t": table}).scalar())
