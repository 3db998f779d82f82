"""What-if through the door: ask, have it worked out, read it."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from conftest import NEIGHBOURHOODS, UNKNOWN_ID, Doors, Town
from matching.operations.runs import carry_out_run
from matching.operations.studies import carry_out_study
from matching.operations.studies.request import MOST_QUESTIONS
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes


@pytest.fixture
async def coordinator(doors: Doors, town: Town, workshop: Workshop) -> httpx.AsyncClient:
    """Return the coordinator's client, after a run in which six people got four homes."""
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=6, dwellings=4)
    client = await doors.as_organisation(town.coordinator)
    asked = await client.post("/matching-runs", json={})
    await carry_out_run(workshop, run_id=UUID(asked.json()["id"]), threads=1)
    return client


async def worked_out(workshop: Workshop, client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    asked = await client.post("/scenarios", json=body)
    assert asked.status_code == 202, asked.text
    assert (asked.json()["state"], asked.json()["comparison"]) == ("requested", None)
    await carry_out_study(workshop, study_id=UUID(asked.json()["id"]), threads=1)
    found: dict[str, Any] = (await client.get(asked.headers["Location"].removeprefix("/v1"))).json()
    assert found["state"] == "finished", found["failure"]
    return found


async def test_a_scenario_is_worked_out_and_touches_no_proposal(
    coordinator: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    client = (await coordinator.get("/clients", params={"limit": 1})).json()["items"][0]["id"]
    before = (await coordinator.get("/proposals")).json()
    body = {
        "quotas": [{"municipality": "GM9001", "maximum": 0}],
        "originLimits": [],
        "loadCaps": [
            {"area": NEIGHBOURHOODS[2], "points": 12.5},
            {"area": NEIGHBOURHOODS[3], "points": None},
        ],
        "commitments": [{"organisation": str(town.corporation.id), "offersMore": True}],
        "policy": {"urgencyWeights": {"crisis": 9_000}, "waitingMonths": 12},
        "moreDwellings": [
            {
                "neighbourhood": NEIGHBOURHOODS[2],
                "housingForm": "own-home",
                "bedrooms": 1,
                "rent": 60_000,
                "capacity": 3,
            }
        ],
        "moreClients": [{"like": client, "number": 2, "urgency": "urgent"}],
    }

    found = await worked_out(workshop, coordinator, body)

    told = found["comparison"]
    assert found["asked"] == body
    sides = [told["clients"], told["placed"], *(one["placed"] for one in told["municipalities"])]
    assert [(one["before"], one["after"]) for one in sides] == [(6, 8), (4, 5), (2, 0), (2, 5)]
    assert [one["dutch"] for one in told["changes"]] == [
        "De gemeente Fictiedam: hoogste aantal plaatsingen 0 (was 10).",
        f"De buurt Buurt {NEIGHBOURHOODS[2]}: draagkracht in punten 12,5 (was zonder afspraak).",
        f"De buurt Buurt {NEIGHBOURHOODS[3]}: draagkracht in punten zonder afspraak (was zonder afspraak).",
        "De corporatie Fictiewonen: biedt meer aan ja (was nee).",
        "Gewicht van urgentie crisis: 9000 (was 7600).",
        "Langste wachttijd die telt, in maanden: 12 (was 60).",
        "Erbij: 3 woningen (Eigen woning zonder begeleiding) in de buurt "
        f"Buurt {NEIGHBOURHOODS[2]}, 1 slaapkamer(s), huur € 600,00.",
        "Erbij: 2 kandidaten.",
    ]
    assert (await coordinator.get("/proposals")).json() == before


async def test_the_municipality_reads_counts_and_no_identity(
    coordinator: httpx.AsyncClient, doors: Doors, town: Town, workshop: Workshop
) -> None:
    client = (await coordinator.get("/clients", params={"limit": 1})).json()["items"][0]["id"]
    made = await worked_out(workshop, coordinator, {"withoutClients": [client]})

    municipality = await doors.as_organisation(town.municipality)
    read = await municipality.get(f"/scenarios/{made['id']}")
    listed = (await municipality.get("/scenarios", params={"matchingRun": made["matchingRun"]})).json()[
        "items"
    ]

    assert made["comparison"]["placed"]["before"] == 4
    told = read.json()["comparison"]
    assert read.json() == made | {"asked": None, "comparison": told}
    assert (told["placed"]["before"], told["placed"]["change"]) == (None, "same")
    assert [one["dutch"] for one in told["changes"]] == [], "that one was left out of six is too few to tell"
    assert [one["dutch"] for one in told["sentences"]] == ["Er krijgen evenveel mensen een woning."]
    assert client not in read.text
    assert [one["id"] for one in listed] == [made["id"]]
    assert listed[0]["asked"] is None
    assert (await municipality.post("/scenarios", json={})).status_code == 403
    for organisation in (town.provider, town.corporation):
        other = await doors.as_organisation(organisation)
        assert (await other.get(f"/scenarios/{made['id']}")).status_code == 403
    stranger = await doors.as_organisation(town.stranger)
    assert (await stranger.get(f"/scenarios/{made['id']}")).status_code == 404
    assert (await stranger.post("/scenarios", json={"matchingRun": made["matchingRun"]})).status_code == 404


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (
            {
                "quotas": [{"municipality": "GM9001", "maximum": -1}, {"maximum": 3}],
                "loadCaps": [{"area": NEIGHBOURHOODS[0], "points": -2}],
                "moreClients": [{"like": "nobody", "number": 0}],
                "naam": "x",
            },
            {
                "body.quotas.0.maximum",
                "body.quotas.1.municipality",
                "body.loadCaps.0.points",
                "body.moreClients.0.like",
                "body.moreClients.0.number",
                "body.naam",
            },
        ),
        (
            {
                "quotas": [{"municipality": "GM9003", "maximum": 1}],
                "originLimits": [{"origin": "outside", "municipality": "GM9001", "maximum": 1}],
                "loadCaps": [{"area": NEIGHBOURHOODS[4], "points": 1}],
                "withoutDwellings": [str(UNKNOWN_ID)],
                "moreDwellings": [
                    {"neighbourhood": NEIGHBOURHOODS[4], "housingForm": "tent", "bedrooms": 1, "rent": 1}
                ],
                "policy": {"urgencyWeights": {"urgent": 8_000}},
            },
            {
                "body.quotas.0.municipality",
                "body.originLimits.0.origin",
                "body.loadCaps.0.area",
                "body.withoutDwellings.0",
                "body.moreDwellings.0.neighbourhood",
                "body.moreDwellings.0.housingForm",
                "body.policy.urgencyWeights.crisis",
            },
        ),
    ],
)
async def test_bad_input_is_refused_with_every_fault(
    coordinator: httpx.AsyncClient, body: dict[str, Any], names: set[str]
) -> None:
    answer = await coordinator.post("/scenarios", json=body)

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == names
    assert (await coordinator.get("/scenarios")).json()["items"] == []


async def test_there_must_be_a_run_to_ask_about(doors: Doors, town: Town, workshop: Workshop) -> None:
    await a_covenant(workshop, town)
    coordinator = await doors.as_organisation(town.coordinator)
    unfinished = (await coordinator.post("/matching-runs", json={})).json()["id"]

    kinds = [
        (await coordinator.post("/scenarios", json=body)).json()["type"]
        for body in ({}, {"matchingRun": unfinished}, {"matchingRun": str(UNKNOWN_ID)})
    ]

    assert kinds == [
        f"/problems/{one}" for one in ("nothing-matched-yet", "result-not-found", "run-not-found")
    ]


async def test_there_is_a_limit_to_how_many_wait_for_an_answer(coordinator: httpx.AsyncClient) -> None:
    asked = [await coordinator.post("/scenarios", json={}) for _ in range(MOST_QUESTIONS + 1)]

    assert [one.status_code for one in asked] == [202] * MOST_QUESTIONS + [409]
    assert asked[-1].json()["type"] == "/problems/too-many-questions"
    assert (await coordinator.post("/procurement-plans", json={"dwellings": 1})).status_code == 409
