"""Keep which texts by name leaders lift into a digest to come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward."""
    op.create_table(
        "lifted",
        sa.Column("schedule_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("from_round", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("in_round", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("schedule_id", "item_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lifted_from_round", "lifted", ["from_round"], unique=False)
    op.create_index("ix_lifted_in_round", "lifted", ["in_round"], unique=False)


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
