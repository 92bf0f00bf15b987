"""The commands that operators type."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.app import AlreadyRunning, running
from bot.demo import play
from bot.logs import configure_logs
from bot.settings import ConfigurationProblem, Settings, load_settings
from bot.store.migrate import migrate
from bot.store.sealed.keys import KeyProblem

app = typer.Typer(
    help="Lärdom: learning from everyday work, without names.", no_args_is_help=True, add_completion=False
)
errors = Console(stderr=True, highlight=False)


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def run() -> None:
    """Run the app against Slack with what the environment and .env hold."""
    configure_logs()
    settings = _settings()
    try:
        asyncio.run(_run(settings))
    except (AlreadyRunning, KeyProblem) as problem:
        errors.print(f"[red]Not started.[/red] {problem}")
        raise typer.Exit(1) from None


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Play one round with scripted people.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: print the summary as JSON.")] = False,
    port: Annotated[int, typer.Option(help="Port of the demonstration's page; 0 takes any.")] = 0,
) -> None:
    """Start a small local Slack with people in it, and the app beside it."""
    raise typer.Exit(play(once=once, as_json=as_json, port=port))


@app.command(name="migrate")
def migrate_database() -> None:
    """Bring the database to the newest schema."""
    configure_logs()
    migrate(_settings().locations)
    typer.echo("The database is up to date.")


@app.command()
def manifest() -> None:
    """Print the manifest from which Slack makes the app."""
    place = Path(__file__).resolve().parent.parent / "manifest.json"
    typer.echo(json.dumps(json.loads(place.read_text(encoding="utf-8")), indent=2, ensure_ascii=False))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    async with running(settings):
        await stop.wait()


def _settings() -> Settings:
    try:
        return load_settings()
    except ConfigurationProblem as problem:
        errors.print("[red]Not started.[/red] Set these in .env or in the environment:")
        for line in problem.lines:
            errors.print(f"  • {line}", markup=False)
        raise typer.Exit(2) from None
