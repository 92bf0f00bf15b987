"""The clock that is handed to every part of the app."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tell the time, as an aware UTC datetime."""

    def now(self) -> datetime:
        """Return this instant in UTC."""
        ...


class SystemClock:
    """Tell the machine's own time."""

    def now(self) -> datetime:
        """Return this instant in UTC."""
        return datetime.now(UTC)


@dataclass
class ShiftedClock:
    """Start at a given instant and run at real speed from there, as a demonstration needs."""

    start: datetime
    _began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """Count in UTC: a local day on which the clocks change is not 24 hours long."""
        self.start = self.start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the shifted instant in UTC."""
        return self.start + timedelta(seconds=time.monotonic() - self._began)

    def advance(self, seconds: float) -> None:
        """Move on by some seconds."""
        self.start += timedelta(seconds=seconds)
