"""The journal says which organisations may hear of what happened."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column; what is there already is for coordinators."""
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "journal",
        sa.Column("parties", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
    )


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("journal", "parties")
