"""Procurement plans through the door: ask, have it worked out, read it."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from conftest import Clock, Doors, Town
from matching.operations.runs import carry_out_run
from matching.operations.studies import carry_out_study
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes


@pytest.fixture
async def coordinator(doors: Doors, town: Town, workshop: Workshop) -> httpx.AsyncClient:
    """Return the coordinator's client, after a run in which six people got two homes."""
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=6, dwellings=2)
    client = await doors.as_organisation(town.coordinator)
    asked = await client.post("/matching-runs", json={})
    await carry_out_run(workshop, run_id=UUID(asked.json()["id"]), threads=1)
    return client


async def worked_out(workshop: Workshop, client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    asked = await client.post("/procurement-plans", json=body)
    assert asked.status_code == 202, asked.text
    await carry_out_study(workshop, study_id=UUID(asked.json()["id"]), threads=1)
    found: dict[str, Any] = (await client.get(asked.headers["Location"].removeprefix("/v1"))).json()
    assert found["state"] == "finished", found["failure"]
    return found


async def test_a_plan_is_a_statement_for_the_table_with_the_corporations(
    coordinator: httpx.AsyncClient, workshop: Workshop
) -> None:
    body = {"dwellings": 3, "municipalities": ["GM9002"], "rents": [60_000, 70_000]}

    found = await worked_out(workshop, coordinator, body)

    told = found["plan"]
    assert found["asked"] == body
    assert (told["placed"]["before"], told["placed"]["after"]) == (2, 5)
    assert [(one["dwellings"], one["used"], one["placed"]) for one in told["gains"]] == [
        (0, 0, 2),
        (1, 1, 3),
        (2, 2, 4),
        (3, 3, 5),
    ]
    assert told["lines"] == [
        {
            "housingForm": "own-home",
            "municipality": "GM9002",
            "bedrooms": 1,
            "maximumRent": 70_000,
            "accessibility": "none",
            "tenancy": "own-name",
            "lowStimulus": False,
            "supportNearby": False,
            "number": 3,
            "fits": 6,
            "houses": [{"urgency": "regular", "clients": 3}],
        }
    ]
    assert told["statement"]["dutch"].splitlines() == [
        "Wij vragen de corporaties om 3 woningen extra, binnen alle afspraken over quota en draagkracht:",
        "- 3 woningen in de gemeente Verzindorp (Eigen woning zonder begeleiding): 1 slaapkamer, huur met "
        "servicekosten tot en met € 700,00, eigen huurcontract, onbepaalde tijd",
    ]
    assert (await coordinator.get("/dwellings")).json()["items"] != []


async def test_the_municipality_reads_it_and_others_do_not(
    coordinator: httpx.AsyncClient, doors: Doors, town: Town, workshop: Workshop
) -> None:
    made = await worked_out(workshop, coordinator, {"dwellings": 1})

    municipality = await doors.as_organisation(town.municipality)
    read = (await municipality.get(f"/procurement-plans/{made['id']}")).json()
    assert read == made | {"asked": None, "plan": read["plan"]}
    assert read["plan"]["statement"] == made["plan"]["statement"], "it is made to be handed on"
    assert (read["plan"]["placed"]["before"], read["plan"]["lines"][0]["houses"]) == (None, None)
    [line] = made["plan"]["lines"]
    assert read["plan"]["lines"] == [line | {"fits": None, "houses": None, "suppressed": ["houses", "fits"]}]
    assert (await municipality.post("/procurement-plans", json={"dwellings": 1})).status_code == 403
    for organisation in (town.provider, town.corporation):
        other = await doors.as_organisation(organisation)
        assert (await other.get(f"/procurement-plans/{made['id']}")).status_code == 403
    stranger = await doors.as_organisation(town.stranger)
    assert (await stranger.get(f"/procurement-plans/{made['id']}")).status_code == 404
    assert (await coordinator.get(f"/scenarios/{made['id']}")).status_code == 404, "it is of another kind"


async def test_whoever_may_offer_a_dwelling_reads_what_is_asked_and_of_nobody(
    coordinator: httpx.AsyncClient, doors: Doors, town: Town, workshop: Workshop, clock: Clock
) -> None:
    corporation = await doors.as_organisation(town.corporation)
    assert (await corporation.get("/procurement-statements")).json() == {"items": []}, (
        "nothing was worked out"
    )
    await worked_out(workshop, coordinator, {"dwellings": 1})
    assert (await corporation.get("/procurement-statements")).json() == {"items": []}, (
        "the desk tries something"
    )
    await worked_out(workshop, coordinator, {"dwellings": 1, "forCorporations": True})
    clock.tick(minutes=1)
    last = await worked_out(
        workshop, coordinator, {"dwellings": 2, "rents": [70_000], "forCorporations": True}
    )
    clock.tick(minutes=1)
    await worked_out(workshop, coordinator, {"dwellings": 1, "forCorporations": False})

    [read] = (await corporation.get("/procurement-statements")).json()["items"]

    plan = last["plan"]
    described = [
        {key: value for key, value in line.items() if key not in ("fits", "houses")} for line in plan["lines"]
    ]
    assert read == {
        "region": town.region.slug,
        "madeAt": last["finishedAt"],
        "wanted": described,
        "undescribed": 0,
        "statement": plan["statement"],
    }
    for organisation in (town.provider, town.municipality, town.coordinator):
        other = await doors.as_organisation(organisation)
        assert (await other.get(f"/procurement-statements?region={town.region.slug}")).json() == {
            "items": [read]
        }
    stranger = await doors.as_organisation(town.stranger)
    assert (await stranger.get("/procurement-statements")).json() == {"items": []}
    assert (await stranger.get(f"/procurement-statements?region={town.region.slug}")).status_code == 404


async def test_what_describes_a_few_people_is_asked_without_a_description(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=4, dwellings=0)
    client = await doors.as_organisation(town.coordinator)
    asked = await client.post("/matching-runs", json={})
    await carry_out_run(workshop, run_id=UUID(asked.json()["id"]), threads=1)
    await worked_out(workshop, client, {"dwellings": 3, "forCorporations": True})

    corporation = await doors.as_organisation(town.corporation)
    [read] = (await corporation.get("/procurement-statements")).json()["items"]

    assert (read["wanted"], read["undescribed"]) == ([], 3)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (
            {"dwellings": 0, "rents": [-1], "municipalities": ["Heerlen"], "budget": 3},
            {"body.dwellings", "body.rents.0", "body.municipalities.0", "body.budget"},
        ),
        (
            {
                "dwellings": 2,
                "housingForms": ["tent", "own-home"],
                "municipalities": ["GM9003"],
                "availableFrom": "2199-01-01",
            },
            {"body.housingForms.0", "body.municipalities.0", "body.availableFrom"},
        ),
    ],
)
async def test_bad_input_is_refused_with_every_fault(
    coordinator: httpx.AsyncClient, body: dict[str, Any], names: set[str]
) -> None:
    answer = await coordinator.post("/procurement-plans", json=body)

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == names
    assert (await coordinator.get("/procurement-plans")).json()["items"] == []


async def test_the_report_adds_the_last_plan_up(
    coordinator: httpx.AsyncClient, workshop: Workshop, clock: Clock
) -> None:
    await worked_out(workshop, coordinator, {"dwellings": 1, "municipalities": ["GM9001"], "rents": [60_000]})
    clock.tick(minutes=1)
    await worked_out(workshop, coordinator, {"dwellings": 3, "municipalities": ["GM9002"], "rents": [60_000]})

    exact = (
        await coordinator.get("/reports/procurement", params={"by": "municipality", "exact": "true"})
    ).json()
    told = (await coordinator.get("/reports/procurement", params={"by": "municipality"})).json()

    assert [(row["group"], row["dutch"], row["dwellings"], row["helped"]) for row in exact["rows"]] == [
        ("GM9002", "Verzindorp", 3, 3)
    ]
    assert [(row["dwellings"], row["helped"]) for row in told["rows"]] == [(None, None)], "three are few"
