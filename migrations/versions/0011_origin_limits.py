"""Covenants may limit how many people of one origin come to one municipality; placements know the origin."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table and the column; running old code leaves the column empty, which reads as unknown."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "origin_limits",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("placed_before", sa.Integer(), nullable=False),
        sa.CheckConstraint("maximum >= 0 and placed_before >= 0", name=op.f("ck_origin_limits_not_negative")),
        sa.CheckConstraint(
            "origin ~ '^GM[0-9]{4}$' or origin in ('outside', 'unknown')",
            name=op.f("ck_origin_limits_origin"),
        ),
        sa.CheckConstraint("origin <> municipality_code", name=op.f("ck_origin_limits_from_elsewhere")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["areas.code"], name=op.f("fk_origin_limits_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["covenant_versions.id"], name=op.f("fk_origin_limits_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "origin", "municipality_code", name=op.f("pk_origin_limits")),
    )
    op.execute("""
        create trigger origin_limits_append_only before update or delete on origin_limits
        for each statement execute function matching_append_only()
    """)
    op.execute("""
        create trigger origin_limits_not_emptied before truncate on origin_limits
        for each statement execute function matching_append_only()
    """)
    op.add_column("placements", sa.Column("origin", sa.String(length=10), nullable=True))
    # What was counted as an import stays one, also where the profile says otherwise by now.
    op.execute("""
        update placements set origin = case
            when not imported then municipality_code
            when clients.origin is distinct from municipality_code then clients.origin
        end
        from clients where clients.id = placements.client_id
    """)


def downgrade() -> None:
    """Forget the limits, and where those who were placed came from."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_column("placements", "origin")
    op.drop_table("origin_limits")
