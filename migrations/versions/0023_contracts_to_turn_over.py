"""An index of the contracts to be turned over (omklap), so that those due are found without going through all."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Build it while everybody goes on; half-way given up, it can be done again."""
    with op.get_context().autocommit_block():
        op.execute("drop index concurrently if exists ix_placements_flip_on")
        op.create_index(
            "ix_placements_flip_on",
            "placements",
            ["flip_on"],
            postgresql_where=sa.text("flip_on is not null and flipped_on is null"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    """Do without it."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("ix_placements_flip_on", table_name="placements")
