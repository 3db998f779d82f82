"""A run keeps the proof of its levels."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column; older runs have no certificate, and running old code leaves it empty."""
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "run_snapshots",
        sa.Column("certificate", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    )


def downgrade() -> None:
    """Forget the proofs."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_column("run_snapshots", "certificate")
