"""Backed up while somebody writes, and put back: by the commands themselves, into a database of their own."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select

from conftest import NOW, Clock, Doors, Town
from matching import backups
from matching.backups import BackupUnusable, DatabaseInUse, DatabaseNotEmpty, NotTheOwner
from matching.keeping import known_erasures
from matching.migrations import DatabaseIsBehind, head, migrate
from matching.models import Client, Erasure, Fact
from matching.operations import seals
from matching.operations.forgetting import afresh, retention
from matching.operations.forgetting.afresh import ErasuresUnreadable
from matching.operations.forgetting.erasures import ask_erasure, confirm_erasure
from matching.settings import Settings
from matching.vocabulary import ErasureGround, ErasureState
from matching.work import Workshop
from matching.workplace import open_workshop
from rows import a_waiting_client
from testing_database import Postgres
from whole_lives import WORDS, a_whole_life, found_in


@pytest.fixture
def elsewhere(postgres: Postgres, worker_id: str) -> Iterator[str]:
    """Return the address of another database, empty."""
    name = f"restored_{worker_id}"
    url = postgres.create_database(name)
    yield url
    postgres.drop_database(name)


def command(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a database."""
    return subprocess.run(
        [sys.executable, "-m", "matching", *arguments],
        env={**os.environ, "MATCHING_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def contents(url: str) -> dict[str, Any]:
    """Return a fingerprint of all rows of every table but the queue's, and where sequences stand."""
    with psycopg.connect(url) as connection:
        connection.execute("set timezone to utc")
        tables = connection.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace "
            "and relname not like 'procrastinate%' order by relname"
        ).fetchall()
        whole = sql.SQL("select md5(string_agg(one::text, '' order by one::text)) from {} as one")
        found: dict[str, Any] = {
            name: connection.execute(whole.format(sql.Identifier(name))).fetchone() for [name] in tables
        }
        sequences = "select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1"
        return found | {"sequences": connection.execute(sequences).fetchall()}


def plans_by(url: str) -> set[str]:
    """Return the tables of which PostgreSQL knows what is in them."""
    with psycopg.connect(url) as connection:
        found = connection.execute("select distinct tablename from pg_stats where schemaname = 'public'")
        return {name for [name] in found}


async def test_what_is_put_back_is_what_was_there(  # noqa: PLR0917
    workshop: Workshop,
    town: Town,
    doors: Doors,
    clock: Clock,
    clean_database: str,
    elsewhere: str,
    tmp_path: Path,
) -> None:
    await a_whole_life(workshop, town, doors, clock)
    async with workshop.open() as work:
        await seals.seal(work)
    file = tmp_path / "backup.zip"

    made = command(clean_database, "backup", str(file))
    put_back = command(elsewhere, "restore", str(file))

    assert (made.returncode, put_back.returncode) == (0, 0), made.stderr + put_back.stderr
    assert contents(clean_database) == contents(elsewhere)
    assert plans_by(elsewhere) >= {"clients", "placements", "journal"}
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError, match="is there already"):
        backups.back_up(clean_database, file, at=NOW)


async def test_a_backup_amid_writes_is_of_one_moment(
    workshop: Workshop, town: Town, clean_database: str, elsewhere: str, tmp_path: Path
) -> None:
    """Every client in it has its entry in the journal, and the other way round; and nobody waited for it."""
    file, begun, stop, written = tmp_path / "backup.zip", asyncio.Event(), asyncio.Event(), 0

    async def write() -> None:
        nonlocal written
        while not stop.is_set():
            async with workshop.open() as work:
                client = a_waiting_client(work, town)
                work.session.add(client)
                work.record(Fact.CLIENT_REFERRED, client.id, region_id=town.region.id)
            async with workshop.open() as work:
                await seals.seal(work)
            written += 1
            if written >= 5:
                begun.set()

    writers = [asyncio.create_task(write()) for _ in range(3)]
    await begun.wait()
    before = written
    manifest = await asyncio.to_thread(backups.back_up, clean_database, file, at=NOW)
    during = written - before
    stop.set()
    await asyncio.gather(*writers)

    await asyncio.to_thread(backups.put_back, elsewhere, file, replace=False)

    with psycopg.connect(elsewhere) as connection:
        unmatched = connection.execute(
            "select count(*) from clients full join journal on subject_id = clients.id "
            "where fact = 'client.referred' and clients.id is null or journal.id is null"
        ).fetchone()
        rows = connection.execute("select count(*) from clients").fetchone()
    assert during > 0, "somebody wrote meanwhile"
    assert (unmatched, rows) == ((0,), (manifest.rows["clients"],))
    async with open_workshop(Settings(), url=elsewhere) as restored:
        for trail, (number, head) in manifest.seals.items():
            async with restored.open() as work:
                expected = {number: bytes.fromhex(head)}
                chain = await seals.inspect(work, seals.Trail(trail), expected=expected)
            assert chain.breaks == ()


async def test_who_was_erased_after_the_backup_stays_erased(  # noqa: PLR0917
    workshop: Workshop,
    town: Town,
    doors: Doors,
    clock: Clock,
    clean_database: str,
    elsewhere: str,
    tmp_path: Path,
) -> None:
    """Also who lived in a home of ours when the backup was made."""
    life = await a_whole_life(workshop, town, doors, clock)
    file, list_file = tmp_path / "backup.zip", tmp_path / "erasures.jsonl"
    with psycopg.connect(clean_database) as connection:
        connection.execute("update clients set state = 'placed' where id = %s", [life.client])
    await asyncio.to_thread(backups.back_up, clean_database, file, at=NOW)
    with psycopg.connect(clean_database) as connection:
        connection.execute("update clients set state = 'withdrawn' where id = %s", [life.client])
    async with workshop.open(town.actor(town.provider)) as work:
        asked = await ask_erasure(work, client_id=life.client, ground=ErasureGround.OBJECTION)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await confirm_erasure(work, erasure_id=asked.id)
    assert await retention.forget(workshop) == 1
    list_file.write_text(command(clean_database, "erasures").stdout)

    put_back = command(elsewhere, "restore", str(file), "--erasures", str(list_file))

    assert (put_back.returncode, "1 erased again" in put_back.stdout) == (0, True), put_back.stderr
    assert [json.loads(line)["client"] for line in list_file.read_text().splitlines()] == [str(life.client)]
    assert {word: tables for word in WORDS if (tables := found_in(elsewhere, word))} == {}
    async with open_workshop(Settings(), url=elsewhere) as restored, restored.open() as work:
        [row] = list(await work.session.scalars(select(Erasure)))
        assert (row.client_id, row.state) == (life.client, ErasureState.ERASED)
        assert len(list(await work.session.scalars(select(Client.id)))) == len(life.others)
    over = command(clean_database, "restore", str(file), "--replace")
    assert over.returncode == 1, "the tests are connected"


async def test_replacing_a_database_forgets_again_whom_that_had_forgotten(
    workshop: Workshop, town: Town, clean_database: str, elsewhere: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    async with workshop.open() as work:
        client = a_waiting_client(work, town)
        work.session.add(client)
    await asyncio.to_thread(backups.back_up, clean_database, file, at=NOW)
    assert command(elsewhere, "restore", str(file)).returncode == 0
    async with open_workshop(Settings(), url=elsewhere, clock=lambda: NOW) as live:
        async with live.open(town.actor(town.coordinator)) as work:
            asked = await ask_erasure(work, client_id=client.id, ground=ErasureGround.OBJECTION)
        async with live.open(town.actor(town.coordinator)) as work:
            await confirm_erasure(work, erasure_id=asked.id)

    replaced = command(elsewhere, "restore", str(file), "--replace")

    assert (replaced.returncode, "1 erased again" in replaced.stdout) == (0, True), replaced.stderr
    assert found_in(elsewhere, client.reference) == set()


def test_what_can_not_be_put_back_leaves_what_was_there(
    database_url: str, elsewhere: str, tmp_path: Path
) -> None:
    good, torn, later, strange = (tmp_path / name for name in ("good", "torn", "later", "strange"))
    backups.back_up(database_url, good, at=NOW)
    migrate(elsewhere)
    before = contents(elsewhere)
    whole = good.read_bytes()
    middle = whole.find(b"PGDMP") + 4_000
    torn.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    strange.write_text("nothing of ours")
    with ZipFile(good) as source, ZipFile(later, "w") as target:
        told = json.loads(source.read(backups.MANIFEST))
        target.writestr(backups.DUMP, source.read(backups.DUMP))
        target.writestr(backups.MANIFEST, json.dumps(told | {"revision": "9999"}))

    for file, match in ((torn, "damaged"), (strange, "no backup of ours"), (later, "later one")):
        with pytest.raises(BackupUnusable, match=match):
            backups.put_back(elsewhere, file, replace=True)
    with pytest.raises(DatabaseNotEmpty):
        backups.put_back(elsewhere, good, replace=False)
    with ZipFile(good) as source, ZipFile(later, "w") as target:
        target.writestr(backups.DUMP, source.read(backups.DUMP))
        told["rows"]["areas"] = told["rows"]["areas"] + 1
        target.writestr(backups.MANIFEST, json.dumps(told))
    with pytest.raises(BackupUnusable, match="does not give the rows"):
        backups.put_back(elsewhere, later, replace=True)
    with psycopg.connect(elsewhere), pytest.raises(DatabaseInUse):
        backups.put_back(elsewhere, good, replace=True)

    assert contents(elsewhere) == before
    backups.put_back(elsewhere, good, replace=True)


def test_a_login_that_does_not_see_everything_makes_no_backup(
    database_url: str, postgres: Postgres, tmp_path: Path, worker_id: str
) -> None:
    name = f"half_blind_{worker_id}"
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))
        admin.execute(
            sql.SQL("create role {} login password 'x' in role pg_read_all_data").format(sql.Identifier(name))
        )
    try:
        url = psycopg.conninfo.conninfo_to_dict(database_url)
        blind = f"postgresql://{name}:x@:{url.get('port', 5432)}/{url['dbname']}?host={url['host']}"
        with pytest.raises(NotTheOwner):
            backups.back_up(blind.replace("?host=/", "?host=%2F"), tmp_path / "backup.zip", at=NOW)
    finally:
        with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
            admin.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["{}", "no json", '{"id": "x"}', "[]"])
def test_a_list_of_erasures_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(ErasuresUnreadable, match="Line 1"):
        afresh.read_list(line)


async def test_who_was_erased_is_not_guessed_of_tables_of_another_version(
    clean_database: str, postgres: Postgres
) -> None:
    assert await known_erasures(Settings(), clean_database) == []
    empty = postgres.create_database("backups_without_tables")
    assert await known_erasures(Settings(), empty) == []

    with psycopg.connect(clean_database, autocommit=True) as owner:
        owner.execute("update alembic_version set version_num = '0016'")
        try:
            with pytest.raises(DatabaseIsBehind):
                await known_erasures(Settings(), clean_database)
        finally:
            owner.execute("update alembic_version set version_num = %s", [head()])
    postgres.drop_database("backups_without_tables")
