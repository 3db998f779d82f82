"""The second wall: row-level security on every table, as `second_wall_0014.sql` says.

The role it binds is made by `matching.migrations.migrate`: roles belong to the server, not to a database.
"""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WALL = Path(__file__).resolve().parents[1] / "second_wall_0014.sql"

TAKE_DOWN = """
do $$
declare one record;
begin
    for one in select tablename, policyname from pg_policies where schemaname = current_schema() loop
        execute format('drop policy %I on %I', one.policyname, one.tablename);
    end loop;
    for one in
        select relname from pg_class where relnamespace = current_schema()::regnamespace and relrowsecurity
    loop
        execute format('alter table %I disable row level security', one.relname);
    end loop;
end $$
"""


FUNCTIONS = (
    "whose()",
    "wall(text)",
    "landings()",
    "neutral(text)",
    "regions()",
    "owner()",
    "key()",
    "organisation()",
    "role()",
)


def upgrade() -> None:
    """Build the wall, and write with each proposal and placement whose client and dwelling it is about."""
    op.execute("set local lock_timeout = '5s'")
    # As it stands: its `%` and `:` are PostgreSQL's, not placeholders.
    cursor = op.get_bind().connection.driver_connection.cursor()  # type: ignore[union-attr]
    cursor.execute(WALL.read_text(encoding="utf-8").encode())


def downgrade() -> None:
    """Take the wall down."""
    op.execute("set local lock_timeout = '5s'")
    op.execute(TAKE_DOWN)
    for table in ("placements", "proposals"):
        op.execute(f"drop trigger whose on {table}")
        op.drop_column(table, "provider_id")
        op.drop_column(table, "corporation_id")
    for function in FUNCTIONS:
        op.execute(f"drop function matching_{function}")
