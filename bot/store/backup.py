"""Back a database up while the app runs, back keys up apart from it, and restore.

A backup is always a SQLite file of the newest schema, from either kind of database.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from bot.store.copying import TargetNotEmpty, copy_all, empty, is_empty
from bot.store.database import Locations
from bot.store.migrate import migrate
from bot.store.sealed.keys import KEPT_CLASSES, inside

CARRIED = frozenset({"reflection", "round", "pool", "workspace", "alembic_version"})


class BackupProblem(Exception):
    """Say in one sentence what stopped a backup or a restore, and what to do."""


@dataclass(frozen=True, slots=True)
class Places:
    """Hold where things lie: the database, the keys, the backups."""

    locations: Locations
    keys: Path
    backups: Path


def back_up(places: Places, to: Path, now: datetime) -> Path:
    """Write a consistent copy of the database, complete or not at all; return the file."""
    _apart(to, places.keys, "the keys")
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = to / f"lardom-{now:%Y%m%d-%H%M%S}.db"
    partial = final.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    try:
        if places.locations.file is not None:
            _vacuum_into(places.locations.file, partial)
        else:
            _copy_into(places.locations, partial)
        partial.chmod(0o600)
        _sync(partial)
        partial.rename(final)
    finally:
        _remove(partial)
    return final


def back_up_keys(places: Places, to: Path) -> list[str]:
    """Copy the keys that must survive, never the pools'; return which classes there were.

    Raises BackupProblem for a place that the database's backups lie in or under.
    """
    if inside(to, places.backups) or inside(places.backups, to):
        raise BackupProblem(
            f"{to} and the database's backups ({places.backups}) must lie apart: together they open "
            "receipts and kept texts. Choose a directory on another volume."
        )
    _apart(to, places.keys, "the keys themselves")
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = [name for name in KEPT_CLASSES if (places.keys / name).is_dir()]
    for name in found:
        shutil.copytree(places.keys / name, to / name, dirs_exist_ok=True)
        (to / name).chmod(0o700)
        for file in (to / name).iterdir():
            file.chmod(0o600)
    return found


def check_backup(file: Path) -> None:
    """Raise BackupProblem unless a file is a Lärdom database."""
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error:
        names = set()
    if not names >= CARRIED:
        raise BackupProblem(f"{file} is not a backup of Lärdom. Choose a file that `lardom backup` wrote.")


def put_back(file: Path, places: Places, *, replace: bool) -> None:
    """Put a backup's rows where DATABASE_URL points, all or none.

    Raises TargetNotEmpty when there is data already and `replace` is not set.
    """
    check_backup(file)
    work = (places.locations.file or places.backups / "restore").with_suffix(".restoring")
    work.parent.mkdir(parents=True, exist_ok=True)
    _remove(work)
    try:
        shutil.copyfile(file, work)
        work.chmod(0o600)
        try:
            migrate(Locations.parse(f"sqlite:///{work}"))
        except Exception as problem:
            raise BackupProblem(f"{file} was written by a newer Lärdom: install that one first.") from problem
        if places.locations.file is not None:
            _replace_file(work, places.locations.file, replace=replace)
        else:
            _replace_rows(work, places.locations, replace=replace)
    finally:
        _remove(work)


def restore_keys(source: Path, keys: Path) -> list[str]:
    """Bring key files back that were backed up; one that exists and differs stops it."""
    found: list[str] = []
    for name in KEPT_CLASSES:
        for file in sorted((source / name).glob("*")):
            target = keys / name / file.name
            if target.exists() and target.read_bytes() != file.read_bytes():
                raise BackupProblem(f"{target} exists and is another key. Move it away, then try again.")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(file, target)
            target.chmod(0o600)
            found.append(name)
    return sorted(set(found))


def _replace_file(work: Path, file: Path, *, replace: bool) -> None:
    if file.exists() and not replace:
        with _connected(Locations.parse(f"sqlite:///{file}")) as target:
            if not is_empty(target):
                raise TargetNotEmpty
    with sqlite3.connect(work) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    _sync(work)
    # The journal of the old database must not be read into the new one.
    for suffix in ("-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    work.replace(file)


def _replace_rows(work: Path, locations: Locations, *, replace: bool) -> None:
    migrate(locations)
    with _connected(Locations.parse(f"sqlite:///{work}")) as source, _connected(locations) as target:
        if not is_empty(target):
            if not replace:
                raise TargetNotEmpty
            empty(target)
        copy_all(source, target, random.SystemRandom())
        target.commit()


def _copy_into(locations: Locations, partial: Path) -> None:
    fresh = Locations.parse(f"sqlite:///{partial}")
    migrate(fresh)
    with _connected(locations) as source, _connected(fresh) as target:
        source.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        copy_all(source, target, random.SystemRandom())
        target.commit()


def _vacuum_into(file: Path, partial: Path) -> None:
    if not file.exists():
        raise BackupProblem(f"There is no database at {file} yet.")
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("VACUUM INTO ?", (str(partial),))
    finally:
        connection.close()


@contextmanager
def _connected(locations: Locations) -> Iterator[Connection]:
    engine = create_engine(locations.sync_url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _apart(place: Path, keys: Path, what: str) -> None:
    if inside(place, keys) or inside(keys, place):
        raise BackupProblem(f"{place} and {what} ({keys}) must lie apart. Choose another directory.")


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
