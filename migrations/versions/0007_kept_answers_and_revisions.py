"""Answers are kept for whoever repeats a request; rows count their revisions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

IDENTIFIED = (
    "api_keys",
    "check_ins",
    "clients",
    "corrections",
    "covenants",
    "dwellings",
    "facilities",
    "housing_forms",
    "landing_tasks",
    "matching_runs",
    "organisations",
    "overrides",
    "pair_directives",
    "placements",
    "proposals",
    "regions",
    "signals",
)


def upgrade() -> None:
    """Make room for answers, and begin every row at revision 1."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "kept_answers",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("headers", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("client_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "key", name=op.f("pk_kept_answers")),
    )
    op.create_index(op.f("ix_kept_answers_at"), "kept_answers", ["at"], unique=False)
    for table in IDENTIFIED:
        op.add_column(table, sa.Column("revision", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    """Forget the answers, and the revisions."""
    op.execute("set local lock_timeout = '5s'")
    for table in IDENTIFIED:
        op.drop_column(table, "revision")
    op.drop_table("kept_answers")
