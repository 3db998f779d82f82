"""Backed up while somebody writes, and put back: by the commands themselves, into a database of their own."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import select

from conftest import NOW, UNKNOWN_ID, Clock, Doors, Town
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
from running import eventually, running
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


def put_back(url: str, file: Path, *, replace: bool) -> None:
    """Put a backup back, and erase nobody again."""
    with backups.alone(url) as connection, backups.putting_back(connection, url, file, replace=replace):
        pass


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
    restored = command(elsewhere, "restore", str(file))

    assert (made.returncode, restored.returncode) == (0, 0), made.stderr + restored.stderr
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

    await asyncio.to_thread(put_back, elsewhere, file, replace=False)

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

    restored = command(elsewhere, "restore", str(file), "--erasures", str(list_file))

    assert (restored.returncode, "1 erased again" in restored.stdout) == (0, True), restored.stderr
    assert [json.loads(line)["client"] for line in list_file.read_text().splitlines()] == [str(life.client)]
    assert {word: tables for word in WORDS if (tables := found_in(elsewhere, word))} == {}
    async with open_workshop(Settings(), url=elsewhere) as restored, restored.open() as work:
        [row] = list(await work.session.scalars(select(Erasure)))
        assert (row.client_id, row.state) == (life.client, ErasureState.ERASED)
        assert len(list(await work.session.scalars(select(Client.id)))) == len(life.others)
    over = command(clean_database, "restore", str(file), "--replace")
    assert over.returncode == 1, "the tests are connected"


@dataclass(frozen=True, slots=True)
class Since:
    """A database of which a backup was made, and somebody in it who was erased since."""

    url: str
    file: Path
    erased: str


@pytest.fixture
async def since(workshop: Workshop, town: Town, clean_database: str, elsewhere: str, tmp_path: Path) -> Since:
    """Return a database that was backed up before somebody was erased."""
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
        assert await retention.forget(live) == 1
    return Since(elsewhere, file, client.reference)


def test_replacing_a_database_forgets_again_whom_that_had_forgotten(since: Since) -> None:
    replaced = command(since.url, "restore", str(since.file), "--replace")

    assert (replaced.returncode, "1 erased again" in replaced.stdout) == (0, True), replaced.stderr
    assert found_in(since.url, since.erased) == set()


POURED = (
    "to_regclass('public.clients') is not null and to_regclass('matching_before_restore.clients') is not null"
)
"""All that the backup holds is there, and what it replaces too."""


@pytest.mark.parametrize("poured", [False, True], ids=["while it pours", "once all is poured"])
def test_a_restore_that_was_killed_and_is_done_again_forgets_them_too(
    since: Since, postgres: Postgres, tmp_path: Path, *, poured: bool
) -> None:
    """And until then nothing begins on the half that is there. `pg_restore` dies with it, or goes on alone."""
    name = conninfo_to_dict(since.url)["dbname"]

    def connected(program: str, what: str = "pid") -> list[Any]:
        with psycopg.connect(postgres.admin_url) as admin:
            query = f"select {what} from pg_stat_activity where datname = %s and application_name ~ %s"
            return admin.execute(query.encode(), [name, program]).fetchall()

    def told(question: str) -> object:
        with psycopg.connect(since.url) as connection:
            return connection.execute(f"select {question}".encode()).fetchone()

    log = tmp_path / "doomed.log"
    with running("restore", str(since.file), "--replace", log=log, MATCHING_DATABASE_URL=since.url) as doomed:
        eventually(lambda: connected("pg_restore"), what="the pouring", pause=0.005)
        if poured:
            eventually(lambda: told(POURED) == (True,), what="all being poured", pause=0.005)
        doomed.kill()
    if not poured:
        connected("pg_restore", "pg_terminate_backend(pid)")
    eventually(lambda: not connected(""), what="its connections being gone")

    assert told("to_regclass('matching_before_restore.clients') is not null") == (True,)
    assert told(POURED) == (poured,)
    for words in (["serve", "--port", "0"], ["migrate"], ["erasures"], ["backup", str(tmp_path / "half")]):
        refused = command(since.url, *words)
        assert (refused.returncode, "Run `matchingspunt restore` again" in refused.stderr) == (1, True), words
    again = command(since.url, "restore", str(since.file), "--replace")
    assert (again.returncode, "1 erased again" in again.stdout) == (0, True), again.stderr
    assert found_in(since.url, since.erased) == set()
    assert told("to_regnamespace('matching_before_restore')") == (None,)


def test_a_restore_that_was_killed_is_undone_by_one_that_may_not_replace(since: Since) -> None:
    before = contents(since.url)
    with psycopg.connect(since.url) as connection:
        connection.execute("alter schema public rename to matching_before_restore")
        connection.execute("create schema public")

    refused = command(since.url, "restore", str(since.file))

    assert (refused.returncode, "--replace" in refused.stderr) == (1, True), refused.stderr
    assert contents(since.url) == before
    assert command(since.url, "migrate").returncode == 0


def test_a_restore_that_can_not_erase_again_leaves_what_was_there(since: Since, tmp_path: Path) -> None:
    """The list names a provider that the backup does not know."""
    before = contents(since.url)
    list_file = tmp_path / "erasures.jsonl"
    names = dict.fromkeys(("id", "client", "region", "provider"), str(UNKNOWN_ID))
    list_file.write_text(json.dumps(names | {"ground": "objection"}))

    failed = command(since.url, "restore", str(since.file), "--replace", "--erasures", str(list_file))

    assert failed.returncode != 0
    assert contents(since.url) == before


def test_what_postgresql_can_not_look_into_is_restored_all_the_same(since: Since) -> None:
    with psycopg.connect(since.url) as connection:
        connection.execute("create statistics impossible on (1 / (revision - revision)) from organisations")
    since.file.unlink()
    backups.back_up(since.url, since.file, at=NOW)

    restored = command(since.url, "restore", str(since.file), "--replace")

    assert (restored.returncode, "All is restored" in restored.stderr) == (0, True), restored.stderr
    assert "0 erased again" in restored.stdout


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
            put_back(elsewhere, file, replace=True)
    with pytest.raises(DatabaseNotEmpty):
        put_back(elsewhere, good, replace=False)
    with ZipFile(good) as source, ZipFile(later, "w") as target:
        target.writestr(backups.DUMP, source.read(backups.DUMP))
        told["rows"]["areas"] = told["rows"]["areas"] + 1
        target.writestr(backups.MANIFEST, json.dumps(told))
    with pytest.raises(BackupUnusable, match="does not give the rows"):
        put_back(elsewhere, later, replace=True)
    with psycopg.connect(elsewhere), pytest.raises(DatabaseInUse):
        put_back(elsewhere, good, replace=True)

    assert contents(elsewhere) == before
    put_back(elsewhere, good, replace=True)


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
