"""How many outcomes of a placement were recorded, so that those that lack one are found without going through all."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COUNT = """
update placements set outcomes_recorded = counted.number
from (select placement_id, count(*) as number from housing_outcomes group by placement_id) counted
where counted.placement_id = placements.id
"""


def upgrade() -> None:
    """Count what was recorded until now, while everybody goes on; half-way given up, it can be done again.

    Meanwhile a service of before may record one more. A count that is too low only looks where it need not.
    """
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "alter table placements add column if not exists outcomes_recorded smallint not null default 0"
    )
    with op.get_context().autocommit_block():
        op.execute(COUNT)
        op.execute("drop index concurrently if exists ix_placements_outcomes_recorded_starts_on")
        op.create_index(
            "ix_placements_outcomes_recorded_starts_on",
            "placements",
            ["outcomes_recorded", "starts_on"],
            postgresql_where=sa.text("outcomes_recorded < 4"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    """Forget the counts."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("ix_placements_outcomes_recorded_starts_on", table_name="placements")
    op.drop_column("placements", "outcomes_recorded")
