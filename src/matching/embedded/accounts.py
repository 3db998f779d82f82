"""Who PostgreSQL runs as: we, or as root, which it refuses, somebody ordinary."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matching.errors import Unavailable

ADVICE: Final = "Or use a PostgreSQL of your own: set MATCHING_DATABASE_URL."


class EmbeddedUnavailable(Unavailable):
    """The bundled PostgreSQL can't be used."""

    dutch = "De meegeleverde PostgreSQL is niet bruikbaar."


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system.

    Attributes
    ----------
    drop
        True when we are root and have to step down to it.
    """

    uid: int
    gid: int
    name: str
    drop: bool

    def run(
        self, *command: str, log: int = subprocess.PIPE, keep: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program as this user, without our environment, terminal or groups.

        Parameters
        ----------
        log
            The open file that it writes to; else its words are in the result.
        keep
            Open files that it inherits.
        """
        return subprocess.run(  # noqa: S603 (a list of our own words)
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            umask=0o077,
            pass_fds=keep,
            start_new_session=True,
            user=self.uid if self.drop else None,
            group=self.gid if self.drop else None,
            extra_groups=[] if self.drop else None,
        )

    def require_reach(self, path: Path) -> None:
        """Refuse when this user can't come to a path; to open doors for it is not ours.

        Raises
        ------
        EmbeddedUnavailable
            With what to do about it.
        """
        if self.drop and self.run("/bin/sh", "-c", 'test -x "$1"', "sh", str(path)).returncode:
            raise EmbeddedUnavailable(
                f"PostgreSQL does not run as root, and {self.name} can't reach {path}: run as an ordinary "
                f"user, or put it where everybody may pass. {ADVICE}"
            )

    def receive(self, directory: Path) -> None:
        """Give a directory of root to this user, the top last: only then is it done."""
        if directory.stat().st_uid == self.uid:
            return
        for folder, folders, files in os.walk(directory, topdown=False):
            for name in (*folders, *files):
                os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)
        os.chown(directory, self.uid, self.gid, follow_symlinks=False)


def account_of(directory: Path) -> Account:
    """Return who PostgreSQL runs as on a directory: its owner; for one of root, nobody.

    Raises
    ------
    EmbeddedUnavailable
        When the directory is another user's, or the user has no name.
    """
    us, owner = os.geteuid(), directory.stat().st_uid
    if us not in (0, owner):
        raise EmbeddedUnavailable(f"{directory} belongs to another user: choose a directory of your own.")
    try:
        found = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedUnavailable(
            f"PostgreSQL needs an account with a name, and user {owner or 'nobody'} has none here: run as "
            f"a user that has. {ADVICE}"
        ) from error
    return Account(found.pw_uid, found.pw_gid, found.pw_name, drop=us == 0)
