"""Migrating under traffic: a migration lets everybody through rather than making them wait behind it."""

import ast
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from matching import migrations
from matching.migrations import FOLDER, TablesInUse, current, head, migrate
from running import eventually
from testing_database import Postgres

SINCE = 15
"""From this migration on the rule about indexes holds."""
EXCUSE = "# Not concurrently:"


@pytest.fixture
def url(postgres: Postgres, worker_id: str) -> str:
    """Return an empty database."""
    return postgres.create_database(f"tests_gently_{worker_id}")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a migration wait less long for a table, and for another try."""
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", 0.3)
    monkeypatch.setattr(migrations, "PAUSES", (0.3,) * 200)


def waiting(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.usefixtures("hasty")
def test_who_reads_goes_on_reading_while_a_migration_waits_for_somebody(url: str) -> None:
    migrate(url, to="0014")
    with psycopg.connect(url) as holder:
        holder.execute("select count(*) from api_keys")  # and its transaction goes on
        migrating = threading.Thread(target=migrate, args=(url,), kwargs={"to": "0015"})
        migrating.start()
        eventually(lambda: waiting(url) or None, what="the migration waiting")

        for _ in range(5):  # each of them comes behind the migration, and is let through when that gives up
            with psycopg.connect(url, options="-c statement_timeout=20s") as reader:
                assert reader.execute("select count(*) from api_keys").fetchone() == (0,)
        assert migrating.is_alive()
        assert current(url) == "0014"

        holder.rollback()
        migrating.join(timeout=60)
    assert current(url) == "0015"


def test_who_holds_a_table_is_named_when_it_is_given_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", 0.2)
    monkeypatch.setattr(migrations, "PAUSES", (0.1,))
    migrate(url, to="0014")
    with psycopg.connect(url) as holder:
        holder.execute("select count(*) from api_keys")

        with pytest.raises(TablesInUse, match=f"process {holder.info.backend_pid} of "):
            migrate(url, to="0015")

    migrate(url, to="0015")
    assert current(url) == "0015"


NEXT = '''
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None

def upgrade() -> None:
    """Add an index to a table that is in use."""
    with op.get_context().autocommit_block():
        op.execute("drop index concurrently if exists ix_clients_state_again")
        op.create_index("ix_clients_state_again", "clients", ["state"], postgresql_concurrently=True)

def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_clients_state_again", "clients")
'''


@pytest.mark.usefixtures("hasty")
def test_an_index_is_built_beside_who_writes(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As CONTRIBUTING.md has it; a try that gave up half-way leaves nothing in the way of the next."""
    migrate(url)
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_an_index.py").write_text(NEXT.format(head=head()), encoding="utf-8")
    monkeypatch.setattr(migrations, "FOLDER", folder)
    with psycopg.connect(url) as holder:
        holder.execute("update clients set revision = 1")  # a writer whose transaction goes on
        migrating = threading.Thread(target=migrate, args=(url,))
        migrating.start()
        eventually(lambda: waiting(url) or None, what="the migration waiting")
        with psycopg.connect(url, options="-c statement_timeout=20s") as writer:
            writer.execute("update clients set revision = 1")
        holder.rollback()
        migrating.join(timeout=60)

    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select indisvalid from pg_index where indexrelid = 'ix_clients_state_again'::regclass"
        ).fetchone()
    assert found == (True,)


def new_migrations() -> list[Path]:
    return [path for path in sorted((FOLDER / "versions").glob("*.py")) if int(path.name[:4]) >= SINCE]


def blocking_indexes(source: str) -> Iterator[int]:
    """Yield the lines that build an index while nobody may write, on a table that was there before."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    made = {_name(one.args[0]) for one in calls if _called(one) == "create_table"}
    made |= set(re.findall(r"create table (\w+)", source, re.IGNORECASE))
    for call in calls:
        if _called(call) == "create_index" and not _is_concurrent(call) and _name(call.args[1]) not in made:
            yield call.lineno
    for found in re.finditer(
        r"create (?:unique )?index (?!concurrently)(?:\w+ )?on (\w+)", source, re.IGNORECASE
    ):
        if found[1] not in made:
            yield source[: found.start()].count("\n") + 1


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _name(node: ast.expr) -> Any:
    return node.value if isinstance(node, ast.Constant) else None


def _is_concurrent(call: ast.Call) -> bool:
    return any(keyword.arg == "postgresql_concurrently" for keyword in call.keywords)


def unexcused(source: str) -> list[int]:
    """Return those that don't say why: on the line itself, or on the one above."""
    lines = ["", *source.splitlines()]
    return [
        number
        for number in blocking_indexes(source)
        if not any(EXCUSE in line for line in lines[number - 1 : number + 1])
    ]


@pytest.mark.parametrize("path", new_migrations(), ids=lambda path: path.stem)
def test_a_new_index_is_built_concurrently_or_says_why_not(path: Path) -> None:
    assert unexcused(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('op.create_index("ix", "clients", ["state"])', [1]),
        ('op.create_index("ix", "clients", ["state"], postgresql_concurrently=True)', []),
        ('op.create_table("new", sa.Column("a"))\nop.create_index("ix", "new", ["a"])', []),
        ('# Not concurrently: a dozen rows.\nop.create_index("ix", "regions", ["slug"])', []),
        ('op.execute("create index ix on clients (state)")', [1]),
        ('op.execute("create index concurrently ix on clients (state)")', []),
        ('op.execute("create table new (a int); create unique index ix on new (a)")', []),
    ],
)
def test_the_rule_can_fail(source: str, found: list[int]) -> None:
    assert unexcused(source) == found
