"""Who is signed in at the coordinator's pages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table; only the service itself reads it, before it knows who asks."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "desk_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=80), nullable=True),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "key_id is not null or on_behalf_of is not null", name=op.f("ck_desk_sessions_known")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_desk_sessions_key_id_api_keys")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_desk_sessions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_desk_sessions")),
    )
    op.create_index(op.f("ix_desk_sessions_expires_at"), "desk_sessions", ["expires_at"])
    op.execute("select matching_wall('desk_sessions')")


def downgrade() -> None:
    """Sign everybody out."""
    op.drop_table("desk_sessions")
