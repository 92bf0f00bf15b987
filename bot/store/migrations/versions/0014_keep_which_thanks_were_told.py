"""Keep with which round's prompts thanks were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward; columns are added in place, so that no table is rebuilt in another order."""
    op.add_column("thanks", sa.Column("told_in", sa.String(), nullable=True))
    op.create_index("ix_thanks_told_in", "thanks", ["told_in"], unique=False)


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
