"""Ask a PostgreSQL server whether its own log takes down what statements are given, texts among it."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.database import Database

SETTINGS = (
    "log_statement",
    "log_min_duration_statement",
    "log_min_duration_sample",
    "log_parameter_max_length",
    "log_parameter_max_length_on_error",
)
NEVER, NOTHING = "-1", "0"


async def logs_values(database: Database) -> bool:
    """Tell whether values end up in the server's log, where nothing that is withdrawn is erased."""
    if database.is_sqlite:
        return False
    async with database.read() as session:
        found = await _settings(session)
    statements = found["log_statement"] in ("mod", "all") or any(
        found[name] != NEVER for name in ("log_min_duration_statement", "log_min_duration_sample")
    )
    on_error = found["log_parameter_max_length_on_error"] != NOTHING
    return on_error or (statements and found["log_parameter_max_length"] != NOTHING)


async def _settings(session: AsyncSession) -> dict[str, str]:
    rows = await session.execute(
        text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)"), {"names": list(SETTINGS)}
    )
    return {str(name): str(setting) for name, setting in rows}
