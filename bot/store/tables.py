"""Tables of workspaces, members, schedules, rounds and deliveries.

Nothing here says who wrote what: texts live in `bot.store.sealed.tables`.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.columns import Choice, UtcDateTime, new_id
from bot.store.kinds import TO_ONE_MEMBER as TO_ONE_MEMBER
from bot.store.kinds import TO_THOSE_WHO_TOOK_PART as TO_THOSE_WHO_TOOK_PART
from bot.store.kinds import DeliveryKind as DeliveryKind
from bot.store.kinds import DeliveryState as DeliveryState

CLEAN = {"sqlite_with_rowid": False}


class RoundState(StrEnum):
    """Name where a round stands, from planned to published."""

    PLANNED = "planned"
    OPENING = "opening"
    OPEN = "open"
    CLOSED = "closed"
    MIXED = "mixed"
    PUBLISHED = "published"
    HELD = "held"


OWED = text("state IN ('waiting', 'sending')")
"""What is still to be sent. SQLite uses the index of such rows only where a query says it in these words."""


class Workspace(SQLModel, table=True):
    """Keep what is known of one Slack workspace.

    `gone_at` is when the app was removed from it. `tenure` tells one stay in a workspace from a later one.
    `tallied_to` is the first day of the month that is not counted yet; `report_by` chose the channel.
    """

    __tablename__ = "workspace"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    name: str
    bot_user_id: str
    change_pool: str | None = None
    changes_applied_on: date | None = None
    enterprise_id: str | None = None
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tenure: str = Field(default_factory=new_id)
    tally_pool: str | None = None
    tallied_to: date | None = None
    report_channel: str | None = None
    report_language: str | None = None
    report_by: str | None = None


class Member(SQLModel, table=True):
    """Keep what a member chose: language, pause, stop, own days and hours.

    `days` lists weekdays, Monday 0; empty days or times mean those of the schedule.
    """

    __tablename__ = "member"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    language: str | None = None
    share: str = "anonymous"
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stopped: bool = False
    days: str = ""
    from_time: str = ""
    to_time: str = ""


class Unanswered(SQLModel, table=True):
    """Count the rounds in a row that a member was asked in and did not answer."""

    __tablename__ = "unanswered"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    rounds: int


ADMIN = "admin"
"""The role that lets a member do what Slack's own admins may."""


class RoleGrant(SQLModel, table=True):
    """Keep a role that an admin gave to a member."""

    __tablename__ = "role_grant"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    role: str = Field(primary_key=True)


class Schedule(SQLModel, table=True):
    """Keep who is asked, what, when, and where the highlights go."""

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("team_id", "name_key"), CLEAN)
    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(index=True)
    name: str
    name_key: str
    frequency: str
    interval: int = 1
    weekday: int | None = None
    nth: int | None = None
    on_date: date | None = None
    anchor: date
    at_time: str
    zone: str | None = None
    home_zone: str
    # Without a default of the column's own: it would turn "no country" into Sweden.
    country: str | None = Field(default="SE", sa_column_kwargs={"default": None})
    eves: bool = True
    bridge_days: bool = False
    half_days: bool = False
    quiet_months: str = ""
    audience_kind: str = "channel"
    audience: str
    channel: str
    language: str = "sv"
    acts: str = ""
    questions: str = ""
    window_days: int = 3
    publish_time: str = "10:00"
    publish_after: int = 2
    k: int = 5
    curation: bool = True
    paused: bool = False
    created_by: str
    introduced: bool = False
    deleted: bool = False


class ScheduleLeader(SQLModel, table=True):
    """Say that a member leads a schedule: curates it and goes first."""

    __tablename__ = "schedule_leader"
    __table_args__ = (CLEAN,)
    schedule_id: str = Field(primary_key=True, foreign_key="schedule.id")
    user_id: str = Field(primary_key=True)


class Round(SQLModel, table=True):
    """Keep one occurrence put into the world.

    The question is kept as it was asked: a prompt that is worded anew or taken out later changes nothing.
    `invites` says that it asked for something to be done first. `first_until` is set when the round's
    leaders have been invited to go first: until then an example of theirs can head it.
    """

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("schedule_id", "occurrence", "extra"), CLEAN)
    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(index=True)
    schedule_id: str = Field(index=True, foreign_key="schedule.id")
    occurrence: date
    extra: int = 0
    state: RoundState = Field(default=RoundState.PLANNED, sa_type=Choice(RoundState), index=True)
    prompt_id: str | None = None
    question_sv: str = ""
    question_en: str = ""
    invites: bool = False
    k: int
    by_hand: bool = False
    opens_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    mix_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    publish_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    curation_step: int = 0
    masked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked: int | None = None
    answered: int | None = None
    stripped: bool = False


class RoundCurator(SQLModel, table=True):
    """Say that a member was called to review a round because its own curators did not."""

    __tablename__ = "round_curator"
    __table_args__ = (CLEAN,)
    round_id: str = Field(primary_key=True, foreign_key="round.id")
    user_id: str = Field(primary_key=True)


class WorkspacePrompt(SQLModel, table=True):
    """Keep a question of a workspace's own, or what it has made of one from the book that comes along."""

    __tablename__ = "workspace_prompt"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    prompt_id: str = Field(primary_key=True)
    act: str
    kind: str
    sv: str = ""
    en: str = ""
    off: bool = False


class Term(SQLModel, table=True):
    """Keep a word that is masked in every text: a customer, a project, a product."""

    __tablename__ = "term"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    text: str


class Delivery(SQLModel, table=True):
    """Keep one message owed to one member or channel, and how sending it went.

    Lane: the workspace. `key` is unique, so the same message is never owed twice.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_delivery_to", "team_id", "target", "due_at"),
        Index("ix_delivery_owed", "team_id", "due_at", "id", sqlite_where=OWED, postgresql_where=OWED),
        CLEAN,
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    key: str
    team_id: str
    kind: DeliveryKind = Field(sa_type=Choice(DeliveryKind))
    round_id: str | None = Field(default=None, index=True)
    schedule_id: str | None = None
    target: str
    note: str = ""
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    state: DeliveryState = Field(default=DeliveryState.WAITING, sa_type=Choice(DeliveryState))
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fence: int = 0
    attempts: int = 0
    reason: str = ""
    channel: str | None = None
    ts: str | None = None


class Lane(SQLModel, table=True):
    """Keep until when a workspace's lane rests, and who holds it."""

    __tablename__ = "lane"
    __table_args__ = (CLEAN,)
    team_id: str = Field(primary_key=True)
    rests_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fence: int = 0
