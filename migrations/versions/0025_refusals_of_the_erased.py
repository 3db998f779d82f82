"""Why an erasure was refused before is nobody's to read once the client is erased all the same."""

from collections.abc import Sequence

from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Empty the reasons of who was erased before this."""
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "update erasures set refused_because = null where refused_because is not null "
        "and client_id in (select client_id from erasures where state = 'erased')"
    )


def downgrade() -> None:
    """Go one step back; what was emptied stays so."""
