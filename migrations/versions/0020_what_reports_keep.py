"""What reports keep of who is erased: waits, who waited, moves and tenancies; instead of what no report could read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CODE, GROUP = sa.String(length=10), {"dimension": sa.String(length=20), "code": sa.String(length=40)}
TABLES: dict[str, dict[str, sa.types.TypeEngine[object]]] = {
    "past_waits": GROUP | {"step": sa.String(length=30), "days": sa.Integer(), "month": sa.Date()},
    "past_waiters": GROUP | {"listed_in": sa.Date()},
    "past_moves": {
        "origin": CODE,
        "municipality_code": CODE,
        "places": sa.Numeric(precision=10, scale=2),
        "month": sa.Date(),
    },
    "past_tenancies": GROUP | {"began_in": sa.Date(), "over_in": sa.Date(), "lost": sa.Boolean()},
}


def upgrade() -> None:
    """Make the tables; what the two before them counted can't be told apart as reports do."""
    op.execute("set local lock_timeout = '5s'")
    for table, columns in TABLES.items():
        _make(table, columns | {"known_from": sa.Date()})
    for table in ("past_stays", "past_outcomes"):
        op.drop_table(table)


def downgrade() -> None:
    """Go one step back; what was kept for reports is lost."""
    op.execute("set local lock_timeout = '5s'")
    for table in TABLES:
        op.drop_table(table)
    number = sa.Integer()
    _make(
        "past_outcomes",
        {"municipality_code": CODE, "year": number, "months": number, "still_housed": sa.Boolean()},
        check="number >= 1",
    )
    _make(
        "past_stays",
        {
            "origin": CODE,
            "urgency": _words("urgency", "crisis", "urgent", "regular"),
            "departed_as": _words("departed_as", "housed", "withdrawn"),
            "year": number,
            "weeks": number,
        },
        check="number >= 1 and weeks >= 0",
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _make(table: str, columns: dict[str, sa.types.TypeEngine[object]], *, check: str | None = None) -> None:
    """Make a table of numbers, one row for everybody of whom the rest is the same; its wall lets the desk read."""
    parties = {"region_id": "regions", "provider_id": "organisations"}
    op.create_table(
        table,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in parties),
        *(sa.Column(name, kind, nullable=False, autoincrement=False) for name, kind in columns.items()),
        sa.Column("number", sa.Integer(), nullable=False),
        *([sa.CheckConstraint(check, name=op.f(f"ck_{table}_number"))] if check else []),
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, target in parties.items()
        ),
        sa.PrimaryKeyConstraint(*parties, *columns, name=op.f(f"pk_{table}")),
    )
    op.execute(f"select matching_wall('{table}')")
    region = "region_id = any ((select matching_regions())::uuid[])"
    op.execute(
        f"create policy desk on {table} for select using ((select matching_role()) = 'coordinator' and {region})"
    )
