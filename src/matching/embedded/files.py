"""Our own files beside PostgreSQL's: locks, passwords and logs, each for one pair of eyes."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matching.embedded.accounts import Account


class Files:
    """The files of a data directory, made for PostgreSQL's account; a link is never followed."""

    def __init__(self, directory: Path, *, account: Account) -> None:
        self._directory = directory
        self._account = account

    def open(self, name: str, flags: int) -> int:
        """Open a file, made empty on first use, and return its handle."""
        path = self._directory / name
        try:
            handle = os.open(path, flags | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except FileExistsError:
            return os.open(path, flags | os.O_NOFOLLOW)
        if self._account.drop:
            os.fchown(handle, self._account.uid, self._account.gid)
        return handle

    @contextmanager
    def holding(self, name: str) -> Iterator[int]:
        """Wait for a lock, and hold it for as long as the block lasts or a program keeps its handle."""
        handle = self.open(name, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)

    def lock(self, name: str) -> int | None:
        """Take a lock and return its handle, or None when somebody holds it."""
        handle = self.open(name, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle

    def held(self, name: str) -> bool:
        """Tell whether anybody holds a lock."""
        handle = self.lock(name)
        if handle is not None:
            os.close(handle)
        return handle is None

    def password(self, role: str) -> str:
        """Return the password of a role, made on first use."""
        with os.fdopen(self.open(f"password-{role}", os.O_RDWR), "r+", encoding="utf-8") as file:
            password = file.read()
            if not password:
                password = secrets.token_urlsafe(32)
                file.write(password)
        return password

    def tail(self, name: str) -> str:
        """Return the last lines of a file."""
        with os.fdopen(self.open(name, os.O_RDONLY), encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-10:])
