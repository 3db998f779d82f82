"""The journal can only grow; the rent and income limits of 2026 are known."""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

APPEND_ONLY = (
    "journal",
    "accesses",
    "covenant_versions",
    "covenant_parties",
    "spreading_quotas",
    "commitments",
    "load_caps",
    "complex_caps",
)


def upgrade() -> None:
    """Guard the tables that may only grow, and ship the limits of 2026."""
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create function matching_append_only() returns trigger language plpgsql as $$
        begin
            raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
        end $$
    """)
    for table in APPEND_ONLY:
        op.execute(f"""
            create trigger {table}_append_only before update or delete on {table}
            for each statement execute function matching_append_only()
        """)
        op.execute(f"""
            create trigger {table}_not_emptied before truncate on {table}
            for each statement execute function matching_append_only()
        """)
    # Rijksoverheid, news item of 25 November 2025; Stcrt. 2025, 39783. Rents a month, incomes a year. [eurocent]
    op.execute("""
        insert into rent_limits (
            valid_from, valid_until, quality_discount_cap, low_cap, high_cap, social_cap, middle_cap,
            suitable_income_single, suitable_income_shared,
            suitable_income_single_senior, suitable_income_shared_senior,
            social_income_single, social_income_shared, source
        ) values (
            '2026-01-01', '2027-01-01', 49820, 71302, 76414, 93293, 122807,
            2940000, 3992500, 2877500, 3865000, 5153700, 5691000,
            'Rijksoverheid 25-11-2025; Stcrt. 2025, 39783'
        )
    """)


def downgrade() -> None:
    """Take the guards and the shipped limits away."""
    for table in APPEND_ONLY:
        op.execute(f"drop trigger {table}_append_only on {table}")
        op.execute(f"drop trigger {table}_not_emptied on {table}")
    op.execute("drop function matching_append_only()")
    op.execute("delete from rent_limits where valid_from = '2026-01-01'")
