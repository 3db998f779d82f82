"""What the API, PostgreSQL and the bench itself use of the processors."""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor time, user and system together. [second]"""

    api: float
    postgres: float
    client: float

    def __sub__(self, before: "Spent") -> "Spent":
        return Spent(self.api - before.api, self.postgres - before.postgres, self.client - before.client)


class Spending:
    """Reads what the processes of a service spent so far."""

    def __init__(self, apis: list[int], postmaster: Path) -> None:
        self._apis = [psutil.Process(pid) for pid in apis]
        self._postmaster = psutil.Process(int(postmaster.read_text().splitlines()[0]))

    def now(self) -> Spent:
        """Return what was spent until now."""
        backends = [self._postmaster, *self._postmaster.children(recursive=True)]
        return Spent(_spent(self._apis), _spent(backends), time.process_time())


def _spent(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total
