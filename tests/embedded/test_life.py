"""Starting, attaching, dying and coming back."""

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from living_servers import HASTY, Actor, kill_postmaster, lives, postmaster, rows
from matching import embedded
from matching.errors import Unavailable

BORN = "SELECT pg_postmaster_start_time()"


def test_first_start_makes_a_database_of_an_ordinary_role(standing_server: embedded.Embedded) -> None:
    found = rows(
        standing_server.url,
        """
        SELECT current_user, current_database(), pg_get_userbyid(datdba), rolsuper, rolcreatedb, rolcreaterole
        FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user
        """,
    )

    assert found == [("matchingspunt", "matchingspunt", "matchingspunt", False, False, False)]


def test_words_sort_and_change_case_the_same_on_every_machine(standing_server: embedded.Embedded) -> None:
    found = rows(
        standing_server.url,
        """
        SELECT lower('ÉËÇ'), 'Z' < 'a', datlocprovider, datlocale, current_setting('server_encoding'),
               current_setting('data_checksums'), current_setting('timezone')
        FROM pg_database WHERE datname = current_database()
        """,
    )

    assert found == [("éëç", True, "b", "C.UTF-8", "UTF8", "on", "UTC")]


def test_it_keeps_more_at_hand_than_postgresql_does_by_itself_unless_told_otherwise(data: Path) -> None:
    shown = "SELECT setting::int / 128 FROM pg_settings WHERE name = 'shared_buffers'"  # pages of 8 kB
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20

    with embedded.start(data, settings={"fsync": "off"}) as server:
        assert rows(server.url, shown) == [(min(512, max(128, memory // 8)),)]

    with embedded.start(data, settings={"fsync": "off", "shared_buffers": "64MB"}) as server:
        assert rows(server.url, shown) == [(64,)]


def test_rows_are_there_after_a_restart(data: Path) -> None:
    with embedded.start(data, settings=HASTY) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE restarted AS SELECT 7 AS number")

    with embedded.start(data, settings=HASTY) as server:
        assert rows(server.url, "SELECT number FROM restarted") == [(7,)]


def test_stop_cuts_off_clients_and_waits_and_can_be_repeated(data: Path) -> None:
    server = embedded.start(data, settings=HASTY)

    with psycopg.connect(server.url) as connection:
        server.stop()
        assert not lives(data)
        assert not (data / "cluster" / "postmaster.pid").exists()
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_an_error_in_the_block_stops_the_server_too(data: Path) -> None:
    with pytest.raises(ZeroDivisionError), embedded.start(data, settings=HASTY):
        raise ZeroDivisionError

    assert not lives(data)


def test_a_second_process_attaches_and_leaves_the_server_to_its_owner(
    standing_server: embedded.Embedded, actor: Callable[..., Actor]
) -> None:
    second = actor(standing_server.data)

    owner, url = second.says()
    second.stop()

    assert (standing_server.owner, owner, url) == (True, "False", standing_server.url)
    assert rows(standing_server.url, "SELECT 1") == [(1,)]


def test_of_four_first_starters_one_owns_and_three_attach(fresh: Path, actor: Callable[..., Actor]) -> None:
    actors = [actor(fresh) for _ in range(4)]

    said = [each.says() for each in actors]

    assert sorted(owner for owner, _ in said) == ["False", "False", "False", "True"]
    assert len({url for _, url in said}) == 1
    for (owner, _), each in zip(said, actors, strict=True):
        if owner == "False":
            each.stop()
    assert lives(fresh)
    actors[[owner for owner, _ in said].index("True")].stop()
    assert not lives(fresh)


def test_committed_rows_survive_the_death_of_the_server(data: Path) -> None:
    with embedded.start(data) as server:
        with closing(psycopg.connect(server.url, autocommit=True)) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            for number in range(100):
                connection.execute("INSERT INTO kept VALUES (%s)", [number])
            connection.execute("BEGIN")
            connection.execute("INSERT INTO kept VALUES (-1)")
            kill_postmaster(data)

        server.start()

        assert rows(server.url, "SELECT count(*), min(number) FROM kept") == [(100, 0)]
    assert not lives(data)


def test_whoever_revives_a_dead_server_leaves_it_to_its_living_owner(server: embedded.Embedded) -> None:
    kill_postmaster(server.data)

    second = embedded.start(server.data, settings=HASTY)
    second.stop()

    assert (server.owner, second.owner) == (True, False)
    assert rows(server.url, "SELECT 1") == [(1,)]
    server.stop()
    assert not lives(server.data)


def test_the_server_of_a_killed_owner_is_adopted_and_stopped(data: Path, actor: Callable[..., Actor]) -> None:
    first = actor(data)
    _, url = first.says()
    born = rows(url, BORN)
    first.kill()
    assert lives(data)

    with embedded.start(data) as server:
        assert server.owner
        assert rows(server.url, BORN) == born

    assert not lives(data)


def test_a_first_start_that_was_killed_halfway_is_made_good(fresh: Path) -> None:
    """The files of the server appear whole or not at all."""
    (fresh / "cluster.new" / "base").mkdir(parents=True)
    (fresh / "starting").touch()
    (fresh / "password-postgres").touch()

    with embedded.start(fresh, settings=HASTY) as server:
        assert rows(server.url, "SELECT 1") == [(1,)]


def test_ctrl_c_does_not_reach_the_server(data: Path, actor: Callable[..., Actor]) -> None:
    interrupted = actor(data)
    interrupted.says()

    assert interrupted.interrupt() == "still here"
    assert not lives(data)


@pytest.mark.parametrize("dead", [False, True], ids=["alive", "zombie"])
def test_a_stale_process_number_of_somebody_else_does_not_matter(data: Path, dead: bool) -> None:
    """PostgreSQL alone would take any living process of its account, even a zombie, for a server."""
    server = embedded.start(data, settings=HASTY)
    account = data.stat()
    other = subprocess.Popen(["sleep", "60"], user=account.st_uid if os.geteuid() == 0 else None)
    note = data / "cluster" / "postmaster.pid"
    number = str(postmaster(data))
    kill_postmaster(data)
    for file in (note, data / "socket" / ".s.PGSQL.5432.lock"):
        file.write_text(file.read_text().replace(number, str(other.pid), 1))
    if dead:
        other.kill()

    try:
        with server.start():
            assert rows(server.url, "SELECT 1") == [(1,)]
        assert dead or other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_server_started_by_hand_is_left_alone(data: Path) -> None:
    """Two servers on the same files would destroy them."""
    by_hand = subprocess.Popen(
        [embedded.bindir() / "postgres", "-D", data / "cluster", "-c", "listen_addresses=", "-k", data],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        user=data.stat().st_uid if os.geteuid() == 0 else None,
        text=True,
    )
    assert by_hand.stderr is not None
    while "ready to accept" not in by_hand.stderr.readline():
        pass

    try:
        with pytest.raises(embedded.EmbeddedUnavailable, match=f"PID {by_hand.pid}"):
            embedded.start(data)
        assert by_hand.poll() is None
    finally:
        by_hand.send_signal(signal.SIGINT)
        by_hand.communicate()


def test_a_failing_start_shows_the_log(fresh: Path) -> None:
    with pytest.raises(Unavailable, match=r'invalid value for parameter "shared_buffers"'):
        embedded.start(fresh, settings={"shared_buffers": "plenty", "fsync": "off"})

    assert not lives(fresh)
    with embedded.start(fresh, settings=HASTY) as server:
        assert server.owner


def test_a_lost_password_is_told_at_once(data: Path) -> None:
    password = data / "password-postgres"
    kept = password.read_text()
    password.write_text("lost")

    try:
        with pytest.raises(embedded.EmbeddedUnavailable, match="password authentication failed"):
            embedded.start(data, settings=HASTY)
        assert not lives(data)
    finally:
        password.write_text(kept)


def test_a_stopped_server_has_no_address(data: Path) -> None:
    with embedded.start(data, settings=HASTY) as server:
        pass

    with pytest.raises(embedded.EmbeddedUnavailable, match="is not running"):
        _ = server.url


def test_files_of_another_version_are_refused_with_a_way_out(data: Path) -> None:
    (data / "cluster" / "PG_VERSION").write_text("16\n")

    try:
        with pytest.raises(embedded.EmbeddedUnavailable, match=r"PostgreSQL 16 and this is 18: dump it"):
            embedded.start(data)
    finally:
        (data / "cluster" / "PG_VERSION").write_text("18\n")


def test_a_directory_with_other_files_is_left_alone(home: Path) -> None:
    (home / "holiday.jpg").touch()
    before = home.stat()

    with pytest.raises(embedded.EmbeddedUnavailable, match="choose an empty directory"):
        embedded.start(home)

    assert [file.name for file in home.iterdir()] == ["holiday.jpg"]
    assert (before.st_mode, before.st_uid) == (home.stat().st_mode, home.stat().st_uid)


def test_a_file_in_the_way_is_a_sentence_not_a_traceback(home: Path) -> None:
    (home / "data").write_text("not a directory")

    with pytest.raises(embedded.EmbeddedUnavailable, match="can't use"):
        embedded.start(home / "data" / "deeper")
