"""Keep tallies, where reports go, and what leaders followed up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward; columns are added in place, so that no table is rebuilt in another order."""
    for column in ("tally_pool", "report_channel", "report_language", "report_by"):
        op.add_column("workspace", sa.Column(column, sa.String(), nullable=True))
    op.add_column("workspace", sa.Column("tallied_to", sa.Date(), nullable=True))
    op.create_table(
        "gathered_tally",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("pool_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("team_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally_figure",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "month", "deed"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "followed_up",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("round_id", "user_id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
