"""Who can reach the server: its account, with a password, through a private socket."""

import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, text

from living_servers import HASTY, Actor, kill_postmaster, lives, postmaster, rows
from matching import embedded

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can step down to another account")
ORDINARY = pwd.getpwnam("daemon")
NAMELESS = 54_321


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_wrong_password_is_refused(standing_server: embedded.Embedded) -> None:
    for url in (standing_server.url, standing_server.superuser_url):
        password = url.split(":")[2].split("@")[0]
        for attempt in ("wrong", ""):
            with pytest.raises(psycopg.OperationalError, match=r"password"):
                psycopg.connect(url.replace(password, attempt))


def test_the_password_is_not_in_the_log_nor_readable_in_the_catalogue(
    standing_server: embedded.Embedded,
) -> None:
    stored = str(
        rows(
            standing_server.superuser_url, "SELECT rolpassword FROM pg_authid WHERE rolname = 'matchingspunt'"
        )
    )

    assert "SCRAM-SHA-256$" in stored
    assert "SCRAM" not in (standing_server.data / "log").read_text()


def test_it_listens_on_no_network(standing_server: embedded.Embedded) -> None:
    assert rows(standing_server.superuser_url, "SHOW listen_addresses") == [("",)]


def test_everything_is_for_one_pair_of_eyes(standing_server: embedded.Embedded) -> None:
    standing_server.data.chmod(0o755)
    standing_server.start()

    everything = [standing_server.data, *standing_server.data.rglob("*")]

    assert {mode(path) for path in everything if path.is_dir()} == {0o700}
    assert {mode(path) for path in everything if path.is_file()} == {0o600}
    assert mode(standing_server.data / "socket" / ".s.PGSQL.5432") == 0o700
    assert len({path.lstat().st_uid for path in everything}) == 1


def test_nothing_above_the_data_directory_is_changed(home: Path) -> None:
    above = [home / "a", home / "a" / "b"]
    above[1].mkdir(parents=True)
    above[0].chmod(0o751)
    before = [(path.stat().st_mode, path.stat().st_uid) for path in (home.parent, home, *above)]

    embedded.start(above[1] / "data", settings=HASTY).stop()

    assert before == [(path.stat().st_mode, path.stat().st_uid) for path in (home.parent, home, *above)]


@pytest.mark.parametrize("name", ["x" * 120, "with space, comma and é"])
def test_a_long_or_odd_path_gets_a_private_socket_elsewhere(home: Path, name: str) -> None:
    """A socket's path has at most 107 bytes; the shared temporary directory itself is no place for it."""
    data = home / name / "data"
    data.parent.mkdir()

    with embedded.start(data, settings=HASTY) as server:
        elsewhere = (data / "socket").resolve()
        assert rows(server.url, "SELECT 1") == [(1,)]
        with create_engine(server.url, poolclass=NullPool).connect() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
        assert not elsewhere.is_relative_to(data)
        assert (mode(elsewhere), elsewhere.stat().st_uid) == (0o700, data.stat().st_uid)
        kill_postmaster(data)
        server.start()
        assert not elsewhere.exists()
        last = (data / "socket").resolve()

    assert not last.exists()


def test_a_socket_directory_of_somebody_else_is_never_used(home: Path) -> None:
    """After a reboot the temporary directory is empty, and anybody may take the name that was ours."""
    data = home / ("x" * 120)
    with embedded.start(data, settings=HASTY) as server:
        hijacked = (data / "socket").resolve()
        kill_postmaster(data)
        for file in hijacked.iterdir():
            file.unlink()
        hijacked.chmod(0o777)

        with pytest.raises(embedded.EmbeddedUnavailable, match="not a private directory"):
            _ = server.url
        server.start()

        assert (data / "socket").resolve() != hijacked
        assert hijacked.exists()
    hijacked.rmdir()


def test_sqlalchemy_and_the_environment_agree_on_the_address(
    standing_server: embedded.Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGHOST", "nowhere")

    with create_engine(standing_server.url, poolclass=NullPool).connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar() == "matchingspunt"


def test_a_missing_wheel_is_a_sentence(monkeypatch: pytest.MonkeyPatch, fresh: Path) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)

    with pytest.raises(embedded.EmbeddedUnavailable, match="set MATCHING_DATABASE_URL"):
        embedded.start(fresh)


# ---- root steps down; ordinary users are served --------------------------------------------------


@as_root
def test_as_root_the_server_runs_as_nobody_with_nothing_of_root(standing_server: embedded.Embedded) -> None:
    status = Path(f"/proc/{postmaster(standing_server.data)}/status").read_text()
    nobody = pwd.getpwnam("nobody")

    told = {line.split(":")[0]: line.split()[1:] for line in status.splitlines() if line.split()[1:]}
    assert told["Uid"] == [str(nobody.pw_uid)] * 4
    assert told["Gid"] == [str(nobody.pw_gid)] * 4
    assert "Groups" not in told
    assert int(told["CapEff"][0], 16) == 0
    assert standing_server.data.stat().st_uid == nobody.pw_uid


@as_root
def test_as_root_the_owner_of_the_directory_is_respected(fresh: Path, actor: Callable[..., Actor]) -> None:
    fresh.mkdir()
    os.chown(fresh, ORDINARY.pw_uid, ORDINARY.pw_gid)

    with embedded.start(fresh, settings=HASTY) as server:
        assert {path.lstat().st_uid for path in (fresh, *fresh.rglob("*"))} == {ORDINARY.pw_uid}
        theirs = actor(fresh, uid=ORDINARY.pw_uid)
        assert theirs.says() == ["False", server.url]


@as_root
def test_as_root_a_restored_copy_is_given_back(data: Path) -> None:
    for path in (data, *data.rglob("*")):
        os.chown(path, 0, 0)

    with embedded.start(data, settings=HASTY) as server:
        assert rows(server.url, "SELECT 1") == [(1,)]


@as_root
def test_as_root_a_closed_parent_is_a_sentence_and_stays_closed(home: Path) -> None:
    home.chmod(0o700)

    with pytest.raises(embedded.EmbeddedUnavailable, match=r"nobody can't reach .*: run as an ordinary user"):
        embedded.start(home / "data")

    assert mode(home) == 0o700


@as_root
def test_an_ordinary_user_owns_its_server(home: Path, fresh: Path, actor: Callable[..., Actor]) -> None:
    os.chown(home, ORDINARY.pw_uid, ORDINARY.pw_gid)
    theirs = actor(fresh, uid=ORDINARY.pw_uid)

    owner, url = theirs.says()

    assert owner == "True"
    assert Path(f"/proc/{postmaster(fresh)}").stat().st_uid == ORDINARY.pw_uid
    assert rows(url, "SELECT 1") == [(1,)]
    theirs.stop()
    assert not lives(fresh)


@as_root
def test_a_user_without_a_name_is_told_so(home: Path, fresh: Path, actor: Callable[..., Actor]) -> None:
    os.chown(home, NAMELESS, NAMELESS)

    refused, sentence = actor(fresh, uid=NAMELESS).says()

    assert refused == "refused"
    assert f"needs an account with a name, and user {NAMELESS} has none" in sentence


@as_root
def test_the_directory_of_another_user_is_refused(
    server: embedded.Embedded, actor: Callable[..., Actor]
) -> None:
    refused, sentence = actor(server.data, uid=ORDINARY.pw_uid).says()

    assert refused == "refused"
    assert "belongs to another user" in sentence


KNOCK = """
import os, sys, psycopg
os.setgroups([]), os.setgid(54321), os.setuid(54321)
try:
    psycopg.connect(sys.argv[1])
except psycopg.OperationalError as error:
    print(error)
"""


@as_root
@pytest.mark.parametrize("where", ["inside", "elsewhere"])
def test_another_user_of_the_machine_can_t_even_knock(
    where: str, home: Path, standing_server: embedded.Embedded
) -> None:
    with (
        nullcontext(standing_server)
        if where == "inside"
        else embedded.start(home / ("x" * 120), settings=HASTY) as server
    ):
        heard = subprocess.run(
            [sys.executable, "-c", KNOCK, server.url],
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert "Permission denied" in heard
