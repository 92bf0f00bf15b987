"""Keep an index of published lessons; the running app fills it from their own tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move forward."""
    op.create_table(
        "library_entry",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("schedule_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("item_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_library_entry_held_on", "library_entry", ["team_id", "held_on"], unique=False)
    op.create_table(
        "library_stamp",
        sa.Column("made_with", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("made_with"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        # The words come in lower case with single spaces, so the simplest tokenizer keeps them as they are.
        op.execute(
            "CREATE VIRTUAL TABLE library_words "
            "USING fts5 (item_id UNINDEXED, words, stems, folded, tokenize = 'ascii')"
        )
        return
    op.execute("ALTER TABLE library_entry ADD COLUMN words tsvector NOT NULL")
    # Its most common words would be kept after the texts have gone.
    op.execute("ALTER TABLE library_entry ALTER COLUMN words SET STATISTICS 0")
    op.execute("CREATE INDEX ix_library_entry_words ON library_entry USING gin (words)")


def downgrade() -> None:
    """Refuse: going back would bring lost columns, not lost data; restore a backup instead."""
    raise RuntimeError("restore a backup instead")
