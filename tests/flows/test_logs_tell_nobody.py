"""Whatever people send, and whatever breaks on it: nothing of it is in the logs, however much they tell."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from conftest import NEIGHBOURHOODS, Town
from matching.actors import OPERATOR
from matching.models import Organisation
from matching.operations.keys import make_key
from matching.work import Workshop
from matching.workplace import utc_now
from matching_town import a_covenant, later_rent_limits, people_and_homes
from offers import a_profile, an_offer
from receivers import Receiver, receiving, status
from running import Process, answers, eventually, free_port, running

MARK = "zzgeheim"
NUMBER = 61_237
TALKATIVE = {"MATCHING_LOG_FORMAT": "json", "MATCHING_WEBHOOK_PRIVATE": "true", "MATCHING_HEARTBEAT": "0.5"}


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return the real clock, which is the one that the processes have."""
    return utc_now


class Told:
    """Everybody's client of HTTP, and everything that must not be told."""

    def __init__(self, base: str, stack: ExitStack) -> None:
        self.base = base
        self._stack = stack
        self.secrets: set[str] = {MARK, str(NUMBER)}

    async def person(self, workshop: Workshop, organisation: Organisation) -> httpx.Client:
        """Return a client of HTTP with a key of its own."""
        async with workshop.open(OPERATOR) as work:
            key = (await make_key(work, organisation=organisation, label=f"{MARK} label")).secret
        self.secrets.add(key)
        headers = {
            "Authorization": f"Bearer {key}",
            "On-Behalf-Of": f"{MARK}-medewerker",
            "Idempotency-Key": f"{MARK}-{organisation.id}",
        }
        return self._stack.enter_context(httpx.Client(base_url=self.base, headers=headers, timeout=60))


def sent(client: httpx.Client, path: str, body: Any, *, expect: int) -> Any:
    """Post something under a key of its own, and return the answer."""
    headers = {"Idempotency-Key": f"{MARK}-{path}-{hash(json.dumps(body))}"}
    answer = client.post(path, json=body, headers=headers)
    assert answer.status_code == expect, answer.text
    return answer.json()


@contextmanager
def a_column_gone(url: str, table: str, column: str) -> Iterator[None]:
    """Let everything that reads or writes a column break on it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"alter table {table} rename column {column} to {column}_gone")  # type: ignore[call-overload]
    try:
        yield
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"alter table {table} rename column {column}_gone to {column}")  # type: ignore[call-overload]


async def refer(told: Told, workshop: Workshop, town: Town) -> str:
    """Refer somebody with a mark in every field that takes one, rightly, wrongly, and twice; return the identity."""
    provider = await told.person(workshop, town.provider)
    profile = a_profile(
        f"{MARK}-ref",
        urgency="urgent",
        urgencyReason=f"{MARK} reden",
        urgencyApprovedBy=f"{MARK} team",
        keepApart=[f"{MARK}-paard"],
        excludedAreas=[NEIGHBOURHOODS[3]],
        maximumRent=NUMBER,
    )
    client = sent(provider, "/clients", profile, expect=201)
    sent(provider, "/clients", profile | {"load": 2}, expect=409)
    sent(provider, "/clients", profile | {"urgency": MARK, MARK: MARK}, expect=400)
    assert (
        provider.post(
            "/clients",
            content=f'{{"reference": "{MARK}'.encode(),
            headers={"Content-Type": "application/json"},
        ).status_code
        == 400
    )
    assert provider.get("/clients", params={"reference": MARK, MARK: MARK}).status_code == 400
    assert provider.get(f"/clients/{MARK}").status_code in (400, 404)
    assert provider.get(f"/{MARK}").status_code == 404
    assert (
        provider.get(f"/clients/{client['id']}", headers={"Authorization": f"Bearer mp_{MARK}"}).status_code
        == 401
    )
    assert provider.get(f"/clients/{client['id']}").status_code == 200
    return str(client["id"])


async def propose(told: Told, workshop: Workshop, town: Town, pair: tuple[str, str]) -> None:
    """Propose by hand, release and refuse, with names and notes."""
    desk = await told.person(workshop, town.coordinator)
    corporation = await told.person(workshop, town.corporation)
    home = sent(corporation, "/dwellings", an_offer(f"{MARK}-woning", rent=NUMBER), expect=201)
    assert home["reference"] == f"{MARK}-woning"
    made = sent(
        desk,
        "/proposals",
        {"client": pair[0], "dwelling": pair[1], "decidedBy": f"{MARK} Jansen"},
        expect=201,
    )
    at = f"/proposals/{made['id']}"
    sent(desk, f"{at}/release", {"releasedBy": f"{MARK} Jansen"}, expect=200)
    sent(
        corporation, f"{at}/refusal", {"reason": "not-at-viewing", "note": f"{MARK} was er niet"}, expect=200
    )


async def test_nothing_that_was_sent_is_in_the_logs(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    await later_rent_limits(workshop)
    await a_covenant(workshop, town)
    clients, dwellings = await people_and_homes(workshop, town, clients=3, dwellings=2)
    port = free_port()
    given = {**TALKATIVE, "MATCHING_DATABASE_URL": clean_database}
    with (
        ExitStack() as stack,
        receiving(status(500)) as ear,
        running("--verbose", "api", "--port", str(port), log=tmp_path / "api.log", **given) as server,
        running("--verbose", "work", log=tmp_path / "work.log", **given) as worker,
    ):
        told = Told(f"http://127.0.0.1:{port}/v1", stack)
        answers(told.base, server)
        desk = await told.person(workshop, town.coordinator)
        sent(
            desk,
            "/webhook-endpoints",
            {"url": f"{ear.url}?token={MARK}", "description": f"{MARK} oor"},
            expect=201,
        )
        told.secrets |= {await refer(told, workshop, town), str(clients[0])}
        await propose(told, workshop, town, (str(clients[0]), str(dwellings[0])))
        finished = a_run(desk, "finished")
        with a_column_gone(clean_database, "clients", "urgency_reason"):
            provider = await told.person(workshop, town.provider)
            broken = sent(provider, "/clients", a_profile(f"{MARK}-2", maximumRent=NUMBER), expect=500)
            failed = a_run(desk, "failed")
        heard(ear)
    api, work = read(server), read(worker)

    everything = json.dumps([api, work]).lower()
    assert [secret for secret in told.secrets if secret.lower() in everything] == []
    told_of = {(line.get("method"), line.get("route"), line.get("status"), line.get("role")) for line in api}
    assert {
        ("POST", "/clients", 201, "provider"),
        ("POST", "/clients", 409, "provider"),
        ("POST", "/clients", 500, "provider"),
        ("GET", "/clients/{client_id}", 401, ""),
        ("GET", "/clients/{client_id}", 200, "provider"),
        ("GET", "", 404, ""),
        ("POST", "/proposals/{proposal_id}/refusal", 200, "corporation"),
    } <= told_of
    [crash] = [line for line in api if line["message"] == "A request broke."]
    assert broken["instance"] == f"urn:uuid:{crash['request']}"
    assert "UndefinedColumn 42703" in crash["traceback"]
    jobs = {(line["job"], line.get("run_id"), line["outcome"]) for line in work if "job" in line}
    assert {("carry-out-run", finished, "done"), ("carry-out-run", failed, "done")} <= jobs
    assert "deliver-events" in {name for name, *_ in jobs}
    assert any("UndefinedColumn 42703" in line.get("traceback", "") for line in work)


def a_run(desk: httpx.Client, ends: str) -> str:
    """Ask for a run, and wait until it ended as it should."""
    run = desk.post(
        "/matching-runs", json={"region": "fictie"}, headers={"Idempotency-Key": f"run-that-{ends}"}
    ).json()
    eventually(
        lambda: desk.get(f"/matching-runs/{run['id']}").json()["state"] == ends, what=f"a run that {ends}"
    )
    return str(run["id"])


def heard(ear: Receiver) -> None:
    eventually(lambda: bool(ear.received), what="a message")


def read(process: Process) -> list[dict[str, Any]]:
    """Return what a process logged: a JSON object a line, and nothing else."""
    return [json.loads(line) for line in process.output.splitlines()]
