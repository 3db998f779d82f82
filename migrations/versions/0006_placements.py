"""Placements, the warm landing before them, and the pilot-light after."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _words(name: str, words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the tables of what comes after a proposal."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "placements",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("dwelling_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state", _words("placementstate", ("preparing", "confirmed", "failed", "ended")), nullable=False
        ),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("neighbourhood_code", sa.String(length=10), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("load", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column(
            "tenancy",
            _words("tenancy", ("own-name", "three-party", "flip", "temporary", "youth", "stay")),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("rent", sa.Integer(), nullable=False),
        sa.Column("flip_on", sa.Date(), nullable=True),
        sa.Column("flipped_on", sa.Date(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_ins_refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_ins_refusal_note", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            _words(
                "endreason",
                (
                    "not-arrived",
                    "client-left",
                    "moved-on",
                    "term-over",
                    "rent-arrears",
                    "nuisance",
                    "more-care",
                    "deceased",
                    "other",
                ),
            ),
            nullable=True,
        ),
        sa.Column("returned", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state in ('failed', 'ended')) = (ended_on is not null)", name=op.f("ck_placements_ended")
        ),
        sa.CheckConstraint("rent >= 0", name=op.f("ck_placements_rent")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_placements_client_id")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwellings.id"], name=op.f("fk_placements_dwelling_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_placements_proposal_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_placements_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_placements_proposal_id")),
    )
    op.create_index(op.f("ix_placements_client_id"), "placements", ["client_id"], unique=False)
    op.create_index(op.f("ix_placements_dwelling_id"), "placements", ["dwelling_id"], unique=False)
    op.create_index(
        "ix_placements_region_id_state_id", "placements", ["region_id", "state", "id"], unique=False
    )
    op.create_table(
        "check_ins",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "means", _words("checkinmeans", ("letter", "email", "text", "call", "visit")), nullable=False
        ),
        sa.Column(
            "state",
            _words("checkinstate", ("planned", "held", "missed", "refused", "cancelled")),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("held_by", sa.String(length=80), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'held') = (held_on is not null)", name=op.f("ck_check_ins_held")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_check_ins_placement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
    )
    op.create_index("ix_check_ins_placement_id_due_on", "check_ins", ["placement_id", "due_on"], unique=False)
    op.create_index(
        "ix_check_ins_due_on",
        "check_ins",
        ["due_on"],
        unique=False,
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_table(
        "housing_outcomes",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("still_housed", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months in (3, 6, 12, 24)", name=op.f("ck_housing_outcomes_months")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_housing_outcomes_placement_id")
        ),
        sa.PrimaryKeyConstraint("placement_id", "months", name=op.f("pk_housing_outcomes")),
    )
    op.create_table(
        "landing_tasks",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "domain",
            _words("landingdomain", ("living", "work-and-income", "debts", "care", "benefit-handover")),
            nullable=False,
        ),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", _words("taskstate", ("open", "done", "not-needed")), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_landing_tasks_owner_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_landing_tasks_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landing_tasks")),
        sa.UniqueConstraint("placement_id", "domain", name=op.f("uq_landing_tasks_placement_id_domain")),
    )
    op.create_index(op.f("ix_landing_tasks_owner_id"), "landing_tasks", ["owner_id"], unique=False)
    op.create_table(
        "signals",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _words(
                "signalkind",
                (
                    "rent-unpaid",
                    "no-contact",
                    "nuisance",
                    "neglect",
                    "support-stopped",
                    "income-stopped",
                    "asked-for-help",
                    "other",
                ),
            ),
            nullable=False,
        ),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("state", _words("signalstate", ("open", "acted-on")), nullable=False),
        sa.Column("act_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acted_by", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'acted-on') = (acted_at is not null)", name=op.f("ck_signals_acted_on")),
        sa.ForeignKeyConstraint(["acted_by"], ["organisations.id"], name=op.f("fk_signals_acted_by")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_signals_placement_id")),
        sa.ForeignKeyConstraint(["raised_by"], ["organisations.id"], name=op.f("fk_signals_raised_by")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_signals_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    op.create_index(op.f("ix_signals_placement_id"), "signals", ["placement_id"], unique=False)
    op.create_index("ix_signals_region_id_state_id", "signals", ["region_id", "state", "id"], unique=False)
    op.create_index(
        "ix_signals_act_by",
        "signals",
        ["act_by"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    """Take them away."""

    op.drop_index("ix_signals_act_by", table_name="signals", postgresql_where=sa.text("state = 'open'"))
    op.drop_index("ix_signals_region_id_state_id", table_name="signals")
    op.drop_index(op.f("ix_signals_placement_id"), table_name="signals")
    op.drop_table("signals")
    op.drop_index(op.f("ix_landing_tasks_owner_id"), table_name="landing_tasks")
    op.drop_table("landing_tasks")
    op.drop_table("housing_outcomes")
    op.drop_index(
        "ix_check_ins_due_on", table_name="check_ins", postgresql_where=sa.text("state = 'planned'")
    )
    op.drop_index("ix_check_ins_placement_id_due_on", table_name="check_ins")
    op.drop_table("check_ins")
    op.drop_index("ix_placements_region_id_state_id", table_name="placements")
    op.drop_index(op.f("ix_placements_dwelling_id"), table_name="placements")
    op.drop_index(op.f("ix_placements_client_id"), table_name="placements")
    op.drop_table("placements")
