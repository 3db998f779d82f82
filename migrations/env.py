"""Alembic's door: `matchingspunt migrate` comes in here with an open connection."""

from alembic import context
from sqlalchemy import Connection

from matching.migrations import ours
from matching.models import Base


def run(connection: Connection) -> None:
    """Migrate over the connection that came in; one transaction for each migration."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=ours,
        transaction_per_migration=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
