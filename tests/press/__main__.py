"""Press Execute for every example of the contract in Swagger UI, as every role, each on a demo as it was built.

``python -m press``: Debian's Chromium opens /docs, signs in with the role's key, and presses Execute at every
operation that the role may call, with what Swagger UI filled in by itself; an operator, who works everywhere, says in
which region. Each has to be answered with a 2xx that the contract names; the console, where a broken policy of the page
is told too, has to stay silent, and nothing may go outside. What a role may call is asked over HTTP first, of a demo of
its own: what is answered there with a 403 or a 404 is not the role's. Each role has its row; the exit code
is 1 when something was wrong.

With ``--axe`` nothing is pressed: a week's work is walked through in both languages, and axe judges every page, every
report and Swagger UI, on a screen of 360 and of 1,920 pixels.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import TimeoutError as NotInTime

from flows.browsing import CHROMIUM, Browsing, browsing
from flows.conftest import demo_clients, fill_demo
from flows.test_demo_examples import request_of
from matching import embedded
from matching.actors import Role
from matching.examples import REGION
from matching.main import contract_only
from matching.migrations import migrate
from press.buttons import Operation, Visit
from press.judging import LANGUAGES, judge
from testing_database import HASTY, Postgres

ROLES = [role for role in Role if role is not Role.SYSTEM]
NOT_NOW = 75
A_VISIT = 25
"""How often is pressed on one page, which grows with every answer, to 1.6 GB after a hundred."""
CONTRACT = contract_only().openapi()
OPERATIONS = [
    Operation(method, path, operation)
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
]


def main() -> int:
    """Press, or have axe judge, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 do.py press", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--role", choices=[role.value for role in ROLES], action="append", help="only as this role"
    )
    parser.add_argument("--only", default="", help="only operations, or pages, whose name has this in it")
    parser.add_argument(
        "--axe", action="store_true", help="press nothing: have axe judge every page in both languages"
    )
    chosen = parser.parse_args()
    if CHROMIUM is None:
        print("Nothing was pressed: Debian's package `chromium` is not installed.")
        return NOT_NOW
    with a_demo() as (postgres, demo):
        return int(bool((judge_all if chosen.axe else press_all)(postgres, demo, chosen)))


def judge_all(postgres: Postgres, demo: str, chosen: argparse.Namespace) -> list[str]:
    """Judge in each language, print a row for it, and return what was wrong."""
    found: list[str] = []
    print("language       pages    wrong  seconds")
    for language in LANGUAGES:
        begun = time.perf_counter()
        url = postgres.create_database(f"judged_{language}", template=demo)
        judged = asyncio.run(judge(language, url=url, only=chosen.only))
        _tell(language, len(judged.judged), judged.wrong, time.perf_counter() - begun)
        found += judged.wrong
    return found


def press_all(postgres: Postgres, demo: str, chosen: argparse.Namespace) -> list[str]:
    """Press as each role, print a row for it, and return what was wrong."""
    found: list[str] = []
    print("role           pressed  wrong  seconds")
    for role in ROLES:
        if not chosen.role or role.value in chosen.role:
            begun = time.perf_counter()
            mine = asyncio.run(operations_of(role, postgres.create_database("asked", template=demo)))
            wanted = [one for one in mine if chosen.only.lower() in one.name.lower()]
            wrong = asyncio.run(press(role, wanted, postgres.create_database("pressed", template=demo)))
            _tell(role.value, len(wanted), wrong, time.perf_counter() - begun)
            found += wrong
    return found


def _tell(name: str, number: int, wrong: list[str], took: float) -> None:
    print(f"{name:<14} {number:>7} {len(wrong):>6} {took:>8.0f}", flush=True)
    print(*(f"  {one}\n" for one in wrong), sep="", end="", flush=True)


@contextmanager
def a_demo() -> Iterator[tuple[Postgres, str]]:
    """Build the demo once on a server of its own; yield the server, and the name of the database to copy."""
    with tempfile.TemporaryDirectory(prefix="matchingspunt-press-") as folder:
        Path(folder).chmod(0o711)
        with embedded.start(Path(folder) / "data", settings=HASTY) as server:
            postgres = Postgres(server.url, server.superuser_url)
            url = postgres.create_database("demo")
            migrate(url)
            asyncio.run(fill_demo(url))
            yield postgres, "demo"


async def operations_of(role: Role, url: str) -> list[Operation]:
    """Return what a role may call, asked in the order of the document."""
    async with demo_clients(url) as doors:
        answers = [
            (one, await doors[role].request(one.method, **request_of(one.path, one.told, _COMPONENTS)))
            for one in OPERATIONS
        ]
    return [one for one, answer in answers if answer.status_code not in (403, 404)]


_COMPONENTS = CONTRACT["components"]


async def press(role: Role, operations: list[Operation], url: str) -> list[str]:
    """Press Execute at operations as a role, in the order of the document; return what was wrong."""
    found: list[str] = []
    async with browsing(url) as at:
        for first in range(0, len(operations), A_VISIT):
            await _visit(at, role, operations[first : first + A_VISIT], found)
    return found


async def _visit(at: Browsing, role: Role, operations: list[Operation], found: list[str]) -> None:
    """Press Execute at a few operations, on a page that is opened anew after one that hangs."""
    key = at.keys[role]
    region = REGION if role is Role.OPERATOR else ""  # who works everywhere has to say where
    visit = await Visit.begin(at.browser, at.base, key, found)
    for operation in operations:
        try:
            await visit.press(operation, region=region)
        except NotInTime as error:  # nothing to press, or nothing came of it
            visit.note(str(error).strip().replace("\n", " "))
            await visit.page.context.close()
            visit = await Visit.begin(at.browser, at.base, key, found)
    await visit.page.context.close()


if __name__ == "__main__":
    sys.exit(main())
