"""What a key is limited to; keys that are there may go on doing all that their role may."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the scopes; old code leaves them alone, and takes a limited key for a whole one."""
    op.add_column("api_keys", sa.Column("scopes", postgresql.ARRAY(sa.String(length=40)), nullable=True))
    op.create_check_constraint(
        op.f("ck_api_keys_scopes_not_empty"), "api_keys", sa.text("cardinality(scopes) > 0")
    )


def downgrade() -> None:
    """Take back the limited keys: without their scopes they would open everything."""
    op.execute("update api_keys set revoked_at = coalesce(revoked_at, now()) where scopes is not null")
    op.drop_column("api_keys", "scopes")
