"""Log in structured lines with an allow-list of fields, so that no text and no person slips in."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {"event", "level", "timestamp", "logger", "id", "error", "where", "kind", "reason", "job", "team"}
    | {"count", "seconds", "state", "port", "transport", "version", "until"}
)


def keep_allowed(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {name: value for name, value in fields.items() if name in ALLOWED}


class LibraryHandler(logging.Handler):
    """Say that a library complained, without its words: they may quote what a person wrote."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the name, the level and the kind of error only."""
        kind = record.exc_info[0] if record.exc_info else None
        structlog.get_logger("library").warning(
            "library_message",
            logger=record.name,
            state=record.levelname.lower(),
            error=kind.__name__ if kind else None,
            where=f"{record.module}:{record.lineno}",
        )


def configure_logs(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send our own lines as JSON to a stream (standard error), and libraries' as bare notices."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [LibraryHandler(level=logging.WARNING)]
    root.setLevel(logging.WARNING)
    # A look that takes longer than a tick makes the scheduler skip the next one, which is as it should be.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
