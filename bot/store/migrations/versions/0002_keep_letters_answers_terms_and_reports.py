"""Keep letters, answers, terms and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward; columns are added in place, so that no table is rebuilt in another order."""
    op.create_table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("announced_in", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_letter_announced_in", "letter", ["announced_in"], unique=False)
    op.create_index("ix_letter_round_id", "letter", ["round_id"], unique=False)
    op.create_index("ix_letter_token_hash", "letter", ["token_hash"], unique=False)

    op.create_table(
        "public_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("highlight_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("repeated_in", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_public_answer_highlight_id", "public_answer", ["highlight_id"], unique=False)
    op.create_index("ix_public_answer_repeated_in", "public_answer", ["repeated_in"], unique=False)
    op.create_index("ix_public_answer_round_id", "public_answer", ["round_id"], unique=False)

    op.create_table(
        "term",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round_curator",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("round_id", "user_id"),
        sqlite_with_rowid=False,
    )
    for table in ("reflection", "named_reflection"):
        op.add_column(table, sa.Column("reported", sa.String(), nullable=False, server_default=""))
    op.add_column("round", sa.Column("curation_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("round", sa.Column("stripped", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE round SET curation_step = 1 WHERE publish_asked")
    op.drop_column("round", "publish_asked")
    if op.get_bind().dialect.name == "postgresql":
        # The planner's statistics quote values, and keep a text that has been withdrawn.
        for table in ("reflection", "named_reflection", "letter", "public_answer"):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN text SET STATISTICS 0")


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
