"""Tables of the pulse: where it is on and when it was asked; what was answered is in `poll_count` alone."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.columns import Choice, UtcDateTime, new_id
from bot.store.tables import CLEAN


class PulseState(StrEnum):
    """Name where a pulse stands."""

    ASKING = "asking"
    OPEN = "open"
    COUNTED = "counted"
    TOO_FEW = "too_few"


class PulseSetting(SQLModel, table=True):
    """Say that a schedule has a pulse, and from which day on; without a row it has none."""

    __tablename__ = "pulse_setting"
    __table_args__ = (CLEAN,)
    schedule_id: str = Field(primary_key=True, foreign_key="schedule.id")
    starts_on: date


class Pulse(SQLModel, table=True):
    """Keep one pulse; its pool has its id and holds the sealed answers until they are counted."""

    __tablename__ = "pulse"
    __table_args__ = (UniqueConstraint("schedule_id", "asked_on"), CLEAN)
    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(index=True)
    schedule_id: str = Field(index=True, foreign_key="schedule.id")
    asked_on: date
    state: PulseState = Field(default=PulseState.OPEN, sa_type=Choice(PulseState), index=True)
    k: int
    closes_at: datetime = Field(sa_type=UtcDateTime)
    counts_at: datetime = Field(sa_type=UtcDateTime)
