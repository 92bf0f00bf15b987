"""Tables of following a colleague: the season, who is willing, whose turn it was.

Who follows whom stands in no column. A group is one sealed value of a fixed size, and no other row names it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.columns import Choice, UtcDateTime, new_id
from bot.store.tables import CLEAN


class TurnState(StrEnum):
    """Name where a turn stands: people follow each other, or it has been counted whether they did."""

    OPEN = "open"
    COUNTED = "counted"


class ShadowSeason(SQLModel, table=True):
    """Keep from when to when, how often and by which schedule's working days people are brought together."""

    __tablename__ = "shadow_season"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    schedule_id: str
    every_weeks: int
    weekday: int
    at_time: str
    starts_on: date
    ends_on: date
    size: int = 2


class ShadowVolunteer(SQLModel, table=True):
    """Keep that a member is willing; what they would like to see and show, and their team, are sealed."""

    __tablename__ = "shadow_volunteer"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    sealed: bytes


class ShadowTurn(SQLModel, table=True):
    """Keep one turn of a season; its pool has its id, and holds what became of it until it is counted."""

    __tablename__ = "shadow_turn"
    __table_args__ = (UniqueConstraint("team_id", "named_on"), CLEAN)
    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(index=True)
    schedule_id: str
    named_on: date
    state: TurnState = Field(default=TurnState.OPEN, sa_type=Choice(TurnState), index=True)
    k: int
    people: int
    asks_at: datetime = Field(sa_type=UtcDateTime)
    counts_at: datetime = Field(sa_type=UtcDateTime)


class ShadowGroup(SQLModel, table=True):
    """Keep who follows whom in a turn, sealed under a key made from the server's."""

    __tablename__ = "shadow_group"
    __table_args__ = (CLEAN,)
    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str
    turn_id: str = Field(index=True)
    sealed: bytes
