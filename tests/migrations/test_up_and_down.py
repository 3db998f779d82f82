"""The tables come, go and come back, agree with the code, and the journal can only grow."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Enum

from conftest import Clock, build_town
from matching.actors import Role
from matching.migrations import (
    DatabaseIsBehind,
    RevisionPassed,
    UnknownRevision,
    current,
    drift,
    head,
    migrate,
    require_head,
)
from matching.models import Base, PastPlacement
from matching.settings import Settings
from matching.vocabulary import UNKNOWN
from matching.workplace import open_workshop
from testing_database import Postgres

LEFT = """
    select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'S', 'v') and c.relname <> 'alembic_version'
"""


@pytest.fixture
def url(postgres: Postgres, worker_id: str) -> str:
    """Return an empty database."""
    return postgres.create_database(f"tests_migrations_{worker_id}")


def test_from_nothing_to_head_and_back_and_again(url: str) -> None:
    migrate(url)
    assert (current(url), drift(url)) == (head(), [])

    migrate(url, to="base")
    with psycopg.connect(url) as connection:
        assert connection.execute(LEFT).fetchone() == (0,)

    migrate(url)
    assert (current(url), drift(url)) == (head(), [])


def test_drift_is_seen(url: str) -> None:
    """Otherwise the two tests around this one could not fail."""
    migrate(url)
    with psycopg.connect(url) as connection:
        connection.execute("alter table dwellings drop column bag_id")

    assert "bag_id" in "".join(drift(url))


def test_migrating_twice_changes_nothing(url: str) -> None:
    migrate(url)
    migrate(url)

    assert current(url) == head()


def test_one_step_back_is_refused_to_the_service(url: str) -> None:
    migrate(url)
    migrate(url, to="-1")

    with pytest.raises(DatabaseIsBehind, match="matchingspunt migrate"):
        require_head(url)


def test_a_revision_that_does_not_exist_is_said_in_a_sentence(url: str) -> None:
    with pytest.raises(UnknownRevision, match="9999"):
        migrate(url, to="9999")


def test_a_revision_that_lies_behind_is_not_passed_over_in_silence(url: str) -> None:
    migrate(url)

    with pytest.raises(RevisionPassed, match=f"at {head()}, beyond 0013"):
        migrate(url, to="0013")


async def test_who_was_erased_before_reports_told_it_apart_is_counted_by_them(url: str, clock: Clock) -> None:
    """As until then: from the month in which the lease began, or the term."""
    migrate(url)
    alike = {"municipality_code": "GM9001", "origin": UNKNOWN, "counts_from": date(2026, 11, 20)}
    async with open_workshop(Settings(pool_size=2), url=url, clock=clock) as workshop:
        town = await build_town(workshop)
        parties = {"region_id": town.region.id, "corporation_id": town.corporation.id}
        async with workshop.open() as work:
            work.session.add_all(
                PastPlacement(**alike, **parties, provider_id=provider.id, imported=imported, number=number)
                for provider, imported, number in (
                    (town.provider, False, 1),
                    (town.other_provider, False, 2),
                    (town.provider, True, 4),
                )
            )
    for _ in range(2):  # the second time what came the first time is there, and has to go
        migrate(url, to=f"-{int(head()) - 27}")
        migrate(url)

    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select dimension, code, step, month, known_from, number from past_counts order by dimension, step"
        ).fetchall()
    since = date(2026, 11, 20), date(2026, 11, 1)
    assert found == [
        ("corporation", str(town.corporation.id), "counted", *since, 7),
        ("municipality", "GM9001", "counted", *since, 3),
        ("municipality", "GM9001", "imported", *since, 4),
    ]


@pytest.mark.parametrize(
    "attack",
    [
        "update journal set fact = 'x'",
        "delete from journal",
        "truncate journal",
        "delete from accesses",
        "update covenant_versions set reason = 'x'",
        "update events set event_id = gen_random_uuid()",
        "delete from events",
    ],
)
def test_what_may_only_grow_can_not_be_changed(url: str, attack: str) -> None:
    migrate(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "insert into journal (at, fact, subject_id, role, details) values (%s, 'run.failed', %s, %s, '{}')",
            (datetime.now(UTC), uuid4(), Role.SYSTEM.value),
        )

        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            connection.execute(attack)  # type: ignore[arg-type]

        assert connection.execute("select count(*) from journal").fetchone() == (1,)


def test_every_closed_set_is_the_same_in_the_tables(url: str) -> None:
    """Alembic does not compare the text of a CHECK: a new word without a migration would pass until it is used."""
    migrate(url)
    closed = {
        f"ck_{table.name}_{column.name}": set(column.type.enums)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Enum)
    }

    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'c'"
        ).fetchall()

    found = {name: set(re.findall(r"'([^']*)'::", told)) for name, told in rows if name in closed}
    assert found == closed
