"""Speak with operators on a terminal: settings or what is missing of them, and why something stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import typer
from rich.console import Console

from bot.logs import configure_logs
from bot.settings import ConfigurationProblem, Settings, StorageSettings, load_settings, load_storage

Loaded = TypeVar("Loaded", bound=StorageSettings)
errors = Console(stderr=True, highlight=False)


def stopped(problem: object) -> typer.Exit:
    """Say why a command stopped; return what ends it."""
    errors.print(f"[red]Stopped.[/red] {problem}", soft_wrap=True)
    return typer.Exit(1)


def storage() -> StorageSettings:
    """Return where data, keys and backups lie."""
    configure_logs()
    return _configured(load_storage)


def everything() -> Settings:
    """Return all settings."""
    return _configured(load_settings)


def _configured(load: Callable[[], Loaded]) -> Loaded:
    try:
        return load()
    except ConfigurationProblem as problem:
        errors.print("[red]Not started.[/red] Set these in .env or in the environment:")
        for line in problem.lines:
            errors.print(f"  • {line}", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
