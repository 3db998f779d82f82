"""The journal is told on: events in the order of their commits, webhook endpoints, deliveries."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

GUARDED = "events"


def upgrade() -> None:
    """Add the tables; what the journal holds already is told first, in its own order."""
    op.execute("set local lock_timeout = '5s'")
    _make_feed()
    _make_endpoints()
    _make_deliveries()
    for name, when in (("append_only", "update or delete"), ("not_emptied", "truncate")):
        op.execute(f"""
            create trigger {GUARDED}_{name} before {when} on {GUARDED}
            for each statement execute function matching_append_only()
        """)
    op.execute("""
        create function matching_journal_grew() returns trigger language plpgsql as $$
        begin
            insert into unpublished (entry_id) select id from fresh;
            return null;
        end $$
    """)
    # From here on nobody writes in the journal until this commits, so the next statement sees all of it.
    op.execute("""
        create trigger journal_grew after insert on journal referencing new table as fresh
        for each statement execute function matching_journal_grew()
    """)
    op.execute("insert into unpublished (entry_id) select id from journal")


def downgrade() -> None:
    """Take them away; the journal stays as it is."""
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop trigger journal_grew on journal")
    op.execute("drop function matching_journal_grew()")
    for table in ("deliveries", "webhook_endpoints", "events", "unpublished"):
        op.drop_table(table)


def _make_feed() -> None:
    op.create_table(
        "unpublished",
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_unpublished")),
    )
    op.create_table(
        "events",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_events")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_events_entry_id")),
        sa.UniqueConstraint("event_id", name=op.f("uq_events_event_id")),
    )


def _make_endpoints() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.Column("facts", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("state", _states("endpointstate", "active", "paused", "gone", "suspended"), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret", sa.LargeBinary(), nullable=True),
        sa.Column("old_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_in_a_row", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(old_secret is null) = (old_secret_until is null)",
            name=op.f("ck_webhook_endpoints_old_secret_ends"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_webhook_endpoints_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_index(op.f("ix_webhook_endpoints_organisation_id"), "webhook_endpoints", ["organisation_id"])


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("state", _states("deliverystate", "waiting", "delivered", "dead"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_trouble", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (next_attempt_at is not null)",
            name=op.f("ck_deliveries_waiting_has_next"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at is null)", name=op.f("ck_deliveries_over_has_ended")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["webhook_endpoints.id"], name=op.f("fk_deliveries_endpoint_id")
        ),
        sa.ForeignKeyConstraint(["position"], ["events.position"], name=op.f("fk_deliveries_position")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("endpoint_id", "position", name=op.f("uq_deliveries_endpoint_id_position")),
    )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["endpoint_id", sa.text("position nulls first"), "id"],
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _states(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
