"""Write the reference pages from the code: `python docs/generate.py`, or `--check` to compare only."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from bot import cli
from bot.content.texts import load_catalogue
from bot.learning.language import Language
from bot.slack.listeners.commands import HANDLERS, SWEDISH
from bot.slack.listeners.commands import schedule as schedules
from bot.watching.figures import Figures

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "docs"
NOTE = "This page is written from the code by `docs/generate.py`."
EXPLAINED = re.compile(r"#?(?P<name>[A-Z_]+)=(?P<default>.*)")


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {
        "reference/commands.md": commands(),
        "reference/cli.md": command_line(),
        "reference/settings.md": settings(),
        "reference/tables.md": tables(),
        "reference/metrics.md": metrics(),
        "explanation/decisions.md": decisions(),
    }


def commands() -> str:
    """Describe what can be typed in Slack, in both languages, as the app itself explains it."""
    lines = ["# Commands in Slack", "", NOTE, "", "Everything is a word after `/lardom`.", ""]
    lines += ["| word | in Swedish too |", "|---|---|"]
    lines += [f"| `{name}` | {_words(SWEDISH, name)} |" for name in HANDLERS]
    lines += ["", "After `schedule`:", "", "| word | in Swedish too |", "|---|---|"]
    lines += [
        f"| `{name}` | {_words(schedules.SWEDISH, name)} |" for name in ("new", "list", *schedules.ON_ONE)
    ]
    for language, title in (
        (Language.EN, "What `/lardom help` says"),
        (Language.SV, "Vad `/lardom hjälp` säger"),
    ):
        t = load_catalogue()[language]
        lines += ["", f"## {title}", ""]
        for part in ("help.everyone", "help.leader", "help.admin"):
            lines += [*(f"- {line}" for line in t(part).splitlines() if line.startswith("`")), ""]
    return "\n".join(lines).rstrip() + "\n"


def command_line() -> str:
    """Describe what operators type."""
    lines = ["# Commands in a terminal", "", NOTE, ""]
    group = typer.main.get_command(cli.app)
    for name, command in sorted(getattr(group, "commands", {}).items()):
        lines += [f"## `lardom {name}`", "", command.help or "", ""]
        rows = [_option(one) for one in command.params if one.name != "help"]
        if rows:
            lines += ["| option | default | |", "|---|---|---|", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def settings() -> str:
    """Describe every setting, from the file that people copy."""
    lines = ["# Settings", "", NOTE, "", "From the environment, or from `.env`.", ""]
    lines += ["| name | default | what it is |", "|---|---|---|"]
    told: list[str] = []
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if found := EXPLAINED.fullmatch(line):
            default = f"`{found['default']}`" if found["default"] else ""
            lines.append(f"| `{found['name']}` | {default} | {' '.join(told)} |")
        elif line.startswith("# "):
            told = [line[2:]] if not told or told[-1] == "" else [*told, line[2:]]
        else:
            told = []
    return "\n".join(lines) + "\n"


def tables() -> str:
    """Describe every table and its columns, with the first sentence of what the code says of it."""
    lines = ["# Tables", "", NOTE, "", "The same on SQLite and PostgreSQL.", ""]
    says = {one.__tablename__: one.__doc__ or "" for one in _models(SQLModel)}
    for table in sorted(SQLModel.metadata.tables.values(), key=lambda one: one.name):
        lines += [f"## `{table.name}`", "", " ".join(says.get(table.name, "").split()), ""]
        lines += ["| column | type | |", "|---|---|---|", *(_column(one, table) for one in table.columns), ""]
    return "\n".join(lines).rstrip() + "\n"


def metrics() -> str:
    """Describe every figure of `/metrics`, as it describes itself."""
    lines = ["# Metrics", "", NOTE, ""]
    lines += ["What they are for, and what to be woken for, is in [Run it, and mend it](../operate.md).", ""]
    lines += ["| figure | kind | what it is |", "|---|---|---|"]
    described = text_string_to_metric_families(Figures().text().decode())
    for family in sorted(described, key=lambda one: one.name):
        if family.name.endswith("_created"):
            continue
        lines.append(f"| `{family.name}` | {family.type} | {family.documentation} |")
    return "\n".join(lines) + "\n"


def decisions() -> str:
    """List the records of decisions by number."""
    lines = ["# Decisions", "", NOTE, "", "One page each: context, decision, consequences.", ""]
    for file in sorted((PLACE / "adr").glob("*.md")):
        title = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, words = title.partition(". ")
        lines.append(f"- {int(number):04} [{words}](../adr/{file.name})")
    return "\n".join(lines) + "\n"


def _models(base: type[SQLModel]) -> Iterator[type[SQLModel]]:
    for one in base.__subclasses__():
        yield one
        yield from _models(one)


def _column(column: Column[object], table: Table) -> str:
    marks = ["key"] if column.primary_key else []
    marks += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    marks += ["may be empty"] if column.nullable else []
    kind = type(column.type).__name__.removeprefix("Auto").lower()
    return f"| `{column.name}` | {kind} | {', '.join(marks)} |"


def _option(one: object) -> str:
    names = ", ".join(f"`{name}`" for name in getattr(one, "opts", ()))
    default = getattr(one, "default", None)
    shown = "" if default in (None, False) or callable(default) else f"`{default}`"
    return f"| {names} | {shown} | {getattr(one, 'help', '') or ''} |"


def _words(table: dict[str, str], name: str) -> str:
    return ", ".join(f"`{word}`" for word, meant in table.items() if meant == name)


def main() -> None:
    """Write the pages, or tell which differ."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, text in pages().items():
        file = PLACE / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
    if check and stale:
        raise SystemExit(f"Run python docs/generate.py: {', '.join(stale)} differ from the code.")


if __name__ == "__main__":
    main()
