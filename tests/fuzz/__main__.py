"""Ask everything of the contract that a machine can think of, as every role, each on a fresh demo.

``python -m fuzz``: no answer may be a 5xx, and none may be one that the contract does not name: its status, content
type, headers and body. A demo of its own for each role, for whoever may suspend an organisation does; it asks without a
limit, or most answers would be a 429. It ends with the number of cases for each role, and how they were answered; the
exit code is 1 when something was wrong.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from flows.conftest import SETTINGS, open_demo
from matching import embedded
from matching.actors import Role
from matching.main import contract_only, create_app
from matching.migrations import migrate

ROLES = [role for role in Role if role is not Role.SYSTEM]
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one role.

    Attributes
    ----------
    answers
        How many cases were answered with each status.
    """

    answers: Counter[int]
    operations: int
    failed: bool


def main() -> int:
    """Fuzz as each role, print a table, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 do.py fuzz", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--role", choices=[role.value for role in ROLES], action="append", help="only as this role"
    )
    parser.add_argument(
        "--examples", type=int, default=25, help="the most cases for each operation and phase (25)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed asks the same (1)")
    parser.add_argument(
        "--only", default="", help="only operations with a name that fits this regular expression"
    )
    parser.add_argument("--minutes", type=float, default=0, help="stop a role after so long (no limit)")
    chosen = parser.parse_args()
    found = {}
    for role in ROLES:
        if not chosen.role or role.value in chosen.role:
            print(f"--- as {role.value}", flush=True)
            with a_served_demo() as (url, keys):
                found[role] = fuzz(url, keys[role], chosen)
    print("\nrole           operations  cases  contract kept  answers")
    for role, one in found.items():
        kept = "NO" if one.failed else "yes"
        answers = ", ".join(f"{status}: {number}" for status, number in sorted(one.answers.items()))
        print(f"{role.value:<14} {one.operations:>10} {one.answers.total():>6}  {kept:<13}  {answers}")
    return int(any(one.failed for one in found.values()))


@contextmanager
def a_served_demo() -> Iterator[tuple[str, dict[Role, str]]]:
    """Build the demo on a server of its own and serve it; yield its address, and the key of each role."""
    with tempfile.TemporaryDirectory(prefix="matchingspunt-fuzz-") as folder:
        Path(folder).chmod(0o711)
        with embedded.start(Path(folder) / "data", settings={"fsync": "off"}) as database:
            migrate(database.url)
            keys = asyncio.run(_keys(database.url))
            config = uvicorn.Config(
                create_app(SETTINGS, url=database.url), host="127.0.0.1", port=0, log_level="error"
            )
            server = uvicorn.Server(config)
            running = threading.Thread(target=server.run)
            running.start()
            try:
                yield _address(server), keys
            finally:
                server.should_exit = True
                running.join()


async def _keys(url: str) -> dict[Role, str]:
    async with open_demo(url) as doors:
        return {role: client.headers["Authorization"] for role, client in doors.items()}


def _address(server: uvicorn.Server) -> str:
    """Return where a server listens, once it does."""
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    address = f"http://127.0.0.1:{port}/v1"
    httpx.get(f"{address}/health/ready").raise_for_status()
    return address


def fuzz(url: str, key: str, chosen: argparse.Namespace) -> Found:
    """Let Schemathesis ask everything with a key, and count what it asked."""
    with tempfile.TemporaryDirectory(prefix="matchingspunt-fuzz-") as folder:
        contract, report = Path(folder) / "openapi.json", Path(folder) / "report.ndjson"
        contract.write_text(json.dumps(contract_only().openapi()), encoding="utf-8")
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "run", str(contract), "--url", url),
            *("--header", f"Authorization: {key}", "--checks", ",".join(CHECKS), "--seed", str(chosen.seed)),
            *("--max-examples", str(chosen.examples), "--phases", "examples,coverage,fuzzing,stateful"),
            *("--request-timeout", "60", "--suppress-health-check", "all", "--warnings", "off"),
            *("--continue-on-failure", "--no-color", "--generation-database", "none"),
            *("--report-ndjson-path", str(report)),
            *(("--include-operation-id-regex", chosen.only) if chosen.only else ()),
            *(("--max-time", str(int(chosen.minutes * 60))) if chosen.minutes else ()),
        ]
        hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "fuzz.hooks"}
        code = subprocess.run(command, cwd=folder, env=hooks, check=False).returncode
        return Found(*_counted(report), failed=code != 0)


def _counted(report: Path) -> tuple[Counter[int], int]:
    """Return how many cases were answered with what status (0: not at all), and to how many operations they went."""
    answers: Counter[int] = Counter()
    operations = set()
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            finished = json.loads(line).get("ScenarioFinished")
            if finished:
                for one in finished["recorder"].get("interactions", {}).values():
                    answers[(one.get("response") or {}).get("status_code", 0)] += 1
                operations.add(finished["recorder"]["label"])
    return answers, len(operations - {"Stateful tests"})


if __name__ == "__main__":
    sys.exit(main())
