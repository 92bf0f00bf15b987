"""Keep members' own hours, unanswered rounds, deleted schedules, plans, look-backs and thanks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward; columns are added in place, so that no table is rebuilt in another order."""
    for column in ("days", "from_time", "to_time"):
        op.add_column("member", sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.add_column("schedule", sa.Column("deleted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "unanswered",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "member_plan",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("looked_back", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_member_plan_made_on", "member_plan", ["made_on"], unique=False)
    op.create_index("ix_member_plan_user_id", "member_plan", ["user_id"], unique=False)
    op.create_table(
        "look_back",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("announced_in", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("round_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_look_back_announced_in", "look_back", ["announced_in"], unique=False)
    op.create_table(
        "thanks",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("highlight_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_thanks_highlight_id", "thanks", ["highlight_id"], unique=False)
    op.create_index("ix_thanks_round_id", "thanks", ["round_id"], unique=False)
    op.create_index("ix_delivery_to", "delivery", ["team_id", "target", "due_at"], unique=False)


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
