"""Load a real service with two API processes, and compare each request with one that touches nothing."""

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import psutil

from bench.driving import Tally, http, volley
from bench.spending import Spending
from bench.towns import LARGE, SMALL, Crowd, Size, a_dwelling, crowded
from bench.validating import Judges
from matching import embedded
from matching.api.listing import write_cursor
from matching.migrations import migrate
from running import Process, answers, eventually, free_port, running

PROCESSES = 2
STARTING = 300
"""How long the service may take to start: this may be a busy machine. [second]"""
UNLIMITED = {
    "MATCHING_REQUESTS_PER_MINUTE": "0",
    "MATCHING_STRANGER_REQUESTS_PER_MINUTE": "0",
    "MATCHING_AT_ONCE": "10000",
}
"""What would send a generator of load away."""
AT_ONCE = 1_000
"""Dwellings in a batch."""

Requests = Callable[[Crowd, random.Random], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request.

    Attributes
    ----------
    target
        The least share of the rate of the static answer, where one was set.
    """

    name: str
    requests: Requests
    target: float | None = None


def _alive(crowd: Crowd, _dice: random.Random) -> Iterator[bytes]:
    while True:
        yield http("GET", "/v1/health/live", key=crowd.corporation)


def _one(path: str, key: str, ids: str) -> Requests:
    def requests(crowd: Crowd, dice: random.Random) -> Iterator[bytes]:
        known = getattr(crowd, ids)
        while True:
            yield http("GET", f"/v1/{path}/{dice.choice(known)}", key=getattr(crowd, key))

    return requests


def _page(path: str, key: str, ids: str) -> Requests:
    """Ask for a page of 50 that begins anywhere in a list of one organisation, and is full."""

    def requests(crowd: Crowd, dice: random.Random) -> Iterator[bytes]:
        starts = [write_cursor(each) for each in getattr(crowd, ids)[:-50]]
        while True:
            yield http("GET", f"/v1/{path}?after={dice.choice(starts)}", key=getattr(crowd, key))

    return requests


_serial = count()


def _post(crowd: Crowd, dice: random.Random) -> Iterator[bytes]:
    while True:
        offer = a_dwelling(f"POST-{next(_serial)}", dice)
        yield http("POST", "/v1/dwellings", key=crowd.newcomer, body=json.dumps(offer).encode())


def batches(dice: random.Random, *, number: int) -> list[bytes]:
    """Return bodies of a thousand dwellings each, none of them offered before."""
    return [
        json.dumps({"items": [a_dwelling(f"BATCH-{next(_serial)}", dice) for _ in range(AT_ONCE)]}).encode()
        for _ in range(number)
    ]


STATIC = Kind("GET /health/live (static)", _alive)
KINDS = (
    Kind("GET /dwellings/{id}", _one("dwellings", "corporation", "dwellings")),
    Kind("GET /clients/{id}", _one("clients", "provider", "clients")),
    Kind("GET /dwellings, 50", _page("dwellings", "corporation", "dwellings"), 0.35),
    Kind("GET /clients, 50", _page("clients", "provider", "clients"), 0.35),
    Kind("POST /dwellings", _post, 0.15),
)
BATCH, VALIDATION, BATCH_TARGET = "POST /dwelling-batches, 1,000", "validation alone", 0.15


@dataclass(frozen=True, slots=True)
class Reading:
    """What a volley showed.

    Attributes
    ----------
    rate
        Requests, or dwellings, answered well. [1/s]
    median, p99
        How long an answer took. [ms]
    failed
        How many were no success, or broke off.
    api, postgres, client
        Processor time for each. [ms]
    """

    rate: float
    median: float
    p99: float
    failed: int
    api: float
    postgres: float
    client: float


class Range:
    """A running service to shoot at."""

    def __init__(self, port: int, spending: Spending, crowd: Crowd, *, seconds: float, seed: int) -> None:
        self._port, self._spending, self._crowd = port, spending, crowd
        self._seconds, self._dice = seconds, random.Random(seed)

    def ask(self, kind: Kind, *, connections: int) -> Reading:
        """Send one kind of request for a while."""
        requests = kind.requests(self._crowd, self._dice)
        return self._read(requests, connections=connections, each=1)

    def send(self, bodies: list[bytes], *, connections: int) -> Reading:
        """Send batches; everything in the reading is by dwelling."""
        key = self._crowd.newcomer
        requests = (http("POST", "/v1/dwelling-batches", key=key, body=body) for body in bodies)
        return self._read(requests, connections=connections, each=AT_ONCE)

    def _read(self, requests: Iterator[bytes], *, connections: int, each: int) -> Reading:
        before = self._spending.now()
        tally = volley(self._port, requests, connections=connections, seconds=self._seconds)
        spent = self._spending.now() - before
        _tell_failures(tally)
        done = max(1, len(tally.took)) * each
        return Reading(
            tally.rate * each,
            1_000 * tally.percentile(0.5),
            1_000 * tally.percentile(0.99),
            len(tally.failed),
            *(1_000 * seconds / done for seconds in (spent.api, spent.postgres, spent.client)),
        )


def _tell_failures(tally: Tally) -> None:
    for failure in tally.failed[:2]:
        print(f"    failed: {failure!r}", file=sys.stderr)  # noqa: T201


@contextmanager
def _service(size: Size, *, workers: int, seconds: float, seed: int) -> Iterator[Range]:
    """Start PostgreSQL and the service, fill it, and yield what shoots at it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="matchingspunt-load-")))
        folder.chmod(0o711)
        server = stack.enter_context(embedded.start(folder / "data"))
        migrate(server.url)
        crowd = crowded(server.url, size, seed=seed)
        port = free_port()
        environment = UNLIMITED | {
            "MATCHING_DATABASE_URL": server.url,
            "MATCHING_API_PROCESSES": str(PROCESSES),
        }
        apis = [
            stack.enter_context(running("api", "--port", str(port), log=folder / f"api-{n}", **environment))
            for n in range(PROCESSES)
        ]
        for n in range(workers):
            stack.enter_context(running("work", log=folder / f"work-{n}", **environment))
        for api in apis:
            eventually(lambda api=api: _listens(api, port), what="an API process listening", within=STARTING)
        answers(f"http://127.0.0.1:{port}/v1", apis[0])
        spending = Spending([api.popen.pid for api in apis], folder / "data" / "cluster" / "postmaster.pid")
        yield Range(port, spending, crowd, seconds=seconds, seed=seed)


def _listens(api: Process, port: int) -> bool:
    assert api.popen.poll() is None, api.output
    listening = psutil.Process(api.popen.pid).net_connections("tcp4")
    return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in listening)


def measure(size: Size, chosen: argparse.Namespace) -> dict[str, list[Reading]]:
    """Ask everything in turn, round after round, and return what each round showed."""
    read: dict[str, list[Reading]] = {}
    with (
        Judges(PROCESSES) as judges,
        _service(size, workers=chosen.workers, seconds=chosen.seconds, seed=chosen.seed) as shooting,
    ):
        for number in range(chosen.rounds + 1):
            for name, reading in _round(shooting, judges, number, chosen):
                print(f"round {number}: {name}: {reading.rate:,.0f} a second", file=sys.stderr)  # noqa: T201
                if number:  # the first round warms statements, plans and pools
                    read.setdefault(name, []).append(reading)
    return read


def _round(
    shooting: Range, judges: Judges, number: int, chosen: argparse.Namespace
) -> Iterator[tuple[str, Reading]]:
    for kind in (STATIC, *KINDS):
        if kind is STATIC or chosen.only in kind.name:
            yield kind.name, shooting.ask(kind, connections=chosen.connections)
    if chosen.only in BATCH:
        bodies = batches(random.Random(number), number=chosen.batches)
        yield BATCH, shooting.send(bodies, connections=2 * PROCESSES)
        rate, spent = judges.judge(bodies, seconds=chosen.seconds)
        yield VALIDATION, Reading(rate, 0, 0, 0, 1_000 * spent, 0, 0)


COLUMNS = (
    "request",
    "a second",
    "ratio",
    "wanted",
    "p50 [ms]",
    "p99 [ms]",
    "failed",
    "API [ms]",
    "PostgreSQL [ms]",
    "client [ms]",
    "processor ratio",
)


def report(read: dict[str, list[Reading]]) -> Iterator[str]:
    """Yield the lines of the table: medians over the rounds, ratios within each round."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---" * len(COLUMNS) + "|"
    targets = {kind.name: kind.target for kind in KINDS} | {BATCH: BATCH_TARGET}
    for name, readings in read.items():
        beside = read[VALIDATION if name in (BATCH, VALIDATION) else STATIC.name]
        ratio = statistics.median(one.rate / base.rate for one, base in zip(readings, beside, strict=True))
        thrift = statistics.median(
            _cost(base) / _cost(one) for one, base in zip(readings, beside, strict=True)
        )
        middle = {
            key: statistics.median(asdict(reading)[key] for reading in readings)
            for key in ("rate", "median", "p99", "api", "postgres", "client")
        }
        cells = (
            name,
            f"{middle['rate']:,.0f}",
            f"{ratio:.2f}",
            targets.get(name) or "",
            f"{middle['median']:.1f}",
            f"{middle['p99']:.1f}",
            sum(reading.failed for reading in readings),
            *(f"{middle[key]:.3f}" for key in ("api", "postgres", "client")),
            f"{thrift:.2f}",
        )
        yield f"| {' | '.join(map(str, cells))} |"


def _cost(reading: Reading) -> float:
    return reading.api + reading.postgres + reading.client


def load(arguments: list[str]) -> int:
    """Measure the sizes that were asked for, print a table of each, and keep the readings."""
    parser = argparse.ArgumentParser(prog="do.py bench --load", description=__doc__)
    parser.add_argument("--size", choices=("small", "large", "both"), default="both", help="(%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, after one that warms up (%(default)s)")
    parser.add_argument("--seconds", type=float, default=4, help="for each kind in a round (%(default)s)")
    parser.add_argument("--connections", type=int, default=24, help="at once (%(default)s)")
    parser.add_argument("--batches", type=int, default=16, help="of a thousand, in a round (%(default)s)")
    parser.add_argument("--workers", type=int, default=0, help="worker processes beside it (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    parser.add_argument("--only", default="", help="only kinds with this in their name")
    parser.add_argument("--json", type=Path, help="where to keep every reading")
    chosen = parser.parse_args(arguments)
    sizes = {"small": SMALL, "large": LARGE}
    kept: dict[str, object] = {}
    for name, size in sizes.items():
        if chosen.size not in (name, "both"):
            continue
        read = measure(size, chosen)
        setting = f"{PROCESSES} API processes, {chosen.workers} workers, {chosen.connections} connections"
        print(f"\n{size}; {setting}\n")  # noqa: T201
        print("\n".join(report(read)), flush=True)  # noqa: T201
        kept[name] = {kind: [asdict(reading) for reading in readings] for kind, readings in read.items()}
    if chosen.json:
        chosen.json.write_text(json.dumps(kept, indent=1))
    return 0


__all__ = ["load"]
