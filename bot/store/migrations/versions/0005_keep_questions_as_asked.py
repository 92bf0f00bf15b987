"""Keep each round's question as it was asked, and the prompts of workspaces' own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward; columns are added in place, so that no table is rebuilt in another order."""
    for column in ("question_sv", "question_en"):
        op.add_column("round", sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.add_column("round", sa.Column("invites", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "workspace_prompt",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("prompt_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sv", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "prompt_id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
