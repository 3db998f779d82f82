"""The attacks: what dies, and what is noted of it."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from faults.building import build
from faults.house import House, a_house
from faults.people import Books, Crowd, Life
from faults.verdict import Verdict, judge, looking, until_rest
from receivers import OK, Handler, Receiver, receiving

BUILD_UP = (0.2, 1.0)
"""How long everybody is at work before the blow, at random between these. [second]"""
MOST_WAIT = 20
"""How long the blow waits for the write that it is meant for. [second]"""
WITHIN = {"run": 1.0, "question": 1.0, "seal": 0.005, "delivery": 0.03}
"""How long a write takes, about: the blow falls at random within. Of what people wait for 0.1. [second]"""
GO_ON = 0.5
"""How long everybody begins new things after it. [second]"""
MOST_OF_A_HOUSE = 10
"""Attacks on one database, so that looking at everything afterwards stays quick."""


@dataclass(slots=True)
class Report:
    """What came of a scene.

    Attributes
    ----------
    hit
        How often each kind of write was in the middle of being done.
    back
        After how long somebody was answered again, of each attack. [second]
    settled
        After how long everything was done that had been asked for, runs and messages too. [second]
    """

    scene: str
    verdict: Verdict = field(default_factory=Verdict)
    hit: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    writes: int = 0
    stored_after_503: int = 0
    messages_twice: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def least(self) -> int:
        """Return how often the kind of write was hit that was hit least."""
        return min(self.hit[kind] for kind in SCENES[self.scene].meant)

    def wants(self, times: int) -> bool:
        """Tell whether there is more to hit."""
        return self.least() < times and len(self.back) < 4 * times

    def line(self) -> str:
        """Return how far it is."""
        hit = ", ".join(f"{kind} {self.hit[kind]}" for kind in SCENES[self.scene].meant)
        return f"{self.scene} {len(self.back)}: back after {self.back[-1]:.1f} s; in the middle of {hit}"


Blow = Callable[[House, random.Random], None]


def kill_server(house: House, _chance: random.Random) -> None:
    """Kill the API."""
    house.kill("api")


def kill_worker(house: House, _chance: random.Random) -> None:
    """Kill both workers and who seals: whatever is done at this moment, somebody was doing it."""
    for name in ("worker-1", "worker-2", "sealer"):
        house.kill(name)


def kill_database(house: House, chance: random.Random) -> None:
    """Kill PostgreSQL's first process, or one of its connections, which throws out all of them."""
    if chance.random() < 0.5:
        house.kill_postmaster()
    else:
        house.kill_backend(chance)


def restart_database(house: House, _chance: random.Random) -> None:
    """Restart PostgreSQL, in good order but without waiting for anybody."""
    house.restart_database()


def freeze_worker(house: House, chance: random.Random) -> None:
    """Let a worker stand still until another has its jobs, and go on: two have the same job."""
    name = chance.choice(["worker-1", "worker-2"])
    frozen = house.freeze(name)
    time.sleep(4)
    frozen.resume()


def hold_tables(house: House, _chance: random.Random) -> None:
    """Lock what everybody writes for longer than anybody waits for a connection: the pool runs dry.

    One table: with several, we and the service could wait for each other.
    """
    with psycopg.connect(house.url) as connection:
        connection.execute("lock table journal in exclusive mode")
        time.sleep(13)


def fill_disk(house: House, _chance: random.Random) -> None:
    """Fill the disk of PostgreSQL to the last byte, for a while."""
    ballast = house.folder / "postgres" / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    time.sleep(4)
    ballast.unlink()


PEOPLE = (
    "post dwelling",
    "post client",
    "dwelling batch",
    "client batch",
    "patch dwelling",
    "patch client",
    "propose",
    "release",
    "answer",
    "placement",
)
WORKERS = ("run", "question", "delivery", "seal")


@dataclass(frozen=True, slots=True)
class Scene:
    """An attack, and what it is meant for.

    Attributes
    ----------
    meant
        What has to be hit in the middle, each as often as was asked for.
    environment
        Settings of the service.
    disk
        The size of the disk PostgreSQL gets; 0: there is no need for a small one. [megabyte]
    """

    blow: Blow
    meant: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    disk: int = 0


SCENES = {
    "server": Scene(kill_server, PEOPLE),
    "worker": Scene(kill_worker, WORKERS),
    "database": Scene(kill_database, (*PEOPLE, *WORKERS)),
    "restart": Scene(restart_database, (*PEOPLE, *WORKERS)),
    "same-job": Scene(freeze_worker, ("run", "question", "delivery")),
    "pool": Scene(hold_tables, ("post dwelling", "post client"), {"MATCHING_POOL_SIZE": "4"}),
    "disk": Scene(fill_disk, ("post dwelling", "post client"), disk=300),
}


class Ear:
    """A receiver that takes its time, and knows whether somebody stands before it."""

    def __init__(self) -> None:
        self.busy = 0

    def __call__(self, handler: Handler) -> None:
        """Take it, in a while."""
        self.busy += 1
        try:
            time.sleep(0.03)
            OK(handler)
        finally:
            self.busy -= 1


def play(reports: list[Report], *, times: int, seed: int, say: Callable[[str], None]) -> None:
    """Attack until each scene hit every kind of write as often as asked, at most four times as often.

    The scenes take turns, so that whoever stops early has something of each; they share a service, so they have to
    want the same settings of it.
    """
    while any(report.wants(times) for report in reports):
        matching = any("run" in SCENES[report.scene].meant for report in reports)
        first = SCENES[reports[0].scene]
        with a_stage(matching=matching, disk=first.disk, **first.environment) as stage:
            for _ in range(MOST_OF_A_HOUSE):
                asked = [report for report in reports if report.wants(times)]
                if not asked:
                    break
                report = min(asked, key=lambda one: (len(one.back), one.scene))
                chance = random.Random(f"{seed}-{report.scene}-{len(report.back)}")
                stage.attack(report, SCENES[report.scene].blow, chance=chance)
                say(report.line())
                if not report.verdict.holds:
                    say(f"{report.scene}: what was printed is in {stage.house.keep_story()}.")
                    return


class Stage:
    """A service with people, to be attacked more than once."""

    def __init__(self, house: House, crowd: Crowd, ear: Receiver, waiter: Ear) -> None:
        self.house, self.crowd, self.ear, self.waiter = house, crowd, ear, waiter
        self.verdict = Verdict()
        self.twice = 0

    def attack(self, report: Report, blow: Blow, *, chance: random.Random) -> None:
        """Let everybody work, strike at a random moment, let everybody finish, and judge."""
        books = self.crowd.books
        books.closing.clear()
        before = len(books.told)
        with everybody(self.crowd):
            aim = min(SCENES[report.scene].meant, key=lambda kind: report.hit[kind])
            with looking(self.house.url) as look:
                self._wait_for(aim, look, chance)
                struck, busy = time.monotonic(), self._busy(look)
            blow(self.house, chance)
            report.hit.update(busy)
            time.sleep(GO_ON)
            books.closing.set()
        report.back.append(_back(books, since=struck))
        self.verdict.broken += until_rest(self.house.url)
        report.settled.append(time.monotonic() - struck)
        report.writes += len(books.told) - before
        judge(self.verdict, url=self.house.url, books=books, ear=self.ear)
        for name in ("lost", "double", "broken"):
            getattr(report.verdict, name).extend(getattr(self.verdict, name))
            getattr(self.verdict, name).clear()
        report.stored_after_503 += books.stored_after_503
        report.statuses += books.statuses
        books.stored_after_503 = 0
        books.statuses.clear()
        report.refused += books.refused
        books.refused.clear()
        report.messages_twice += self.verdict.messages_twice - self.twice
        self.twice = self.verdict.messages_twice

    def _busy(self, look: Callable[[], set[str]]) -> set[str]:
        """Return every kind of write that is in the middle of being done."""
        return (
            look() | set(self.crowd.books.under_way.values()) | ({"delivery"} if self.waiter.busy else set())
        )

    def _wait_for(self, aim: str, look: Callable[[], set[str]], chance: random.Random) -> None:
        """Wait a while, then for a write of the kind that was hit least, and a random moment within it."""
        deadline = time.monotonic() + MOST_WAIT
        time.sleep(chance.uniform(*BUILD_UP))
        while time.monotonic() < deadline and aim not in self._busy(look):
            time.sleep(0.001)
        time.sleep(chance.uniform(0, WITHIN.get(aim, 0.1)))


def _back(books: Books, *, since: float) -> float:
    """Return after how long somebody was answered again."""
    return min((at for at in books.answered_at if at > since + 0.05), default=since) - since


@contextmanager
def a_stage(*, matching: bool, disk: int = 0, **environment: str) -> Iterator[Stage]:
    """Run a service with people until the end of the block."""
    waiter = Ear()
    with receiving(waiter) as ear, a_house(disk=disk, **environment) as house:
        cast = asyncio.run(build(house.url, ear=ear.url, clients=60, dwellings=12))
        yield Stage(house, Crowd(Books(), cast, house.base, matching=matching), ear, waiter)


@contextmanager
def everybody(crowd: Crowd) -> Iterator[None]:
    """Let everybody go on where they were until the end of the block."""
    troubles: list[Exception] = []

    def go(life: Life) -> None:
        try:
            while not crowd.books.closing.is_set():
                next(life)
        except Exception as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=go, args=(life,)) for life in crowd.lives]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        crowd.books.closing.set()
        for thread in threads:
            thread.join()
    if troubles:
        raise ExceptionGroup("Somebody could not go on.", troubles)
