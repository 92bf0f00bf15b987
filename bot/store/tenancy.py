"""Tables of who has installed the app, and of installations under way."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.store.columns import UtcDateTime
from bot.store.tables import CLEAN


class Installation(SQLModel, table=True):
    """Keep one installation: of a workspace, or of a whole Enterprise Grid organisation.

    `id` is the workspace's id, or the organisation's for an installation that covers all its workspaces.
    `sealed` holds the tokens, encrypted. `refreshing_until` is the lease of the one process that renews them.
    """

    __tablename__ = "installation"
    __table_args__ = (CLEAN,)
    id: str = Field(primary_key=True)
    team_id: str | None = Field(default=None, index=True)
    enterprise_id: str | None = Field(default=None, index=True)
    name: str
    app_id: str = ""
    bot_user_id: str
    bot_id: str = ""
    scopes: str = ""
    installed_by: str = ""
    installed_at: datetime = Field(sa_type=UtcDateTime)
    sealed: bytes
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    refreshing_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InstallState(SQLModel, table=True):
    """Keep that an installation was begun in some browser: a hash that is used once and not for long."""

    __tablename__ = "install_state"
    __table_args__ = (CLEAN,)
    digest: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
