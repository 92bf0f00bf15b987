"""Find what a lane owes without walking through what was sent or is due much later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWED = sa.text("state IN ('waiting', 'sending')")


def upgrade() -> None:
    """Move forward."""
    op.drop_index("ix_delivery_state", table_name="delivery")
    op.drop_index("ix_delivery_team_id", table_name="delivery")
    op.create_index(
        "ix_delivery_owed",
        "delivery",
        ["team_id", "due_at", "id"],
        unique=False,
        sqlite_where=OWED,
        postgresql_where=OWED,
    )
