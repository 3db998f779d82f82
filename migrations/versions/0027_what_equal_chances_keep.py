"""Who is erased stays counted for equal chances, and for the homes that were on offer: in months, of no provider."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS: dict[str, sa.types.TypeEngine[object]] = {
    "dimension": sa.String(length=20),
    "code": sa.String(length=40),
    "step": sa.String(length=30),
    "days": sa.Integer(),
    "month": sa.Date(),
    "known_from": sa.Date(),
}


def upgrade() -> None:
    """Make the table; its wall lets the desk read."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "past_counts",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, kind, nullable=False, autoincrement=False) for name, kind in COLUMNS.items()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_past_counts_region_id")),
        sa.PrimaryKeyConstraint("region_id", *COLUMNS, name=op.f("pk_past_counts")),
    )
    op.execute("select matching_wall('past_counts')")
    region = "region_id = any ((select matching_regions())::uuid[])"
    op.execute(
        "create policy desk on past_counts for select "
        f"using ((select matching_role()) = 'coordinator' and {region})"
    )


def downgrade() -> None:
    """Go one step back; what was kept for the two reports is lost."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("past_counts")
