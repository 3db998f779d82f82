"""One server for a whole test session, whoever runs it and however it ends."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

import testing_database
from living_servers import Actor, lives, rows
from matching import embedded

TWO_WORKERS = """
import os, psycopg, pytest

@pytest.mark.parametrize("turn", range(4))
def test_in_a_database_of_its_own(postgres, turn):
    url = postgres.create_database(f"of_{os.environ['PYTEST_XDIST_WORKER']}")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    with psycopg.connect(postgres.admin_url) as connection, open("born", "a") as file:
        born = connection.execute("SELECT pg_postmaster_start_time(), current_setting('data_directory')")
        print(*born.fetchone(), file=file)
"""


@pytest.fixture
def server_for_tests(standing_server: embedded.Embedded) -> testing_database.Postgres:
    return testing_database.Postgres(standing_server.url, standing_server.superuser_url)


def test_a_database_is_made_for_the_ordinary_role_and_copied(
    server_for_tests: testing_database.Postgres,
) -> None:
    first = server_for_tests.create_database("first")
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    second = server_for_tests.create_database("second", template="first")

    assert rows(second, "SELECT number, current_user::text, current_database()::text FROM kept") == [
        (7, "matchingspunt", "second")
    ]
    assert rows(server_for_tests.admin_url_of("second"), "SELECT current_user::text") == [("postgres",)]
    server_for_tests.drop_database("first")
    server_for_tests.drop_database("second")


def test_a_database_is_dropped_under_its_clients(server_for_tests: testing_database.Postgres) -> None:
    url = server_for_tests.create_database("busy")
    with closing(psycopg.connect(url)):
        server_for_tests.drop_database("busy")
    server_for_tests.drop_database("busy")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_two_workers_share_one_server_that_is_gone_afterwards(tmp_path: Path) -> None:
    (tmp_path / "test_two_workers.py").write_text(TWO_WORKERS)
    outside = {name: os.environ[name] for name in os.environ if not name.startswith(("PYTEST", "MATCHING"))}

    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "xdist.plugin",
            "-p",
            "testing_database",
            "-n",
            "2",
            "-c",
            os.devnull,
        ],
        cwd=tmp_path,
        env=outside | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "4 passed" in ran.stdout
    assert "Warning" not in ran.stdout + ran.stderr
    born = set((tmp_path / "born").read_text().splitlines())
    assert len(born) == 1
    assert not Path(born.pop().split()[-1]).parents[1].exists()


def test_what_a_killed_session_left_is_swept_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = home / f"{testing_database.PREFIX}left"
    left.mkdir(mode=0o711)
    killed = Actor(left / "data")
    killed.says()
    killed.kill()
    recent = home / f"{testing_database.PREFIX}recent"
    recent.mkdir()
    os.utime(left, (0, 0))
    monkeypatch.setattr(testing_database.tempfile, "gettempdir", lambda: str(home))
    assert lives(left / "data")

    testing_database.sweep()

    assert list(home.iterdir()) == [recent]


def test_a_living_session_is_not_swept_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing_database.tempfile, "tempdir", str(home))
    directory = testing_database.session_directory()
    os.utime(directory, (0, 0))

    testing_database.sweep()

    assert directory.exists()
