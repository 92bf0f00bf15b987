"""The workspace's clock, which can start anywhere and be moved."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class WorkspaceClock:
    """Start at an instant (now, unless told) and run at real speed; tests may move it on."""

    def __init__(self, start: datetime | None = None) -> None:
        """Start at an aware datetime."""
        self._start = (start or datetime.now(UTC)).astimezone(UTC)
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Return this instant in UTC."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def advance(self, seconds: float) -> None:
        """Move on by some seconds."""
        self._start += timedelta(seconds=seconds)
