"""Matching runs through the door: ask, follow, call off, read."""

import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from conftest import UNKNOWN_ID, Doors, Town
from matching.models import RunSnapshot
from matching.operations.runs import carry_out_run
from matching.solver import judge
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes


async def done(workshop: Workshop, asked: httpx.Response) -> str:
    """Carry out the run that was asked for, and return its address."""
    await carry_out_run(workshop, run_id=UUID(asked.json()["id"]), threads=1)
    return str(asked.headers["Location"]).removeprefix("/v1")


@pytest.fixture
async def coordinator(doors: Doors, town: Town, workshop: Workshop) -> httpx.AsyncClient:
    """Return the coordinator's client, in a town where a matching can run."""
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=5, dwellings=3)
    return await doors.as_organisation(town.coordinator)


async def test_asking_is_answered_at_once_with_where_to_follow(coordinator: httpx.AsyncClient) -> None:
    asked = await coordinator.post("/matching-runs", json={})

    assert asked.status_code == 202
    followed = await coordinator.get(asked.headers["Location"].removeprefix("/v1"))
    assert followed.json()["state"] == "requested"
    assert followed.json()["summary"] is None
    assert (followed.json()["covenantVersion"], followed.json()["seed"]) == (1, 1)


async def test_a_second_run_is_told_which_one_is_first(coordinator: httpx.AsyncClient) -> None:
    first = (await coordinator.post("/matching-runs", json={})).json()["id"]

    second = await coordinator.post("/matching-runs", json={"seed": 9})

    assert second.status_code == 409
    assert first in second.json()["detail"]


async def test_a_finished_run_tells_everything(
    coordinator: httpx.AsyncClient, doors: Doors, town: Town, workshop: Workshop
) -> None:
    address = await done(workshop, await coordinator.post("/matching-runs", json={}))

    run = (await coordinator.get(address)).json()
    unplaced = (await coordinator.get(f"{address}/unplaced-clients")).json()["items"]
    usage = (await coordinator.get(f"{address}/usage")).json()["items"]
    proposals = (await coordinator.get("/proposals", params={"matchingRun": run["id"]})).json()["items"]

    assert (run["state"], run["progress"]["share"]) == ("finished", 1.0)
    assert [level["name"] for level in run["summary"]["levels"]] == [
        "priority",
        "spread",
        "suitability",
        "stability",
    ]
    assert (len(proposals), len(unplaced)) == (3, 2)
    assert {one["kind"] for one in usage} >= {"municipal-quota", "neighbourhood-load", "commitment"}
    whole = (await coordinator.get(f"/proposals/{proposals[0]['id']}")).json()
    assert whole.items() >= proposals[0].items()
    municipality = await doors.as_organisation(town.municipality)
    assert (await municipality.get(f"{address}/usage")).status_code == 200
    assert (await municipality.get(f"{address}/unplaced-clients")).status_code == 403


async def test_sentences_speak_of_names_and_not_of_codes(
    coordinator: httpx.AsyncClient, doors: Doors, town: Town, workshop: Workshop
) -> None:
    await people_and_homes(workshop, town, clients=4, dwellings=0, excluded_areas=["GM9002"])
    address = await done(workshop, await coordinator.post("/matching-runs", json={}))

    unplaced = (await coordinator.get(f"{address}/unplaced-clients", params={"limit": 100})).json()["items"]

    told = json.dumps([one["sentences"] for one in unplaced])
    assert "GM900" not in told
    assert str(town.corporation.id) not in told


async def test_a_provider_reads_only_about_its_own_clients(
    coordinator: httpx.AsyncClient, doors: Doors, town: Town, workshop: Workshop
) -> None:
    await people_and_homes(workshop, town, clients=2, dwellings=0, provider_id=town.other_provider.id)
    address = await done(workshop, await coordinator.post("/matching-runs", json={}))
    everybody = (await coordinator.get(f"{address}/unplaced-clients")).json()["items"]

    shown = []
    for organisation in (town.provider, town.other_provider):
        provider = await doors.as_organisation(organisation)
        shown.append(
            {one["client"] for one in (await provider.get(f"{address}/unplaced-clients")).json()["items"]}
        )

    assert shown[0].isdisjoint(shown[1])
    assert shown[0] | shown[1] == {one["client"] for one in everybody}


async def test_following_ends_with_the_run(coordinator: httpx.AsyncClient, workshop: Workshop) -> None:
    address = await done(workshop, await coordinator.post("/matching-runs", json={}))

    stream = await coordinator.get(f"{address}/events")

    assert stream.headers["Content-Type"].startswith("text/event-stream")
    event, data = stream.text.strip().split("\n")
    assert event == "event: finished"
    assert json.loads(data.removeprefix("data: ")) == (await coordinator.get(address)).json()


async def test_the_coordinator_alone_reads_the_proof(
    coordinator: httpx.AsyncClient, doors: Doors, town: Town, workshop: Workshop
) -> None:
    await people_and_homes(workshop, town, clients=3, dwellings=2)
    address = await done(workshop, await coordinator.post("/matching-runs", json={}))

    files = {
        name: (await coordinator.get(f"{address}/{name}")).text
        for name in ("problem", "solution", "certificate")
    }
    levels = (await coordinator.get(address)).json()["summary"]["levels"]

    assert [(level["name"], level["proof"]) for level in levels] == [one[:2] for one in judge(**files)]
    for organisation in (town.provider, town.corporation, town.municipality):
        other = await doors.as_organisation(organisation)
        assert (await other.get(f"{address}/certificate")).status_code == 403


async def test_an_older_run_has_no_proof_and_says_so(
    coordinator: httpx.AsyncClient, workshop: Workshop
) -> None:
    address = await done(workshop, await coordinator.post("/matching-runs", json={}))
    async with workshop.open() as work:
        kept = await work.session.get_one(RunSnapshot, UUID(address.rpartition("/")[2]))
        kept.certificate = None

    answer = await coordinator.get(f"{address}/certificate")

    assert answer.status_code == 404
    assert answer.json()["type"].endswith("certificate-not-found")


async def test_a_run_is_called_off_and_has_no_result(coordinator: httpx.AsyncClient) -> None:
    address = (await coordinator.post("/matching-runs", json={})).headers["Location"].removeprefix("/v1")

    assert (await coordinator.get(f"{address}/usage")).status_code == 404
    assert (await coordinator.post(f"{address}/cancellation")).json()["state"] == "cancelled"
    assert (await coordinator.get(f"{address}/solution")).status_code == 404
    assert (await coordinator.post("/matching-runs", json={})).status_code == 202, "the region is free again"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"seed": -1, "timeLimit": 0, "sed": 3}, {"body.seed", "body.timeLimit", "body.sed"}),
        ({"seed": 1.5}, {"body.seed"}),
        ({"region": "Niet Hier"}, {"body.region"}),
    ],
)
async def test_bad_input_is_refused_with_every_fault(
    coordinator: httpx.AsyncClient, body: dict[str, Any], names: set[str]
) -> None:
    answer = await coordinator.post("/matching-runs", json=body)

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == names
    assert (await coordinator.get("/matching-runs")).json()["items"] == []


async def test_other_roles_ask_nothing_and_strangers_find_nothing(
    coordinator: httpx.AsyncClient, doors: Doors, town: Town
) -> None:
    address = (await coordinator.post("/matching-runs", json={})).headers["Location"].removeprefix("/v1")

    for organisation in (town.provider, town.corporation, town.municipality):
        client = await doors.as_organisation(organisation)
        assert (await client.post("/matching-runs", json={})).status_code == 403
        assert (await client.post(f"{address}/cancellation")).status_code == 403
    stranger = await doors.as_organisation(town.stranger)
    for path in (address, f"{address}/events", f"{address}/usage", f"/matching-runs/{UNKNOWN_ID}"):
        assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post("/matching-runs", json={"region": "fictie"})).status_code == 404


async def test_without_a_covenant_the_answer_says_so(doors: Doors, town: Town) -> None:
    coordinator = await doors.as_organisation(town.coordinator)

    answer = await coordinator.post("/matching-runs", json={}, headers={"Accept-Language": "nl"})

    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/no-covenant"
    assert "convenant" in answer.json()["title"]
