"""Write what is published, and aggregates, to files: for operators, while the app runs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.content.prompts import load_prompts
from bot.learning.export import Table, as_csv, as_json, tables
from bot.learning.language import Language
from bot.learning.prompts import said_in
from bot.learning.report import ALL_MONTHS, report
from bot.store.database import Database, Locations
from bot.store.exporting import Exported, ExportReader
from bot.store.members import MemberRepository
from bot.store.tables import Round, Schedule, Workspace

BOM = "\ufeff"
"""Excel takes a CSV for UTF-8 only when it begins so."""


class Format(StrEnum):
    """Name how files are written."""

    CSV = "csv"
    JSON = "json"


class ExportProblem(Exception):
    """Say in one sentence what stopped an export, and what to do."""


def asked(found: Round, schedule: Schedule) -> str:
    """Return what a round asked, in its schedule's language; rounds of old lead to the book."""
    language = Language(schedule.language)
    if words := said_in(language, found.question_sv, found.question_en):
        return words
    prompt = load_prompts().get(found.prompt_id or "")
    return prompt.text(language) if prompt else ""


def exported_tables(exported: Exported, today: date) -> list[Table]:
    """Return an export's tables, with every month there was."""
    found = report(exported.figures, exported.deeds, today, ALL_MONTHS)
    return tables(exported.lessons, exported.answers, exported.rounds, found)


def export_to(locations: Locations, to: Path, kind: Format, team: str, today: date) -> list[Path]:
    """Write a workspace's export to a directory, each file whole or not at all; return the files.

    Raises ExportProblem. `team` may be empty where there is one workspace only.
    """
    found = exported_tables(asyncio.run(_read(locations, team)), today)
    if kind is Format.JSON:
        files = {"lardom.json": as_json(found)}
    else:
        files = {f"{one.name}.csv": BOM + as_csv(one) for one in found}
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [_written(to / name, text) for name, text in files.items()]


async def _read(locations: Locations, team: str) -> Exported:
    if locations.file is not None and not locations.file.exists():
        raise ExportProblem(f"There is no database at {locations.file} yet.")
    database = Database(locations, read_only=True)
    try:
        workspace = _chosen(await MemberRepository(database).workspaces(), team)
        return await ExportReader(database).read(workspace.team_id, asked)
    except SQLAlchemyError as problem:
        raise ExportProblem(
            f"The database cannot be read ({type(problem).__name__}). `lardom doctor` says more; after an "
            "upgrade, `lardom migrate` comes first."
        ) from problem
    finally:
        await database.close()


def _chosen(workspaces: Sequence[Workspace], team: str) -> Workspace:
    for one in workspaces:
        if one.team_id == team or (not team and len(workspaces) == 1):
            return one
    if not workspaces:
        raise ExportProblem("No workspace has used the app yet, so there is nothing to export.")
    known = ", ".join(f"{one.team_id} ({one.name})" for one in workspaces)
    raise ExportProblem(f"Choose one workspace with --team: {known}.")


def _written(file: Path, text: str) -> Path:
    partial = file.with_name(f"{file.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)
    return file
