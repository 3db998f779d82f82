"""Who is erased stays counted for spread, commitments and load of days that were, by the month."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS: dict[str, sa.types.TypeEngine[object]] = {
    "neighbourhood_code": sa.String(length=10),
    "load": sa.Numeric(precision=10, scale=2),
    "month": sa.Date(),
    "known_from": sa.Date(),
}


def upgrade() -> None:
    """Make the table, whose wall lets the desk read; and tell apart what was kept for quotas as reports do.

    Of who was erased before this it is not known when it was known: so from the month in which the lease began.
    """
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "past_loads",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in COLUMNS.items()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_past_loads_region_id")),
        sa.PrimaryKeyConstraint("region_id", *COLUMNS, name=op.f("pk_past_loads")),
    )
    op.execute("select matching_wall('past_loads')")
    region = "region_id = any ((select matching_regions())::uuid[])"
    op.execute(
        "create policy desk on past_loads for select "
        f"using ((select matching_role()) = 'coordinator' and {region})"
    )
    op.execute("""
        insert into past_counts (region_id, dimension, code, step, days, month, known_from, number)
        select region_id, dimension, code, step, 0, counts_from, date_trunc('month', counts_from)::date, sum(number)
        from past_placements cross join lateral (values
            ('corporation', corporation_id::text, 'counted'),
            ('municipality', municipality_code, case when imported then 'imported' else 'counted' end)
        ) as told (dimension, code, step)
        group by 1, 2, 3, 4, counts_from
    """)


def downgrade() -> None:
    """Go one step back; what was kept for the reports is lost, and what counts for quotas stays."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("past_loads")
    op.execute("delete from past_counts where step in ('counted', 'imported')")
