"""What operators of many workspaces type: who has the app, who is to be forgotten, a new key for tokens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import ConfigurationProblem, StorageSettings, load_storage
from bot.store.database import Database
from bot.store.departures import Departures
from bot.store.lock import AlreadyRunning, alone
from bot.store.members import MemberRepository
from bot.store.sealed.erasures import Erasures
from bot.store.sealed.keys import ERASURES, INSTALLATION, POOL, KeyProblem, PoolKeys
from bot.store.sealed.vault import Vault
from bot.store.tables import Workspace

app = typer.Typer(help="Workspaces that have the app, or had it.", no_args_is_help=True)
errors = Console(stderr=True, highlight=False)


@app.command(name="list")
def list_all() -> None:
    """List every workspace, and until when those are kept that removed the app."""
    settings = _storage()
    for one in sorted(_all(settings), key=lambda one: one.name.casefold()):
        typer.echo(f"{one.team_id}  {one.name}  {_standing(one, settings.lardom_keep_days)}")


@app.command()
def forget(
    team: Annotated[str, typer.Argument(help="The workspace's id, as `lardom workspaces list` shows it.")],
    even_so: Annotated[
        bool, typer.Option("--even-so", help="Also when the app has not been removed from it.")
    ] = False,
) -> None:
    """Delete everything of a workspace now: every row, its tokens and its keys. There is no way back."""
    settings = _storage()
    found = next((one for one in _all(settings) if one.team_id == team), None)
    if found is None:
        raise _stopped(f"There is no workspace {team}. `lardom workspaces list` shows which there are.")
    if found.gone_at is None and not even_so:
        raise _stopped(
            f"{found.name} still has the app. Let them remove it in Slack first; after "
            f"{settings.lardom_keep_days} days what is kept of them goes by itself. "
            "To forget it all the same add --even-so."
        )
    try:
        with alone(settings.locations.file):
            rows = asyncio.run(_forget(settings, team))
    except (AlreadyRunning, KeyProblem, SQLAlchemyError, OSError) as problem:
        raise _stopped(
            str(problem) if isinstance(problem, AlreadyRunning) else type(problem).__name__
        ) from None
    typer.echo(f"Forgot {found.name}: {rows} rows and every key of theirs.")
    typer.echo("Backups made before hold them still: a restore erases them again, or delete those files.")


@app.command()
def new_key() -> None:
    """Make a new key for tokens; it seals from now on, and the old ones can go after the next start."""
    vault = Vault(_storage().lardom_keys / INSTALLATION)
    typer.echo(f"Made {vault.add_key().name}. Back it up: lardom backup --keys-to DIR.")
    old = ", ".join(file.name for file in vault.older())
    if old:
        typer.echo(
            f"When Lärdom has been started once more, {old} in {vault.directory} seal nothing: delete them."
        )


def _standing(one: Workspace, keep_days: int) -> str:
    if one.gone_at is None:
        return "has the app"
    return (
        f"removed it on {one.gone_at.date()}, kept until {(one.gone_at + timedelta(days=keep_days)).date()}"
    )


def _all(settings: StorageSettings) -> list[Workspace]:
    if settings.locations.file is not None and not settings.locations.file.exists():
        raise _stopped("There is no database yet. `lardom run` makes it at its first start.")
    try:
        return asyncio.run(_read(settings))
    except (SQLAlchemyError, OSError) as problem:
        raise _stopped(f"The database cannot be read ({type(problem).__name__}).") from None


async def _read(settings: StorageSettings) -> list[Workspace]:
    database = Database(settings.locations)
    try:
        return await MemberRepository(database).workspaces()
    finally:
        await database.close()


async def _forget(settings: StorageSettings, team: str) -> int:
    database = Database(settings.locations)
    erasures = Erasures(settings.lardom_keys / ERASURES)
    departures = Departures(database, PoolKeys(settings.lardom_keys / POOL), erasures)
    now = datetime.now(UTC)
    try:
        await departures.leave(team, now)
        return await departures.erase(team, now)
    finally:
        await database.close()


def _storage() -> StorageSettings:
    try:
        return load_storage()
    except ConfigurationProblem as problem:
        raise _stopped("\n".join(problem.lines)) from None


def _stopped(problem: str) -> typer.Exit:
    errors.print(f"[red]Stopped.[/red] {problem}", soft_wrap=True)
    return typer.Exit(1)
