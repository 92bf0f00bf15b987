"""Read the configuration; report everything that is missing or malformed at once, with the mend."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.store.database import Locations
from bot.store.sealed.keys import permission_problems, placement_problems

HOW = {
    "slack_bot_token": (
        "SLACK_BOT_TOKEN: begins with xoxb-. Slack: your app → OAuth & Permissions → "
        "Bot User OAuth Token (after Install to Workspace)."
    ),
    "slack_app_token": (
        "SLACK_APP_TOKEN: begins with xapp-. Slack: your app → Basic Information → App-Level Tokens → "
        "Generate, with the scope connections:write. Or set SLACK_SIGNING_SECRET to use HTTP instead."
    ),
    "slack_signing_secret": (
        "SLACK_SIGNING_SECRET: 32 hexadecimal characters. Slack: your app → Basic Information → "
        "App Credentials → Signing Secret."
    ),
    "slack_api_url": "SLACK_API_URL: an http(s) address that ends with /, as in https://slack.com/api/.",
    "database_url": (
        "DATABASE_URL: sqlite:///var/data/lardom.db, or postgresql://user:password@host/database."
    ),
    "lardom_keys": "LARDOM_KEYS: a directory outside the data directory, as in var/keys.",
    "lardom_backup_days": "LARDOM_BACKUP_DAYS: a number from 1 on; no backup may be kept longer.",
    "lardom_port": "LARDOM_PORT: a number from 0 to 65535, as in 3000.",
    "lardom_default_k": "LARDOM_DEFAULT_K: a number from 3 to 50; 5 when you are not sure.",
    "lardom_zone": "LARDOM_ZONE: a time zone by its city, as in Europe/Stockholm.",
}


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

    @property
    def locations(self) -> Locations:
        """Return the places that the database URL stands for."""
        return Locations.parse(self.database_url)


class Settings(StorageSettings):
    """Hold what the environment and `.env` say."""

    slack_bot_token: str = Field(default="", validate_default=True)
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

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: str) -> str:
        return _must(value, value.startswith("xoxb-"))

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: str) -> str:
        return _must(value, not value or value.startswith("xapp-"))

    @field_validator("slack_signing_secret")
    @classmethod
    def _signing_secret(cls, value: str) -> str:
        hexadecimal = len(value) == 32 and all(letter in "0123456789abcdef" for letter in value.lower())
        return _must(value, not value or hexadecimal)

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        return _must(value, value.startswith(("http://", "https://")) and value.endswith("/"))

    @field_validator("lardom_port")
    @classmethod
    def _port(cls, value: int) -> int:
        if not 0 <= value <= 65535:
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


def load_settings(**given: object) -> Settings:
    """Read settings from the environment and `.env`, `given` first.

    Raises ConfigurationProblem with every problem and how to mend it.
    """
    lines: list[str] = []
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as problem:
        names = {str(error["loc"][0]).lower() for error in problem.errors()}
        if not _given(given, "slack_app_token") and not _given(given, "slack_signing_secret"):
            names.add("slack_app_token")
        lines = [HOW.get(name, name.upper()) for name in sorted(names)]
        raise ConfigurationProblem(lines) from None
    if not settings.slack_app_token and not settings.slack_signing_secret:
        lines.append(HOW["slack_app_token"])
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


def _given(given: dict[str, object], name: str) -> bool:
    return bool(given.get(name) or os.environ.get(name.upper()) or dotenv_values(".env").get(name.upper()))


def _must(value: str, holds: bool) -> str:
    if not holds:
        raise ValueError("malformed")
    return value
