"""Exceptions to the rules of who is erased stay counted: by rule, month and outcome."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS: dict[str, sa.types.TypeEngine[object]] = {
    "rule": sa.String(length=40),
    "outcome": sa.String(length=20),
    "month": sa.Date(),
    "known_from": sa.Date(),
}


def upgrade() -> None:
    """Make the table; its wall lets the desk read."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "past_exceptions",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in COLUMNS.items()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_past_exceptions_region_id")),
        sa.PrimaryKeyConstraint("region_id", *COLUMNS, name=op.f("pk_past_exceptions")),
    )
    op.execute("select matching_wall('past_exceptions')")
    region = "region_id = any ((select matching_regions())::uuid[])"
    op.execute(
        "create policy desk on past_exceptions for select "
        f"using ((select matching_role()) = 'coordinator' and {region})"
    )


def downgrade() -> None:
    """Go one step back; what was kept for the report is lost."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("past_exceptions")
