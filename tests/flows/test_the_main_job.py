"""The main job as its users do it: a real server, a real worker, HTTP, and the real map of Parkstad."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows import parkstad
from matching.migrations import migrate
from matching.solver import check, read_problem, read_solution
from running import answers, free_port, running
from testing_database import Postgres

pytestmark = pytest.mark.skipif(not parkstad.UNITS.exists(), reason="the shared data files are not here")


@dataclass(frozen=True, slots=True)
class Service:
    """A running service, and where its database is."""

    base: str
    url: str
    stack: ExitStack

    def command(self, *arguments: str) -> str:
        """Run a command on the service's database and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "matching", *arguments],
            env={**os.environ, "MATCHING_DATABASE_URL": self.url, "PYTHONPATH": "src"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def key(self, *arguments: str) -> httpx.Client:
        """Make a key with the command, and return a client that carries it."""
        secret = self.command("keys", "create", *arguments)
        client = httpx.Client(base_url=self.base, headers={"Authorization": f"Bearer {secret}"}, timeout=60)
        return self.stack.enter_context(client)


@pytest.fixture
def service(postgres: Postgres, tmp_path: Path) -> Iterator[Service]:
    """Start an API process and a worker process on a database of their own."""
    url = postgres.create_database("flow_main_job")
    migrate(url)
    port = free_port()
    base = f"http://127.0.0.1:{port}/v1"
    with ExitStack() as stack:
        api = stack.enter_context(
            running("api", "--port", str(port), log=tmp_path / "api.log", MATCHING_DATABASE_URL=url)
        )
        stack.enter_context(running("work", log=tmp_path / "work.log", MATCHING_DATABASE_URL=url))
        answers(base, api)
        yield Service(base, url, stack)
        assert api.popen.poll() is None
        api.popen.send_signal(signal.SIGTERM)
    postgres.drop_database("flow_main_job")


def ok(answer: httpx.Response, status: int = 201) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def organisation(operator: httpx.Client, kind: str, name: str) -> str:
    body = {"kind": kind, "name": name, "regions": ["parkstad"]}
    return str(ok(operator.post("/organisations", json=body))["id"])


def a_covenant(corporation: str, provider: str) -> dict[str, Any]:
    share = round(100 / len(parkstad.MUNICIPALITIES) - 0.005, 2)
    year = date.today().year  # noqa: DTZ011 - the processes have the real clock
    since = f"{year}-01-01"
    return {
        "name": "Uitstroomconvenant (fictief)",
        "termFrom": since,
        "termUntil": f"{year + 2}-01-01",
        "parties": [{"organisation": one, "joinedOn": since} for one in (corporation, provider)],
        "quotas": [
            {"municipality": code, "targetShare": share, "maximum": 4, "importsMaximum": 3}
            for code in parkstad.MUNICIPALITIES
        ],
        "commitments": [{"organisation": corporation, "dwellings": 18}],
        "loadCaps": [
            {"area": code, "validFrom": since, "points": 3.5, "reason": "Afgesproken (fictief)."}
            for code in parkstad.neighbourhoods()
        ],
    }


def follow(coordinator: httpx.Client, run_id: str) -> list[dict[str, Any]]:
    """Return what the server sent while the run went on."""
    with coordinator.stream("GET", f"/matching-runs/{run_id}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        sent = [line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: ")]
    return [json.loads(line) for line in sent]


def every(client: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """Return all items of a list, page after page."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = ok(client.get(path, params={**query, "limit": 40} | ({"after": after} if after else {})), 200)
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


def test_from_the_map_to_explained_proposals_and_the_same_again(service: Service) -> None:
    for file in parkstad.MAP_FILES:
        service.command("areas", "import", str(file), "--year", "2024")
    again = service.command("areas", "import", str(parkstad.MAP_FILES[2]), "--year", "2024")
    assert "0 added, 0 changed, 201 unchanged" in again
    operator = service.key()
    ok(
        operator.post(
            "/regions",
            json={"slug": "parkstad", "name": "Parkstad", "municipalities": parkstad.MUNICIPALITIES},
        )
    )
    corporation_id = organisation(operator, "corporation", "Voorbeeldwonen (fictief)")
    provider_id = organisation(operator, "provider", "Voorbeeldzorg (fictief)")
    organisation(operator, "coordinator", "Matchingspunt (fictief)")
    coordinator = service.key("--organisation", "Matchingspunt (fictief)")
    corporation = service.key("--organisation", "Voorbeeldwonen (fictief)")
    provider = service.key("--organisation", "Voorbeeldzorg (fictief)")

    ok(coordinator.post("/covenants", json=a_covenant(corporation_id, provider_id)))
    coverage = [
        {"municipality": code, "level": "nearby-24h", "hours": 40} for code in parkstad.MUNICIPALITIES
    ]
    ok(
        provider.put(
            f"/organisations/{provider_id}/support-coverage",
            json={"coverage": coverage},
            headers={"If-Match": "*"},
        ),
        200,
    )
    offered = ok(corporation.post("/dwelling-batches", json={"items": parkstad.dwellings()}), 200)
    referred = ok(provider.post("/client-batches", json={"items": parkstad.clients()}), 200)
    assert [item for item in offered["items"] + referred["items"] if item["status"] != "created"] == []

    asked = coordinator.post("/matching-runs", json={"seed": 3})
    first = ok(asked, 202)
    assert asked.headers["Location"] == f"/v1/matching-runs/{first['id']}"
    told = follow(coordinator, first["id"])
    outcome = told[-1]
    assert outcome["state"] == "finished", outcome
    summary = outcome["summary"]
    proposals = every(coordinator, "/proposals", matchingRun=first["id"])
    unplaced = every(coordinator, f"/matching-runs/{first['id']}/unplaced-clients")
    assert summary["status"] == "optimal"
    assert len(proposals) == summary["proposals"] > 5
    assert len(proposals) + len(unplaced) == 150
    assert all(one["sentences"] and one["sentences"][0]["dutch"] for one in unplaced)
    assert all(one["reasons"]["sentences"] for one in proposals)
    usage = ok(coordinator.get(f"/matching-runs/{first['id']}/usage"), 200)["items"]
    assert all(one["usedBefore"] + one["usedNow"] <= one["maximum"] for one in usage)
    assert any(one["left"] == 0 for one in usage), "some agreement really binds"

    referee_finds_nothing(coordinator, first["id"])
    second = ok(coordinator.post("/matching-runs", json={"seed": 3}), 202)
    assert follow(coordinator, second["id"])[-1]["state"] == "finished"
    same = every(coordinator, "/proposals", matchingRun=second["id"])
    assert pairs(same) == pairs(proposals)
    assert ok(corporation.get("/proposals"), 200)["items"] == [], "nothing was released"
    assert len(every(provider, f"/matching-runs/{first['id']}/unplaced-clients")) == len(unplaced)


def later_rent_limits(operator: httpx.Client) -> None:
    """Invent the limits of the years after those that are shipped: this test goes by the real clock."""
    shipped = ok(operator.get("/rent-limits"), 200)["items"][0]
    ok(operator.post("/rent-limits", json={**shipped, "validFrom": "2027-01-01", "validUntil": "2100-01-01"}))


def referee_finds_nothing(coordinator: httpx.Client, run_id: str) -> None:
    problem = read_problem(coordinator.get(f"/matching-runs/{run_id}/problem").text)
    solution = read_solution(coordinator.get(f"/matching-runs/{run_id}/solution").text, problem=problem)
    report = check(problem, solution.placements)
    assert report.violations == ()
    assert dict(report.values) == {level.name: level.value for level in solution.levels}


def pairs(proposals: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(one["clientReference"], one["dwellingReference"]) for one in proposals}
