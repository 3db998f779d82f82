"""The book of the list: in-, through- and outflow as they happen, as `list_bookings_0017.sql` says."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BOOK = Path(__file__).resolve().parents[1] / "list_bookings_0017.sql"
MOVEMENTS = ("referred", "returned", "moved-in", "moved-out", "housed", "moved-on", "left")


def upgrade() -> None:
    """Open the book, write what is known of before, and book from now on."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "list_bookings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=True),
        sa.Column("origin", sa.String(length=10), nullable=True),
        sa.Column(
            "movement",
            sa.Enum(*MOVEMENTS, name="movement", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("rung_changed", sa.Boolean(), nullable=False),
        sa.Column("origin_changed", sa.Boolean(), nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.Column("places", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.CheckConstraint("persons in (-1, 1)", name=op.f("ck_list_bookings_one_person")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisations.id"], name=op.f("fk_list_bookings_provider_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_list_bookings_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_bookings")),
    )
    op.create_index("ix_list_bookings_region_id_at", "list_bookings", ["region_id", "at"], unique=False)
    # As it stands: its `%` and `:` are PostgreSQL's, not placeholders.
    cursor = op.get_bind().connection.driver_connection.cursor()  # type: ignore[union-attr]
    cursor.execute(BOOK.read_text(encoding="utf-8").encode())


def downgrade() -> None:
    """Close the book; what was booked is lost."""
    op.execute("set local lock_timeout = '5s'")
    for trigger in ("book_referrals", "book_change", "book_removal"):
        op.execute(f"drop trigger {trigger} on clients")
    op.drop_table("list_bookings")
    for function in ("book_referrals()", "book_change()", "way_out(uuid)"):
        op.execute(f"drop function matching_{function}")
