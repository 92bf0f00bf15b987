"""Tables of what reports are made of."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel

from bot.learning.report import Deed
from bot.store.columns import Choice
from bot.store.tables import CLEAN


class GatheredTally(SQLModel, table=True):
    """Keep, sealed with the key of a workspace's tally pool, who did what since it was last counted.

    Nobody is asked for this again: it is counted once a month and then gone.
    """

    __tablename__ = "gathered_tally"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    pool_id: str
    sealed: bytes


class TallyFigure(SQLModel, table=True):
    """Keep how many people at least did something in a month, or since an earlier one; in steps of k."""

    __tablename__ = "tally_figure"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    month: date = Field(primary_key=True)
    deed: Deed = Field(primary_key=True, sa_type=Choice(Deed))
    since: date
    people: int


class FollowedUp(SQLModel, table=True):
    """Say that a leader followed up what a round brought; ticked by the leader, shown to nobody else."""

    __tablename__ = "followed_up"
    __table_args__ = (CLEAN,)
    round_id: str = Field(primary_key=True, foreign_key="round.id")
    user_id: str = Field(primary_key=True)
