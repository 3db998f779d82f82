"""What the second wall costs, request by request, side by side: `.venv/bin/python tests/bench/walls.py`."""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from sqlalchemy import update

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from conftest import NEIGHBOURHOODS, Doors, Town, build_town
from matching import embedded
from matching.main import create_app
from matching.migrations import migrate
from matching.models import Proposal
from matching.operations.check_ins import plan_check_ins
from matching.settings import Settings
from matching.walls import Asking, behind_the_wall
from matching.work import Workshop
from matching.workplace import open_workshop
from matching_town import a_covenant
from rows import a_placement, a_proposal_of_somebody
from tenancies import REASONS

Request = Callable[[httpx.AsyncClient, int], Awaitable[httpx.Response]]


def _get(path: str) -> Request:
    return lambda client, _number: client.get(path)


async def _post_dwelling(client: httpx.AsyncClient, number: int) -> httpx.Response:
    offer = {
        "reference": f"B-{number}-{time.monotonic_ns()}",
        "neighbourhood": NEIGHBOURHOODS[0],
        "housingForm": "own-home",
        "availableFrom": "2027-01-01",
    }
    return await client.post("/dwellings", json=offer)


ASKED: tuple[tuple[str, str, Request], ...] = (
    ("provider", "GET /clients", _get("/clients")),
    ("coordinator", "GET /clients", _get("/clients")),
    ("corporation", "GET /dwellings", _get("/dwellings")),
    ("provider", "GET /proposals", _get("/proposals")),
    ("corporation", "GET /proposals", _get("/proposals")),
    ("provider", "GET /placements", _get("/placements")),
    ("municipality", "GET /signals", _get("/signals")),
    ("provider", "GET /tasks", _get("/tasks")),
    ("corporation", "GET /tasks", _get("/tasks")),
    ("coordinator", "GET /tasks", _get("/tasks")),
    ("corporation", "POST /dwellings", _post_dwelling),
)


async def _fill(workshop: Workshop, *, people: int) -> Town:
    """Return a town where so many live somewhere, and as many have a proposal."""
    town = await build_town(workshop)
    await a_covenant(workshop, town)
    async with workshop.open() as work:
        for number in range(people):
            await plan_check_ins(work, await a_placement(work, town))
            await a_proposal_of_somebody(work, town, released_at=work.at if number % 2 else None)
        await work.session.execute(update(Proposal).values(reasons=REASONS))
    return town


@contextmanager
def _nobody_told() -> Iterator[None]:
    with patch.object(Asking, "tell", lambda _self, _connection: None):
        yield


async def _measure(url: str, *, people: int, rounds: int) -> None:
    clock = lambda: datetime.now(UTC)  # noqa: E731
    async with AsyncExitStack() as stack:
        workshop = await stack.enter_async_context(open_workshop(Settings(), url=url))
        town = await _fill(workshop, people=people)
        sides: dict[str, dict[str, httpx.AsyncClient]] = {}
        for side in ("with", "without"):
            app = create_app(Settings(requests_per_minute=0), url=url, clock=clock)
            with patch("matching.database.behind_the_wall", _UNTOUCHED[side]):
                await stack.enter_async_context(app.router.lifespan_context(app))
            doors = Doors(workshop, httpx.ASGITransport(app))
            stack.push_async_callback(doors.close)
            sides[side] = {
                name: await doors.as_organisation(getattr(town, name))
                for name in ("provider", "corporation", "coordinator", "municipality")
            }
        for who, what, ask in ASKED:
            _print(who, what, await _compared(sides, who, ask, rounds=rounds))


def _leave(_engine: Any) -> None:
    """Leave an engine with the rights of its login, which owns the tables."""


_UNTOUCHED = {"with": behind_the_wall, "without": _leave}


async def _compared(
    sides: dict[str, dict[str, httpx.AsyncClient]], who: str, ask: Request, *, rounds: int
) -> dict[str, list[float]]:
    """Ask in turn with and without the wall; return how long each answer took. [second]"""
    took: dict[str, list[float]] = {"with": [], "without": []}
    for number in range(rounds + 5):
        for side, times in took.items():
            begun = time.perf_counter()
            if side == "with":
                answer = await ask(sides[side][who], number)
            else:
                with _nobody_told():
                    answer = await ask(sides[side][who], number)
            assert answer.is_success, answer.text
            if number >= 5:  # the first ones make statements and plans
                times.append(time.perf_counter() - begun)
    return took


def _print(who: str, what: str, took: dict[str, list[float]]) -> None:
    behind, before = (1_000 * statistics.median(took[side]) for side in ("with", "without"))
    ratio = f"{behind / before:.2f}"
    print(f"{who:<13}{what:<18}{before:8.1f} ms {behind:8.1f} ms {ratio:>6}", flush=True)  # noqa: T201


def main() -> None:
    """Print a row per request: the median without the wall, behind it, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300, help="placements, and proposals (%(default)s)")
    parser.add_argument("--rounds", type=int, default=60, help="of each request (%(default)s)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="matchingspunt-bench-") as folder:
        Path(folder).chmod(0o711)
        with embedded.start(Path(folder) / "data") as server:
            migrate(server.url)
            asyncio.run(_measure(server.url, people=chosen.people, rounds=chosen.rounds))


if __name__ == "__main__":
    main()
