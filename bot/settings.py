"""Read the configuration; report everything that is missing or malformed at once, with the mend."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.store.database import Locations
from bot.store.sealed.keys import permission_problems, placement_problems

HOW = {
    "slack_bot_token": (
        "SLACK_BOT_TOKEN: begins with xoxb-. Slack: your app → OAuth & Permissions → "
        "Bot User OAuth Token (after Install to Workspace). To serve many workspaces leave it out and set "
        "SLACK_CLIENT_ID instead."
    ),
    "slack_app_token": (
        "SLACK_APP_TOKEN: begins with xapp-. Slack: your app → Basic Information → App-Level Tokens → "
        "Generate, with the scope connections:write. Or set SLACK_SIGNING_SECRET to use HTTP instead."
    ),
    "slack_signing_secret": (
        "SLACK_SIGNING_SECRET: 32 hexadecimal characters. Slack: your app → Basic Information → "
        "App Credentials → Signing Secret."
    ),
    "slack_client_id": (
        "SLACK_CLIENT_ID: two numbers with a point between them. Slack: your app → Basic Information → "
        "App Credentials → Client ID."
    ),
    "slack_client_secret": (
        "SLACK_CLIENT_SECRET: 32 hexadecimal characters. Slack: your app → Basic Information → "
        "App Credentials → Client Secret."
    ),
    "lardom_public_url": (
        "LARDOM_PUBLIC_URL: the https address at which browsers and Slack reach Lärdom, as in "
        "https://lardom.example.org."
    ),
    "lardom_member_rate": (
        "LARDOM_MEMBER_RATE: how many requests a minute one member may make, from 10 to 10000; 60 when you "
        "are not sure, 0 for any number."
    ),
    "lardom_keep_days": (
        "LARDOM_KEEP_DAYS: for how many days the data of a workspace is kept that removed the app, from 0 "
        "(at once) to 365; 30 when you are not sure."
    ),
    "slack_api_url": "SLACK_API_URL: an http(s) address that ends with /, as in https://slack.com/api/.",
    "database_url": (
        "DATABASE_URL: sqlite:///var/data/lardom.db, or postgresql://user:password@host/database."
    ),
    "lardom_keys": "LARDOM_KEYS: a directory outside the data directory, as in var/keys.",
    "lardom_backup_days": "LARDOM_BACKUP_DAYS: a number from 1 on; no backup may be kept longer.",
    "lardom_port": "LARDOM_PORT: a number from 0 to 65535, as in 3000.",
    "lardom_metrics_port": "LARDOM_METRICS_PORT: a number from 0 to 65535, as in 3001.",
    "lardom_default_k": "LARDOM_DEFAULT_K: a number from 3 to 50; 5 when you are not sure.",
    "lardom_zone": "LARDOM_ZONE: a time zone by its city, as in Europe/Stockholm.",
}

TELLING = (
    "slack_bot_token",
    "slack_app_token",
    "slack_signing_secret",
    "slack_client_id",
    "slack_client_secret",
    "lardom_public_url",
)
"""Settings that tell in which mode the app is meant to run."""


class ConfigurationProblem(Exception):
    """Hold every problem with the configuration, one line each."""

    def __init__(self, lines: list[str]) -> None:
        """Remember the lines."""
        super().__init__("\n".join(lines))
        self.lines = lines


class StorageSettings(BaseSettings):
    """Hold where data, keys and backups lie."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: str = "sqlite:///var/data/lardom.db"
    lardom_keys: Path = Path("var/keys")
    lardom_backups: Path = Path("var/backups")
    lardom_backup_days: int = 400
    lardom_keep_days: int = 30

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        Locations.parse(value)
        return value

    @field_validator("lardom_backup_days")
    @classmethod
    def _backup_days(cls, value: int) -> int:
        if value < 1:
            raise ValueError("out of range")
        return value

    @field_validator("lardom_keep_days")
    @classmethod
    def _keep_days(cls, value: int) -> int:
        if not 0 <= value <= 365:
            raise ValueError("out of range")
        return value

    @property
    def locations(self) -> Locations:
        """Return the places that the database URL stands for."""
        return Locations.parse(self.database_url)


class Settings(StorageSettings):
    """Hold what the environment and `.env` say."""

    slack_bot_token: str = ""
    slack_app_token: str = ""
    slack_signing_secret: str = ""
    slack_client_id: str = ""
    slack_client_secret: str = ""
    slack_api_url: str = "https://slack.com/api/"
    lardom_host: str = "127.0.0.1"
    lardom_port: int = 3000
    lardom_public_url: str = ""
    lardom_zone: str = "Europe/Stockholm"
    lardom_default_k: int = 5
    lardom_mix_delay_seconds: float = 600
    lardom_publish_delay_seconds: float = 300
    lardom_tick_seconds: float = 5
    lardom_metrics_host: str = "127.0.0.1"
    lardom_metrics_port: int = 3001
    lardom_member_rate: int = 60

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: str) -> str:
        return _must(value, not value or value.startswith("xoxb-"))

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: str) -> str:
        return _must(value, not value or value.startswith("xapp-"))

    @field_validator("slack_signing_secret")
    @classmethod
    def _signing_secret(cls, value: str) -> str:
        hexadecimal = len(value) == 32 and all(letter in "0123456789abcdef" for letter in value.lower())
        return _must(value, not value or hexadecimal)

    @field_validator("slack_client_id")
    @classmethod
    def _client_id(cls, value: str) -> str:
        one, point, other = value.partition(".")
        return _must(value, not value or bool(point and one.isdecimal() and other.isdecimal()))

    @field_validator("lardom_public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        address = urlsplit(value)
        local = address.scheme == "http" and address.hostname in ("localhost", "127.0.0.1")
        plain = not (address.query or address.fragment or address.username)
        _must(value, not value or bool(address.hostname and plain and (address.scheme == "https" or local)))
        return value.rstrip("/")

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        return _must(value, value.startswith(("http://", "https://")) and value.endswith("/"))

    @field_validator("lardom_port", "lardom_metrics_port")
    @classmethod
    def _port(cls, value: int) -> int:
        if not 0 <= value <= 65535:
            raise ValueError("out of range")
        return value

    @field_validator("lardom_member_rate")
    @classmethod
    def _member_rate(cls, value: int) -> int:
        if value != 0 and not 10 <= value <= 10_000:
            raise ValueError("out of range")
        return value

    @field_validator("lardom_default_k")
    @classmethod
    def _k(cls, value: int) -> int:
        if not 3 <= value <= 50:
            raise ValueError("out of range")
        return value

    @field_validator("lardom_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (KeyError, ValueError, OSError):
            raise ValueError("no such zone") from None

    @property
    def uses_http(self) -> bool:
        """Tell whether Slack speaks to us over signed HTTP rather than Socket Mode."""
        return bool(self.slack_signing_secret)

    @property
    def serves_many(self) -> bool:
        """Tell whether workspaces install the app by themselves; a bot token means one workspace."""
        return bool(self.slack_client_id or self.slack_client_secret) and not self.slack_bot_token

    def missing(self) -> list[str]:
        """Return the names of the settings without which this mode cannot run."""
        if self.serves_many:
            needed = ("slack_client_id", "slack_client_secret", "slack_signing_secret", "lardom_public_url")
            return [name for name in needed if not getattr(self, name)]
        without = [] if self.slack_bot_token else ["slack_bot_token"]
        return without if self.slack_app_token or self.uses_http else [*without, "slack_app_token"]


def load_settings(**given: object) -> Settings:
    """Read settings from the environment and `.env`, `given` first.

    Raises ConfigurationProblem with every problem and how to mend it.
    """
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as problem:
        wrong = {str(error["loc"][0]).lower() for error in problem.errors()}
        # What is malformed is there; what else is missing shows with the rest taken as it stands.
        told: dict[str, Any] = {
            name: "malformed" if name in wrong else _given(given, name) for name in TELLING
        }
        names = wrong | set(Settings.model_construct(**told).missing())
        raise ConfigurationProblem([HOW.get(name, name.upper()) for name in sorted(names)]) from None
    lines = [HOW[name] for name in settings.missing()]
    lines += storage_problems(settings)
    if lines:
        raise ConfigurationProblem(lines)
    return settings


def storage_problems(settings: StorageSettings) -> list[str]:
    """Return what is unsafe about where data, keys and backups lie, a sentence with the mend each."""
    file = settings.locations.file
    data = None if file is None else file.parent
    found = placement_problems(settings.lardom_keys, data, settings.lardom_backups)
    return found + permission_problems(settings.lardom_keys)


def load_storage() -> StorageSettings:
    """Read what backup and restore need; no Slack tokens. Raises ConfigurationProblem."""
    try:
        settings = StorageSettings()
    except ValidationError as problem:
        names = sorted({str(error["loc"][0]).lower() for error in problem.errors()})
        raise ConfigurationProblem([HOW.get(name, name.upper()) for name in names]) from None
    if problems := storage_problems(settings):
        raise ConfigurationProblem(problems)
    return settings


def _given(given: dict[str, object], name: str) -> str:
    from_file = dotenv_values(".env").get(name.upper())
    return str(given.get(name) or os.environ.get(name.upper()) or from_file or "")


def _must(value: str, holds: bool) -> str:
    if not holds:
        raise ValueError("malformed")
    return value
