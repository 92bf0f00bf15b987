"""Keep leaders' examples, and until when a round takes one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward; columns are added in place, so that no table is rebuilt in another order."""
    op.add_column("round", sa.Column("first_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "named_reflection", sa.Column("first", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
