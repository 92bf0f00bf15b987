"""Dates of a schedule that went out late or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Why(StrEnum):
    """Name what became of a date, and why."""

    NOT_RUNNING = "not_running"
    OVERLAP = "overlap"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Missed:
    """Hold the dates that one message tells of."""

    why: Why
    days: tuple[date, ...]

    @classmethod
    def read(cls, note: str) -> Missed:
        """Read the note of a delivery."""
        why, _, days = note.rpartition(":")
        found = tuple(date.fromisoformat(day) for day in days.split(",") if day)
        return cls(Why(why) if why else Why.NOT_RUNNING, found)

    def note(self) -> str:
        """Return what the delivery keeps."""
        return f"{self.why}:{','.join(day.isoformat() for day in self.days)}"
