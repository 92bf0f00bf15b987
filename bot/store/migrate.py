"""Bring a database to the newest schema."""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config

from bot.store.database import Locations, rowid_tables


class SchemaProblem(Exception):
    """Say that the migrated schema breaks a promise."""


def migrate(locations: Locations) -> None:
    """Run every missing migration, then check that no table keeps an order of arrival."""
    if locations.file is not None:
        locations.file.parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(configuration(locations), "head")
    if locations.file is not None and (leaky := rowid_tables(locations.file)):
        raise SchemaProblem(f"tables with a rowid: {', '.join(leaky)}")


def configuration(locations: Locations) -> Config:
    """Build alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("bot.store") / "migrations"))
    config.attributes["url"] = locations.sync_url
    return config
