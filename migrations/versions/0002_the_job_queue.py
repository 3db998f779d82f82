"""The job queue: Procrastinate's schema as version 3.10 ships it, frozen in `procrastinate_3_10.sql`."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SCHEMA = Path(__file__).resolve().parents[1] / "procrastinate_3_10.sql"

DROP_EVERYTHING = """
do $$
declare thing record;
begin
    for thing in
        select tablename as name from pg_tables
        where schemaname = current_schema() and tablename like 'procrastinate\\_%'
    loop
        execute format('drop table %I cascade', thing.name);
    end loop;
    for thing in
        select oid::regprocedure as name from pg_proc
        where pronamespace = current_schema()::regnamespace and proname like 'procrastinate\\_%'
    loop
        execute format('drop function %s cascade', thing.name);
    end loop;
    for thing in
        select oid::regtype as name from pg_type
        where typnamespace = current_schema()::regnamespace and typname like 'procrastinate\\_%'
    loop
        execute format('drop type %s cascade', thing.name);
    end loop;
end $$
"""


def _run(script: str) -> None:
    """Run a script as it stands: its `%` and `:` are PostgreSQL's, not placeholders."""
    cursor = op.get_bind().connection.driver_connection.cursor()  # type: ignore[union-attr]
    cursor.execute(script.encode())


def upgrade() -> None:
    """Make the queue's tables and functions."""
    _run(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Drop everything of the queue, waiting jobs included."""
    _run(DROP_EVERYTHING)
