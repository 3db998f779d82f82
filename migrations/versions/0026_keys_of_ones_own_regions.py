"""A coordinator finds and makes keys only of organisations that work in no region but its own."""

from collections.abc import Sequence

from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WORKS = "select from memberships where memberships.organisation_id = api_keys.organisation_id"
HERE = "region_id = any ((select matching_regions())::uuid[])"


def upgrade() -> None:
    """Narrow what a coordinator finds and writes."""
    _let_coordinators(f"exists ({WORKS}) and not exists ({WORKS} and not {HERE})")


def downgrade() -> None:
    """Go one step back: one region in common is enough again."""
    _let_coordinators(f"exists ({WORKS} and {HERE})")


def _let_coordinators(rule: str) -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop policy coordinator on api_keys")
    op.execute(
        f"create policy coordinator on api_keys using ((select matching_role()) = 'coordinator' and {rule})"
    )
