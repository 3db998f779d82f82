"""What support a placement takes and of whom, kept with it; and who has to be kept apart, found without a search."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Triggers, so that a service of before, which goes on meanwhile, keeps it too.
KEEP = """
create or replace function matching_support_taken() returns trigger language plpgsql security definer
set search_path from current as $$
begin
    select proposals.support_hours, coalesce(clients.support_provider_id, clients.provider_id)
    into new.support_hours, new.support_provider_id
    from clients, proposals
    where clients.id = new.client_id and proposals.id = new.proposal_id and clients.support <> 'none';
    new.support_hours := coalesce(new.support_hours, 0);
    return new;
end $$;

create or replace function matching_support_changed() returns trigger language plpgsql security definer
set search_path from current as $$
begin
    update placements set client_id = client_id where client_id = new.id and state in ('preparing', 'confirmed');
    return null;
end $$;

create or replace trigger support_taken before insert or update of client_id on placements
for each row execute function matching_support_taken();
create or replace trigger support_changed after update of support, support_provider_id on clients
for each row when (row(old.support, old.support_provider_id) is distinct from row(new.support, new.support_provider_id))
execute function matching_support_changed();
"""
COUNT = "update placements set client_id = client_id where support_provider_id is null"


def upgrade() -> None:
    """Write down what is taken now, while everybody goes on; half-way given up, it can be done again."""
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "alter table placements add column if not exists support_hours numeric(10, 2) not null default 0,"
        " add column if not exists support_provider_id uuid"
        " constraint fk_placements_support_provider_id_organisations references organisations"
    )
    op.execute(KEEP)
    with op.get_context().autocommit_block():
        op.execute(COUNT)
        op.execute("drop index concurrently if exists ix_clients_region_id_state_kept_apart")
        op.create_index(
            "ix_clients_region_id_state_kept_apart",
            "clients",
            ["region_id", "state"],
            postgresql_where=sa.text("keep_apart <> '{}'"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    """Forget what was kept."""
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("ix_clients_region_id_state_kept_apart", table_name="clients")
    op.execute("drop trigger support_changed on clients")
    op.execute("drop trigger support_taken on placements")
    op.execute("drop function matching_support_changed()")
    op.execute("drop function matching_support_taken()")
    op.drop_column("placements", "support_provider_id")
    op.drop_column("placements", "support_hours")
