"""Tables that hold what people wrote.

No table here has a time, a sequence or a member beside a text (named texts apart: their authors
chose that). Every table is WITHOUT ROWID on SQLite, so that no order of arrival is kept.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from bot.store.columns import Choice, new_id
from bot.store.tables import CLEAN


class PoolState(StrEnum):
    """Name where a pool stands."""

    OPEN = "open"
    CLOSED = "closed"
    MIXED = "mixed"
    HELD = "held"


class ReviewState(StrEnum):
    """Name what curators decided about a text."""

    PENDING = "pending"
    APPROVED = "approved"
    HELD = "held"
    PUBLISHED = "published"


class Pool(SQLModel, table=True):
    """Keep the state of one pool of sealed rows; its key lies outside the database."""

    __tablename__ = "pool"
    __table_args__ = (CLEAN,)
    id: str = Field(primary_key=True)
    team_id: str = Field(index=True)
    state: PoolState = Field(default=PoolState.OPEN, sa_type=Choice(PoolState))


class Intake(SQLModel, table=True):
    """Keep one sealed submission: a fixed-size ciphertext of member, choice and redacted text."""

    __tablename__ = "intake"
    __table_args__ = (CLEAN,)
    id: str = Field(primary_key=True)
    pool_id: str = Field(index=True)
    sealed: bytes


class Reflection(SQLModel, table=True):
    """Keep one anonymous text after the mix, under a hash that only its author's receipt meets."""

    __tablename__ = "reflection"
    __table_args__ = (CLEAN,)
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(index=True)
    token_hash: str = Field(unique=True)
    text: str
    state: ReviewState = Field(default=ReviewState.PENDING, sa_type=Choice(ReviewState))
    masked: bool = False
    reported: str = ""
    position: int | None = None


class NamedReflection(SQLModel, table=True):
    """Keep one text whose author chose to stand beside it by name.

    `first` marks the example with which a leader goes first: it heads a round instead of being part of it.
    """

    __tablename__ = "named_reflection"
    __table_args__ = (CLEAN,)
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(index=True)
    team_id: str
    user_id: str
    token_hash: str = Field(unique=True)
    text: str
    state: ReviewState = Field(default=ReviewState.PENDING, sa_type=Choice(ReviewState))
    reported: str = ""
    position: int | None = None
    first: bool = False


class Lifted(SQLModel, table=True):
    """Say that a leader lifts a text by name into a digest to come, and into which one it came."""

    __tablename__ = "lifted"
    __table_args__ = (CLEAN,)
    schedule_id: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    from_round: str = Field(index=True)
    user_id: str
    in_round: str | None = Field(default=None, index=True)


class PrivateNote(SQLModel, table=True):
    """Keep one text for its author alone, sealed under a key made from the author's token."""

    __tablename__ = "private_note"
    __table_args__ = (CLEAN,)
    token_hash: str = Field(primary_key=True)
    team_id: str = Field(index=True)
    sealed: bytes


class Participation(SQLModel, table=True):
    """Say that a member took part in a round; it shares no key with any text."""

    __tablename__ = "participation"
    __table_args__ = (CLEAN,)
    round_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)


class Letter(SQLModel, table=True):
    """Keep one letter of a mailbox: a leader's question by name, or the unnamed author's answer.

    The mailbox is found by the hash under which its text lies, so it goes when the text goes.
    """

    __tablename__ = "letter"
    __table_args__ = (CLEAN,)
    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str
    round_id: str = Field(index=True)
    token_hash: str = Field(index=True)
    number: int
    user_id: str | None = None
    text: str
    released_on: date | None = None
    announced_in: str | None = Field(default=None, index=True)


class MemberPlan(SQLModel, table=True):
    """Keep a plan that a member made from somebody else's highlight: theirs, sealed, and nobody's hint.

    It names no highlight. `looked_back` counts how often its maker was asked what came of it; `rides_in` is
    the round whose prompt asks them.
    """

    __tablename__ = "member_plan"
    __table_args__ = (CLEAN,)
    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str
    user_id: str = Field(index=True)
    made_on: date = Field(index=True)
    looked_back: int = 0
    rides_in: str | None = Field(default=None, index=True)
    sealed: bytes


class LookBack(SQLModel, table=True):
    """Say in which round's prompts everyone who took part in an earlier round is asked what came of it."""

    __tablename__ = "look_back"
    __table_args__ = (CLEAN,)
    round_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    announced_in: str | None = Field(default=None, index=True)


class Thanks(SQLModel, table=True):
    """Keep one "I'll try this" or "I used this"; the key is a keyed hash that names nobody.

    `counted` turns true at the daily hour, so that no number tells when somebody pressed; `told_in` is the
    round whose prompts told of it everyone who took part.
    """

    __tablename__ = "thanks"
    __table_args__ = (CLEAN,)
    key: str = Field(primary_key=True)
    round_id: str = Field(index=True)
    highlight_id: str = Field(index=True)
    kind: str
    counted: bool = False
    told_in: str | None = Field(default=None, index=True)


class PublicAnswer(SQLModel, table=True):
    """Keep what a leader says, by name, under a highlight."""

    __tablename__ = "public_answer"
    __table_args__ = (CLEAN,)
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(index=True)
    highlight_id: str = Field(index=True)
    user_id: str
    text: str
    repeated_in: str | None = Field(default=None, index=True)


class PollCount(SQLModel, table=True):
    """Keep how often a choice was made on a question of one poll, as far as it may be shown.

    That is all that is left of a ballot: which choices one person made together stands nowhere.
    """

    __tablename__ = "poll_count"
    __table_args__ = (CLEAN,)
    pool_id: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    choice: str = Field(primary_key=True)
    number: int
