"""What becomes of a request about a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Done(StrEnum):
    """Say what became of a request about a round."""

    DONE = "done"
    ALREADY_RUNNING = "already_running"
    NOT_RUNNING = "not_running"
    NOBODY = "nobody"
    NOT_MIXED = "not_mixed"
    HELD = "held"
    NOTHING_APPROVED = "nothing_approved"
    MASKED_WAIT = "masked_wait"


@dataclass(frozen=True, slots=True)
class Result:
    """Hold what became of a request, with the figures a person wants to hear."""

    done: Done
    round_id: str | None = None
    count: int = 0
    until: datetime | None = None
    later: int = 0
