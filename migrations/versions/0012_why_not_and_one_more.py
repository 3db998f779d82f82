"""Two more kinds of questions about a run: why not, and what agreements hold back."""

from collections.abc import Sequence

from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BEFORE = ("scenario", "procurement-plan")
SINCE = ("placement-question", "ledger")


def _allow(kinds: Sequence[str]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table studies drop constraint ck_studies_kind")
    op.execute(f"alter table studies add constraint ck_studies_kind check (kind in ({words}))")


def upgrade() -> None:
    """Allow the new kinds; old code leaves them alone."""
    _allow((*BEFORE, *SINCE))


def downgrade() -> None:
    """Forget the questions of these kinds."""
    op.execute("set local lock_timeout = '5s'")
    op.execute("delete from studies where kind in ('placement-question', 'ledger')")
    _allow(BEFORE)
