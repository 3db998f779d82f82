"""Whose key it is, and who asks from then on, in one question instead of four."""

from collections.abc import Sequence

from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Owned by the owner of the tables, so the wall does not bind it: nobody is known yet. It lets nobody in who does not
# show the hash of a key, and nobody as anybody else.
ADMIT = """
create function matching_admit(sent_prefix text, sent_hash bytea, moment timestamptz)
returns table (key api_keys, regions uuid[]) language plpgsql security definer
set search_path from current as $$
begin
    select api_keys.* into key from api_keys
    left join organisations on organisations.id = api_keys.organisation_id
    where api_keys.prefix = sent_prefix and api_keys.hash = sent_hash and api_keys.revoked_at is null
    and (api_keys.expires_at is null or api_keys.expires_at > moment) and organisations.suspended_at is null;
    if not found then
        return;
    end if;
    select coalesce(array_agg(region_id order by region_id), '{}') into regions
    from memberships where organisation_id = (key).organisation_id;
    perform set_config('matching.role', (key).role, true),
        set_config('matching.organisation', coalesce((key).organisation_id::text, ''), true),
        set_config('matching.regions', regions::text, true),
        set_config('matching.key', (key).id::text, true),
        set_config('matching.owner', coalesce((key).organisation_id, (key).id)::text, true);
    return next;
end $$
"""


def upgrade() -> None:
    """Go one step on."""
    op.execute("set local lock_timeout = '5s'")
    op.execute("select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)")
    op.get_bind().exec_driver_sql(ADMIT)


def downgrade() -> None:
    """Go one step back."""
    op.execute("drop function matching_admit(text, bytea, timestamptz)")
