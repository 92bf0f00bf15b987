"""Keep in which round's prompt a member's own plan is asked about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward; columns are added in place, so that no table is rebuilt in another order."""
    op.add_column("member_plan", sa.Column("rides_in", sa.String(), nullable=True))
    op.create_index("ix_member_plan_rides_in", "member_plan", ["rides_in"], unique=False)


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
