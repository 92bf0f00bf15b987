"""What operators type about data: back it up, put it back, move it, take lessons out."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.doctor import AILS
from bot.export import ExportProblem, Format, export_to
from bot.settings import StorageSettings
from bot.store.backup import BackupProblem, Places, back_up, back_up_keys, put_back, restore_keys
from bot.store.copying import TargetNotEmpty
from bot.store.database import Database, Locations
from bot.store.library.index import LibraryIndex
from bot.store.lock import AlreadyRunning, alone
from bot.store.migrate import SchemaProblem, migrate
from bot.store.relocating import NotMoved, carry_over
from bot.store.restoring import Discarded, reconcile
from bot.store.sealed.erasures import Erasures
from bot.store.sealed.groups import GroupRepository
from bot.store.sealed.keys import ERASURES, POOL, SERVER, PoolKeys, server_key
from bot.store.trouble import trouble_of
from bot.terminal import stopped, storage


def register(app: typer.Typer) -> None:
    """Add the commands about data."""
    for command in (backup, restore, move, export):
        app.command()(command)
    app.command(name="migrate")(bring_up_to_date)


def bring_up_to_date() -> None:
    """Bring the database to the newest schema."""
    settings = storage()
    try:
        with alone(settings.locations.file):
            migrate(settings.locations)
    except (AlreadyRunning, SchemaProblem, SQLAlchemyError, OSError) as problem:
        raise stopped(_in_words(problem, "The database")) from None
    typer.echo("The database is up to date.")


def backup(
    to: Annotated[Path | None, typer.Option(help="Directory; LARDOM_BACKUPS when not given.")] = None,
    keys_to: Annotated[Path | None, typer.Option(help="Copy the keys that must last here instead.")] = None,
) -> None:
    """Back the database up while the app runs, or the keys, to a place apart from it."""
    settings = storage()
    places = Places(settings.locations, settings.lardom_keys, to or settings.lardom_backups)
    try:
        if keys_to is not None:
            kept = back_up_keys(places, keys_to)
            typer.echo(
                f"Keys copied to {keys_to}: {', '.join(kept) or 'none yet'}. The pools' keys never are."
            )
            return
        file = back_up(places, places.backups, datetime.now(UTC))
    except (BackupProblem, OSError, SQLAlchemyError, sqlite3.Error) as problem:
        raise stopped(problem) from None
    typer.echo(f"Saved {file}.")
    typer.echo("Receipts also need the server's keys: lardom backup --keys-to DIR, on another volume.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `lardom backup` wrote.")],
    keys: Annotated[Path | None, typer.Option(help="A directory that --keys-to wrote.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Give up the data that is there now.")] = False,
) -> None:
    """Put a backup back where DATABASE_URL points; what was erased since stays erased."""
    settings = storage()
    places = Places(settings.locations, settings.lardom_keys, settings.lardom_backups)
    try:
        with alone(settings.locations.file):
            found = restore_keys(keys, settings.lardom_keys) if keys is not None else []
            put_back(file, places, replace=replace)
            discarded = asyncio.run(_reconcile(settings))
    except TargetNotEmpty:
        raise stopped("There is data already. Add --replace to give it up for the backup.") from None
    except (AlreadyRunning, BackupProblem, OSError, SQLAlchemyError, sqlite3.Error) as problem:
        raise stopped(problem) from None
    typer.echo(f"Restored {file.name}." + (f" Keys: {', '.join(found)}." if found else ""))
    typer.echo(
        f"Discarded {discarded.sealed_answers} sealed answers whose keys are gone; held {discarded.rounds} "
        f"rounds they belonged to; erased {discarded.erased} rows again that were erased since."
    )


def move(
    to: Annotated[
        str,
        typer.Option(
            envvar="LARDOM_MOVE_TO",
            help="Address of the new, empty database: postgresql://user:password@host/database.",
        ),
    ],
) -> None:
    """Carry the SQLite database over to PostgreSQL, all of it or nothing; keys stay where they are."""
    settings = storage()
    try:
        target = Locations.parse(to)
    except ValueError as problem:
        raise stopped(str(problem).replace("DATABASE_URL", "--to")) from None
    try:
        with alone(settings.locations.file):
            moved = carry_over(settings.locations, target, random.SystemRandom())
            asyncio.run(_make_library(target))
    except TargetNotEmpty:
        raise stopped("There is data in the new database already. Choose an empty one.") from None
    except (AlreadyRunning, NotMoved, SchemaProblem, SQLAlchemyError, OSError) as problem:
        raise stopped(_in_words(problem, "One of the databases")) from None
    filled = sum(1 for content in moved.values() if content.rows)
    rows = sum(content.rows for content in moved.values())
    typer.echo(f"Moved {rows} rows of {filled} tables. Every table holds the same on both sides.")
    typer.echo("Now set DATABASE_URL to the new address, and start. Keys stay where they are.")
    typer.echo(
        f"{settings.locations.file} still holds everything, and what is withdrawn from now on stays in it: "
        "delete it, and its backups in time, once all is well."
    )


def export(
    to: Annotated[Path, typer.Option(help="Directory for the files; it is made when missing.")],
    kind: Annotated[Format, typer.Option("--format", help="CSV files, or one JSON file.")] = Format.CSV,
    team: Annotated[str, typer.Option(help="The workspace's id, where there are several.")] = "",
) -> None:
    """Write published lessons and aggregates to files while the app runs; nothing unpublished, no times."""
    try:
        files = export_to(storage().locations, to, kind, team, datetime.now(UTC).date())
    except (ExportProblem, OSError) as problem:
        raise stopped(problem) from None
    typer.echo("\n".join(f"Wrote {file}." for file in files))
    typer.echo("What is withdrawn later stays in these files: delete them when they have served.")


async def _reconcile(settings: StorageSettings) -> Discarded:
    database = Database(settings.locations)
    pool_keys = PoolKeys(settings.lardom_keys / POOL)
    try:
        groups = GroupRepository(database, server_key(settings.lardom_keys / SERVER))
        return await reconcile(database, pool_keys, Erasures(settings.lardom_keys / ERASURES), groups)
    finally:
        await database.close()


async def _make_library(target: Locations) -> None:
    database = Database(target)
    try:
        await LibraryIndex().rebuild(database)
    finally:
        await database.close()


def _in_words(problem: BaseException, what: str) -> str:
    if not isinstance(problem, SQLAlchemyError):
        return str(problem)
    ails = trouble_of(problem)
    # Which of two addresses is meant is not known here.
    said = AILS[ails].removesuffix(" at DATABASE_URL") if ails else type(problem).__name__
    return f"{what} cannot be used: {said}."
