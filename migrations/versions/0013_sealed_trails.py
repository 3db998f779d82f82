"""Looks in the words of NEN 7513, and seals over both trails: a change behind our back is seen."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TRAILS = ("journal", "accesses")
PURPOSES = (
    "file",
    "list",
    "history",
    "referral",
    "change",
    "withdrawal",
    "parking",
    "read-accesses",
    "matching-run",
    "read-changes",
    "explain-unplaced",
    "weigh-pair",
    "ask-why-not",
    "read-why-not",
    "export-history",
    "read-directives",
    "list-proposals",
    "read-proposal",
    "read-reserves",
    "read-correction",
    "list-placements",
    "read-placement",
    "list-check-ins",
    "read-check-in",
    "read-check-ins",
    "list-signals",
    "read-signal",
    "read-outcomes",
    "list-tasks",
    "replay",
    "attempt",
)


def upgrade() -> None:
    """Add what was missing; all that was written before is sealed first."""
    op.execute("set local lock_timeout = '5s'")
    _widen()
    _make_seals()
    op.execute("""
        create function matching_trail_grew() returns trigger language plpgsql as $$
        begin
            insert into unsealed (trail, entry_id) select tg_table_name, id from fresh;
            return null;
        end $$
    """)
    # From here on nobody writes in a trail until this commits, so the next statement sees all of it.
    for trail in TRAILS:
        op.execute(f"""
            create trigger {trail}_to_seal after insert on {trail} referencing new table as fresh
            for each statement execute function matching_trail_grew()
        """)
        op.execute(f"insert into unsealed (trail, entry_id) select '{trail}', id from {trail}")  # noqa: S608
    for name, when in (("append_only", "update or delete"), ("not_emptied", "truncate")):
        op.execute(f"""
            create trigger seals_{name} before {when} on seals
            for each statement execute function matching_append_only()
        """)


def downgrade() -> None:
    """Take the seals away; both trails stay."""
    op.execute("set local lock_timeout = '5s'")
    for trail in TRAILS:
        op.execute(f"drop trigger {trail}_to_seal on {trail}")
    op.execute("drop function matching_trail_grew()")
    op.drop_table("seals")
    op.drop_table("unsealed")
    op.drop_index("ix_accesses_client_ids", "accesses")
    op.drop_constraint("ck_accesses_purpose", "accesses")
    op.drop_column("accesses", "result")
    op.drop_column("accesses", "on_behalf_of")
    op.drop_column("journal", "on_behalf_of")


def _widen() -> None:
    op.add_column("journal", sa.Column("on_behalf_of", sa.String(length=80), nullable=True))
    op.add_column("accesses", sa.Column("on_behalf_of", sa.String(length=80), nullable=True))
    results = sa.Enum("shown", "refused", name="result", native_enum=False, create_constraint=True, length=40)
    op.add_column("accesses", sa.Column("result", results, server_default="shown", nullable=False))
    op.create_check_constraint(
        op.f("ck_accesses_purpose"), "accesses", sa.column("purpose", sa.String()).in_(PURPOSES)
    )
    op.create_index("ix_accesses_client_ids", "accesses", ["client_ids"], postgresql_using="gin")


def _make_seals() -> None:
    op.create_table(
        "unsealed",
        sa.Column("trail", _trails(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("trail", "entry_id", name=op.f("pk_unsealed")),
    )
    op.create_table(
        "seals",
        sa.Column("trail", _trails(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("trail", "number", name=op.f("pk_seals")),
    )


def _trails() -> sa.Enum:
    return sa.Enum(*TRAILS, name="trail", native_enum=False, create_constraint=True, length=40)
