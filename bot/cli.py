"""The commands that operators type."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from aiohttp import ClientError, ClientSession, ClientTimeout
from dotenv import dotenv_values
from rich.console import Console
from rich.markup import escape
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import keeping, workspaces
from bot.app import running
from bot.audit.findings import Blind
from bot.audit.grounds import NoGround
from bot.audit.report import as_row, as_table, audit_here
from bot.content.texts import load_catalogue
from bot.content.words import load_words
from bot.demo import play
from bot.doctor import AILS, Finding, examine
from bot.heap import settle_heap
from bot.learning.language import Language
from bot.logs import configure_logs
from bot.manifest import NoAddress, over_http, over_socket
from bot.progress import watch
from bot.redact import BadLine, lines_of, redact_jsonl, redact_text
from bot.settings import Settings
from bot.store.lock import AlreadyRunning
from bot.store.migrate import SchemaProblem
from bot.store.sealed.keys import KeyProblem
from bot.store.trouble import trouble_of
from bot.terminal import errors, everything

app = typer.Typer(
    help="Lärdom: learning from everyday work, without names.",
    no_args_is_help=True,
    add_completion=False,
    # A crash must not print what was in memory: texts, tokens, keys.
    pretty_exceptions_show_locals=False,
)
app.add_typer(workspaces.app, name="workspaces")
keeping.register(app)
REFUSALS = {
    "invalid_auth": "One of the tokens is not one that Slack knows: copy both again.",
    "not_allowed_token_type": "SLACK_APP_TOKEN must be the app-level token, which begins with xapp-.",
    "token_revoked": "The app was removed from the workspace: install it again and copy the new token.",
    "account_inactive": "The app was removed from the workspace: install it again and copy the new token.",
    "missing_scope": "Compare the app's scopes with manifest.json, then install it again.",
}


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def run() -> None:
    """Run the app against Slack with what the environment and .env hold."""
    configure_logs()
    settings = everything()
    try:
        asyncio.run(_run(settings))
    except (AlreadyRunning, KeyProblem, SchemaProblem) as problem:
        sentence = str(problem)
    except SlackApiError as problem:
        word = problem.response.get("error")
        sentence = f"Slack refused ({word}). " + REFUSALS.get(str(word), "Check the tokens in .env.")
    except SQLAlchemyError as problem:
        ails = trouble_of(problem)
        sentence = f"The database cannot be used: {AILS[ails] if ails else type(problem).__name__}."
    except (ClientError, OSError) as problem:
        sentence = f"{settings.slack_api_url} or the port cannot be reached ({type(problem).__name__})."
    else:
        return
    errors.print(f"[red]Not started.[/red] {sentence}", soft_wrap=True)
    raise typer.Exit(1)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Play one round with scripted people.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: print the summary as JSON.")] = False,
    port: Annotated[int, typer.Option(help="Port of the demonstration's page; 0 takes any.")] = 0,
) -> None:
    """Start a small local Slack with people in it, and the app beside it."""
    raise typer.Exit(play(once=once, as_json=as_json, port=port))


@app.command()
def doctor() -> None:
    """Say what is well and what is not, and how to mend it; exit 1 when something is not."""
    configure_logs()
    settings = everything()
    found = asyncio.run(_examined(settings))
    for one in found:
        mark = "[green]✓[/green]" if one.well else "[red]✗[/red]"
        errors.print(f"{mark} {escape(one.said)}", soft_wrap=True)
    if not all(one.well for one in found):
        raise typer.Exit(1)


@app.command()
def audit(
    people: Annotated[int, typer.Option(min=5, max=500, help="How many synthetic people answer.")] = 30,
    seeds: Annotated[int, typer.Option(min=1, max=200, help="Over how many rounds.")] = 20,
    database: Annotated[
        str | None,
        typer.Option(
            envvar="DATABASE_URL", help="Play on scratch databases of this kind; without it on SQLite."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Attack Lärdom's anonymity on this machine with synthetic people; exit 1 when a limit is passed."""
    configure_logs()
    try:
        findings = asyncio.run(
            audit_here(people, seeds, database or dotenv_values(".env").get("DATABASE_URL"))
        )
    except (NoGround, Blind) as problem:
        errors.print(f"[red]Not tried.[/red] {problem}", soft_wrap=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps([as_row(one) for one in findings], ensure_ascii=False))
    else:
        Console().print(as_table(findings))
    raise typer.Exit(0 if all(one.holds for one in findings) else 1)


@app.command()
def redact(
    names: Annotated[Path | None, typer.Option(help="A file with one full name a line.")] = None,
    terms: Annotated[Path | None, typer.Option(help="A file with one protected term a line.")] = None,
    lang: Annotated[Language, typer.Option(help="The language of the text.")] = Language.SV,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write one JSON object a line.")] = False,
) -> None:
    """Read a text on standard input and print what would be published."""
    try:
        protected, words = lines_of(terms), load_words()
        if jsonl:
            for line in redact_jsonl(sys.stdin, protected, lang, words):
                typer.echo(line)
        else:
            typer.echo(redact_text(sys.stdin.read(), lines_of(names), protected, lang, words))
    except (OSError, UnicodeDecodeError, BadLine) as problem:
        errors.print(f"[red]Stopped.[/red] {problem}", soft_wrap=True)
        raise typer.Exit(2) from None


@app.command()
def manifest(
    http: Annotated[str, typer.Option(help="For signed HTTP: the https address of your server.")] = "",
) -> None:
    """Print the manifest from which Slack makes the app, for Socket Mode or for signed HTTP."""
    try:
        found = over_http(http) if http else over_socket()
    except NoAddress:
        errors.print("[red]Stopped.[/red] --http needs an address as in https://lardom.example.org.")
        raise typer.Exit(2) from None
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    async with running(settings) as app:
        settle_heap()
        if not errors.is_terminal:
            await stop.wait()
            return
        await watch(app, load_catalogue()[Language.EN], errors, stop)


async def _examined(settings: Settings) -> list[Finding]:
    async with ClientSession(timeout=ClientTimeout(total=10)) as session:
        return await examine(settings, session, load_catalogue()[Language.EN], datetime.now(UTC))
