"""How long every report and every page of the desk takes over a long history.

`python3 do.py bench --reports --clients 100000`
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from history import fill
from week import AN_ID, Week, a_week, addresses

from conftest import Doors, build_town
from matching import embedded
from matching.main import create_app
from matching.migrations import migrate
from matching.queries.reports import SOURCES
from matching.settings import Settings
from matching.workplace import open_workshop
from matching_town import a_covenant
from pages.conftest import Browser

SLOWEST_PAGE, SLOWEST_REPORT = 0.3, 2
"""How long an answer may take on two cores. [second]"""


def _processor(data: Path) -> float:
    """Return what this process and the server have taken of a processor since they began. [second]"""
    ticks = 0
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and (process / "cwd").resolve() == data.resolve():
                taken = (process / "stat").read_text().rpartition(")")[2].split()
                ticks += int(taken[11]) + int(taken[12])
        except OSError:  # it is gone, or not ours
            continue
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured, and with what.

    Attributes
    ----------
    data
        Where the server's processes work, by which they are known.
    rounds
        How often each is asked; the middle one counts.
    """

    data: Path
    rounds: int

    async def time(
        self, client: httpx.AsyncClient, path: str, params: dict[str, str], *, about: str
    ) -> float:
        """Print how long an answer takes, and what it takes of a processor; return the first. [second]"""
        took, spent = [], _processor(self.data)
        for _ in range(self.rounds):
            begun = time.perf_counter()
            answer = await client.get(path, params=params or None)
            took.append(time.perf_counter() - begun)
            answer.raise_for_status()
        spent = (_processor(self.data) - spent) / self.rounds
        _say(f"{about:<40}{statistics.median(took):9.3f}{spent:11.3f}")
        return statistics.median(took)


async def _measure(url: str, bench: Bench, *, clients: int, waiting: int, forms: list[str]) -> bool:
    async with AsyncExitStack() as stack:
        workshop = await stack.enter_async_context(open_workshop(Settings(), url=url))
        town = await build_town(workshop)
        await a_covenant(workshop, town)
        app = create_app(Settings(), url=url, clock=lambda: datetime.now(UTC))
        await stack.enter_async_context(app.router.lifespan_context(app))
        doors = Doors(workshop, httpx.ASGITransport(app))
        stack.push_async_callback(doors.close)
        browser = Browser(await doors.as_browser())
        week = await a_week(browser, workshop, town)
        begun = time.perf_counter()
        await fill(workshop, town, clients=clients, waiting=waiting)
        _swept(url)
        _say(
            f"{clients} clients of history, of whom {waiting} wait, made in {time.perf_counter() - begun:.0f} s\n"
        )
        return await _pages(bench, browser, week) & await _reports(
            bench, await doors.as_organisation(town.coordinator), forms
        )


def _swept(url: str) -> None:
    """Let PostgreSQL tidy up now what it tidies by itself in the minutes after, on one of the processors we measure."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum (analyze)")


async def _pages(bench: Bench, browser: Browser, week: Week) -> bool:
    """Time every page of the desk; a page that shows a report may take as long as the report.

    A dozen times each: a connection knows a question by heart after five, and those of a service live long.
    """
    often = replace(bench, rounds=4 * bench.rounds)
    _say(f"{'page':<40}{'seconds':>9}{'processor':>11}")
    slowest = 0.0
    for address in addresses(week):
        path, _, query = address.partition("?")
        about = AN_ID.sub("…", address)
        took = await often.time(browser.http, path, dict(parse_qsl(query)), about=about)
        slowest = max(slowest, took / (SLOWEST_REPORT if "/reports/" in path else SLOWEST_PAGE))
    _say(f"slowest page: {slowest:.2f} of what was allowed\n")
    return slowest < 1


async def _reports(bench: Bench, desk: httpx.AsyncClient, forms: list[str]) -> bool:
    """Time every report, told apart in every way, without small numbers."""
    _say(f"{'report':<40}{'seconds':>9}{'processor':>11}")
    slowest = 0.0
    for source in SOURCES:
        for by in source.indicator.by:
            for form in forms:
                slug = source.indicator.slug
                given = {"by": by.value, "format": form}
                took = await bench.time(
                    desk, f"/reports/{slug}", given, about=f"{slug:<18}{by.value:<16}{form}"
                )
                slowest = max(slowest, took)
    quarter = {"quarter": f"{datetime.now(UTC).year - 1}-Q4"}
    slowest = max(slowest, await bench.time(desk, "/reports/board-pack", quarter, about="board-pack"))
    _say(f"slowest report: {slowest:.2f} s, where {SLOWEST_REPORT} were allowed")
    return slowest < SLOWEST_REPORT


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main() -> None:
    """Print a row per page and per report: the median time of an answer, and what it took of a processor."""
    parser = argparse.ArgumentParser(prog="do.py bench --reports", description=__doc__)
    parser.add_argument("--clients", type=int, default=100_000, help="of history (%(default)s)")
    parser.add_argument("--waiting", type=int, default=2_000, help="of them, at most (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of each (%(default)s)")
    parser.add_argument("--forms", default="json,svg", help="json, csv, svg, by commas (%(default)s)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="matchingspunt-bench-") as folder:
        Path(folder).chmod(0o711)
        with embedded.start(Path(folder) / "data", settings={"fsync": "off"}) as server:
            migrate(server.url)
            in_time = asyncio.run(
                _measure(
                    server.url,
                    Bench(Path(folder) / "data" / "cluster", chosen.rounds),
                    clients=chosen.clients,
                    waiting=chosen.waiting,
                    forms=chosen.forms.split(","),
                )
            )
    raise SystemExit(0 if in_time else 1)


if __name__ == "__main__":
    main()
