"""Keep installations and their states; say when a workspace left, and whose a private text is."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward; columns are added in place, so that no table is rebuilt in another order."""
    op.create_table(
        "installation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("bot_user_id", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("installed_by", sa.String(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refreshing_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    for column in ("team_id", "enterprise_id", "expires_at"):
        op.create_index(f"ix_installation_{column}", "installation", [column], unique=False)
    op.create_table(
        "install_state",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_install_state_expires_at", "install_state", ["expires_at"], unique=False)
    op.add_column("workspace", sa.Column("enterprise_id", sa.String(), nullable=True))
    op.add_column("workspace", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workspace", sa.Column("tenure", sa.String(), nullable=False, server_default=""))
    op.add_column("private_note", sa.Column("team_id", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_private_note_team_id", "private_note", ["team_id"], unique=False)
    connection = op.get_bind()
    teams = list(connection.execute(sa.text("SELECT team_id FROM workspace")).scalars())
    for team in teams:
        connection.execute(
            sa.text("UPDATE workspace SET tenure = :tenure WHERE team_id = :team"),
            {"tenure": str(uuid.uuid4()), "team": team},
        )
    if len(teams) == 1:
        # Until now a database served one workspace, so every private text is one of its members'.
        connection.execute(sa.text("UPDATE private_note SET team_id = :team"), {"team": teams[0]})


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
