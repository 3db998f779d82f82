"""A proposal's life: states, steps, deadlines, what a refusal leads to, and what a coordinator lays down."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STATES = (
    "proposed",
    "released",
    "provider-agreed",
    "corporation-agreed",
    "viewing",
    "accepted",
    "placed",
    "declined",
    "withdrawn",
    "expired",
    "superseded",
    "ended",
)
REASONS = (
    "rent-too-high",
    "dwelling-disliked",
    "dwelling-quality",
    "surroundings",
    "outdoor-space",
    "storage",
    "too-few-bedrooms",
    "not-accessible",
    "too-much-stimulus",
    "unsafe-location",
    "personal-circumstances",
    "other-dwelling",
    "no-interest",
    "not-at-viewing",
    "not-ready",
    "support-not-deliverable",
    "profile-incorrect",
    "wrongly-proposed",
    "income-too-high",
    "income-too-low",
    "documents-missing",
    "documents-refused",
    "rental-history",
    "co-option",
    "dwelling-gone",
    "dwelling-data-wrong",
)
BEFORE = ("proposed", "superseded", "withdrawn")
OCCUPYING = ("proposed", "released", "provider-agreed", "corporation-agreed", "viewing", "accepted", "placed")


def _words(name: str, words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _say(table: str, words: Sequence[str]) -> None:
    """Let the state of a table's rows be one of these words."""
    told = ", ".join(f"'{word}'" for word in words)
    op.execute(f"alter table {table} drop constraint ck_{table}_state")
    op.execute(f"alter table {table} add constraint ck_{table}_state check (state in ({told})) not valid")
    op.execute(f"alter table {table} validate constraint ck_{table}_state")


def _keep_apart(states: Sequence[str]) -> None:
    """Let no two proposals in these states share a client, or a place of a dwelling."""
    told = ", ".join(f"'{state}'" for state in states)
    op.drop_index("uq_proposals_live_client", table_name="proposals")
    op.drop_index("uq_proposals_live_dwelling", table_name="proposals")
    op.create_index(
        "uq_proposals_live_client",
        "proposals",
        ["client_id"],
        unique=True,
        postgresql_where=sa.text(f"state in ({told})"),
    )
    op.create_index(
        "uq_proposals_live_dwelling",
        "proposals",
        ["dwelling_id", "place"],
        unique=True,
        postgresql_where=sa.text(f"state in ({told})"),
    )


def upgrade() -> None:
    """Make room for all that people do with a proposal."""
    op.execute("set local lock_timeout = '5s'")
    _say("proposals", STATES)
    _keep_apart(OCCUPYING)
    _say("clients", ("waiting", "placed", "withdrawn"))
    _say("dwellings", ("offered", "let", "withdrawn"))
    op.create_table(
        "reserve_candidates",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("dwelling_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("suitability", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_reserve_candidates_client_id")),
        sa.ForeignKeyConstraint(
            ["dwelling_id"], ["dwellings.id"], name=op.f("fk_reserve_candidates_dwelling_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["matching_runs.id"], name=op.f("fk_reserve_candidates_run_id")),
        sa.PrimaryKeyConstraint("run_id", "dwelling_id", "client_id", name=op.f("pk_reserve_candidates")),
    )
    op.create_index(
        op.f("ix_reserve_candidates_client_id"), "reserve_candidates", ["client_id"], unique=False
    )
    op.create_index(
        op.f("ix_reserve_candidates_dwelling_id"), "reserve_candidates", ["dwelling_id"], unique=False
    )
    op.create_table(
        "corrections",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("dwelling_id", sa.Uuid(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("suggestion", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("reason", _words("declinereason", REASONS), nullable=False),
        sa.Column("state", _words("correctionstate", ("open", "confirmed", "rejected")), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(client_id is null) <> (dwelling_id is null)", name=op.f("ck_corrections_one_subject")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_corrections_client_id")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwellings.id"], name=op.f("fk_corrections_dwelling_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_corrections_proposal_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_corrections_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_client_id"), "corrections", ["client_id"], unique=False)
    op.create_index(op.f("ix_corrections_dwelling_id"), "corrections", ["dwelling_id"], unique=False)
    op.create_index(op.f("ix_corrections_proposal_id"), "corrections", ["proposal_id"], unique=False)
    op.create_index(
        "ix_corrections_region_id_state_id", "corrections", ["region_id", "state", "id"], unique=False
    )
    op.create_table(
        "overrides",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("dutch", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_overrides_proposal_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_overrides_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
    )
    op.create_index(op.f("ix_overrides_proposal_id"), "overrides", ["proposal_id"], unique=False)
    op.create_index("ix_overrides_region_id_rule", "overrides", ["region_id", "rule"], unique=False)
    op.create_table(
        "pair_directives",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("dwelling_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words("directivekind", ("forced", "forbidden", "declined")), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decline_reason", _words("declinereason", REASONS), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_pair_directives_client_id")),
        sa.ForeignKeyConstraint(
            ["dwelling_id"], ["dwellings.id"], name=op.f("fk_pair_directives_dwelling_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_pair_directives_proposal_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_pair_directives_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_directives")),
    )
    op.create_index(op.f("ix_pair_directives_dwelling_id"), "pair_directives", ["dwelling_id"], unique=False)
    op.create_index("ix_pair_directives_region_id", "pair_directives", ["region_id"], unique=False)
    op.create_index(
        "uq_pair_directives_pair",
        "pair_directives",
        ["client_id", "dwelling_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_table(
        "proposal_steps",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "event",
            _words(
                "proposalevent",
                (
                    "release",
                    "provider-agrees",
                    "corporation-agrees",
                    "client-accepts",
                    "provider-declines",
                    "corporation-declines",
                    "client-declines",
                    "withdraw",
                    "leave",
                    "expire",
                    "supersede",
                    "place",
                    "end",
                ),
            ),
            nullable=True,
        ),
        sa.Column("source", _words("proposalstate", STATES), nullable=True),
        sa.Column("target", _words("proposalstate", STATES), nullable=False),
        sa.Column(
            "role",
            _words("role", ("corporation", "provider", "coordinator", "municipality", "operator", "system")),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("reason", _words("declinereason", REASONS), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_proposal_steps_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_steps_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "number", name=op.f("pk_proposal_steps")),
    )
    op.add_column("clients", sa.Column("parked_until", sa.Date(), nullable=True))
    op.add_column("clients", sa.Column("parked_because", sa.Text(), nullable=True))
    op.add_column(
        "covenant_versions",
        sa.Column("procedure", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column("dwellings", sa.Column("parked_until", sa.Date(), nullable=True))
    op.add_column("dwellings", sa.Column("parked_because", sa.Text(), nullable=True))
    op.add_column(
        "proposals",
        sa.Column("origin", _words("proposalorigin", ("run", "hand")), server_default="run", nullable=False),
    )
    op.add_column(
        "proposals",
        sa.Column("support_hours", sa.Numeric(precision=10, scale=2), server_default="0", nullable=False),
    )
    op.add_column(
        "proposals",
        sa.Column("remarks", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column("proposals", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("proposals", sa.Column("respond_by", sa.DateTime(timezone=True), nullable=True))
    op.add_column("proposals", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("proposals", "run_id", existing_type=sa.UUID(), nullable=True)
    op.create_index(
        "ix_proposals_respond_by",
        "proposals",
        ["respond_by"],
        unique=False,
        postgresql_where=sa.text("respond_by is not null"),
    )
    op.add_column(
        "run_snapshots",
        sa.Column("changes", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    )
    op.execute(
        "alter table proposals add constraint ck_proposals_made_by check ((origin = 'run') = (run_id is not null))"
    )
    for table in ("proposal_steps", "overrides"):
        op.execute(
            f"create trigger {table}_append_only before update or delete on {table} "
            "for each statement execute function matching_append_only()"
        )
        op.execute(
            f"create trigger {table}_not_emptied before truncate on {table} "
            "for each statement execute function matching_append_only()"
        )


def downgrade() -> None:
    """Go one step back; refused by the database while anything is in a state of later."""
    op.execute("alter table proposals drop constraint ck_proposals_made_by")

    op.drop_column("run_snapshots", "changes")
    op.drop_index(
        "ix_proposals_respond_by", table_name="proposals", postgresql_where=sa.text("respond_by is not null")
    )
    op.alter_column("proposals", "run_id", existing_type=sa.UUID(), nullable=False)
    op.drop_column("proposals", "reminded_at")
    op.drop_column("proposals", "respond_by")
    op.drop_column("proposals", "released_at")
    op.drop_column("proposals", "remarks")
    op.drop_column("proposals", "support_hours")
    op.drop_column("proposals", "origin")
    op.drop_column("dwellings", "parked_because")
    op.drop_column("dwellings", "parked_until")
    op.drop_column("covenant_versions", "procedure")
    op.drop_column("clients", "parked_because")
    op.drop_column("clients", "parked_until")
    op.drop_table("proposal_steps")
    op.drop_index(
        "uq_pair_directives_pair", table_name="pair_directives", postgresql_where=sa.text("lifted_at is null")
    )
    op.drop_index("ix_pair_directives_region_id", table_name="pair_directives")
    op.drop_index(op.f("ix_pair_directives_dwelling_id"), table_name="pair_directives")
    op.drop_table("pair_directives")
    op.drop_index("ix_overrides_region_id_rule", table_name="overrides")
    op.drop_index(op.f("ix_overrides_proposal_id"), table_name="overrides")
    op.drop_table("overrides")
    op.drop_index("ix_corrections_region_id_state_id", table_name="corrections")
    op.drop_index(op.f("ix_corrections_proposal_id"), table_name="corrections")
    op.drop_index(op.f("ix_corrections_dwelling_id"), table_name="corrections")
    op.drop_index(op.f("ix_corrections_client_id"), table_name="corrections")
    op.drop_table("corrections")
    op.drop_index(op.f("ix_reserve_candidates_dwelling_id"), table_name="reserve_candidates")
    op.drop_index(op.f("ix_reserve_candidates_client_id"), table_name="reserve_candidates")
    op.drop_table("reserve_candidates")
    _say("dwellings", ("offered", "withdrawn"))
    _say("clients", ("waiting", "withdrawn"))
    _keep_apart(("proposed",))
    _say("proposals", BEFORE)
