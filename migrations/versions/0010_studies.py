"""Questions about a run that was done."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KINDS = ("scenario", "procurement-plan")
STATES = ("requested", "running", "finished", "failed")


def _words(name: str, words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the table; old code leaves it alone."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "studies",
        sa.Column("kind", _words("studykind", KINDS), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("state", _words("studystate", STATES), nullable=False),
        sa.Column("asked", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("meant", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state in ('requested', 'running')) = (finished_at is null)", name=op.f("ck_studies_finished")
        ),
        sa.CheckConstraint("(state = 'finished') = (answer is not null)", name=op.f("ck_studies_answered")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_studies_region_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["organisations.id"], name=op.f("fk_studies_requested_by")),
        sa.ForeignKeyConstraint(["run_id"], ["matching_runs.id"], name=op.f("fk_studies_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
    )
    op.create_index(op.f("ix_studies_region_id"), "studies", ["region_id"], unique=False)
    op.create_index(op.f("ix_studies_run_id"), "studies", ["run_id"], unique=False)


def downgrade() -> None:
    """Forget the questions and their answers."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("studies")
