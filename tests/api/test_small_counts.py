"""What others than the desk read of a run: null where the people are few, with the name of the field; never 0."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from conftest import Doors, Town
from matching.jobs.runs import carry_out_run
from matching.models import Dwelling
from matching.settings import Settings
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes


@pytest.fixture
async def run(doors: Doors, town: Town, workshop: Workshop) -> str:
    """Return a finished run of six people, in which a quota of one a municipality kept two of four homes empty."""
    await a_covenant(workshop, town, maximum=1)
    await people_and_homes(workshop, town, clients=6, dwellings=4)
    coordinator = await doors.as_organisation(town.coordinator)
    return f"/matching-runs/{await finished(coordinator, workshop)}"


async def finished(coordinator: httpx.AsyncClient, workshop: Workshop) -> str:
    asked = await coordinator.post("/matching-runs", json={})
    await carry_out_run(workshop, Settings(), run_id=asked.json()["id"])
    return str(asked.json()["id"])


async def read(client: httpx.AsyncClient, address: str) -> Any:
    return (await client.get(address)).raise_for_status().json()


async def test_the_desk_reads_every_number_and_others_null_with_its_name(
    doors: Doors, town: Town, run: str
) -> None:
    exact = (await read(await doors.as_organisation(town.coordinator), run))["summary"]
    assert (exact["clients"], exact["proposals"], exact["unplaced"]) == (6, 2, 4)
    assert "suppressed" not in exact

    for organisation in (town.municipality, town.corporation, town.provider):
        told = (await read(await doors.as_organisation(organisation), run))["summary"]
        assert (told["clients"], told["proposals"], told["unplaced"]) == (6, None, None), organisation.name
        assert {"proposals", "unplaced", "eligiblePairs"} <= set(told["suppressed"])
        assert [level["value"] for level in told["levels"]] == [None] * len(told["levels"])


async def test_a_municipality_reads_its_own_quota_to_the_last_person(
    doors: Doors, town: Town, run: str
) -> None:
    municipality = await doors.as_organisation(town.municipality)
    told = {one["limit"]: one for one in (await read(municipality, f"{run}/usage"))["items"]}

    own, other = told["municipal-quota:GM9001"], told["municipal-quota:GM9002"]
    assert (own["usedBefore"], own["usedNow"], own["left"]) == (0, 1, 0)
    assert (other["usedBefore"], other["usedNow"], other["left"]) == (0, None, None)
    assert {"usedNow", "left"} <= set(other["suppressed"])
    load = next(one for one in told.values() if one["measure"] == "load")
    assert load["usedNow"] is None
    assert load["fifth"] in range(6)


async def test_a_landlord_reads_why_a_home_is_empty_and_of_how_many_nothing(
    doors: Doors, town: Town, run: str
) -> None:
    corporation = await doors.as_organisation(town.corporation)
    coordinator = await doors.as_organisation(town.coordinator)
    (told, *_), (exact, *_) = [
        (await read(client, f"{run}/empty-dwellings"))["items"] for client in (corporation, coordinator)
    ]

    assert told["dwelling"] == exact["dwelling"]
    assert (exact["eligible"], exact["unknown"], exact["blocking"][0]["count"]) == (6, 0, 4)
    assert exact["sentences"][0]["dutch"] == "De woning past bij 6 kandidaten."
    assert (told["eligible"], told["unknown"], told["blocking"][0]["count"]) == (None, 0, None)
    assert (told["suppressed"], told["blocking"][0]["suppressed"]) == (["eligible"], ["count"])
    assert told["sentences"][0]["dutch"] == "De woning past bij kandidaten."


async def test_a_landlord_counts_nobody_between_two_rents(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    """Six can pay no more than 640 euro and two no more than 650; a quota of none keeps all homes empty."""
    await a_covenant(workshop, town, maximum=0)
    for people, most in ((6, 64_000), (2, 65_000), (6, 66_000)):
        await people_and_homes(workshop, town, clients=people, dwellings=0, maximum_rent=most)
    _, homes = await people_and_homes(workshop, town, clients=0, dwellings=5)
    at = dict(zip((homes[0], homes[4]), (64_500, 65_500), strict=True))  # in one neighbourhood
    async with workshop.open() as work:
        for home, rent in at.items():
            (await work.session.get_one(Dwelling, home)).rent = rent
    coordinator = await doors.as_organisation(town.coordinator)
    run = f"/matching-runs/{await finished(coordinator, workshop)}/empty-dwellings"

    exact, told = [
        [one for one in (await read(client, run))["items"] if UUID(one["dwelling"]) in at]
        for client in (coordinator, await doors.as_organisation(town.corporation))
    ]

    assert sorted((one["eligible"], one["removed"][0]["removed"]) for one in exact) == [(6, 8), (8, 6)]
    cheap, dear = [{k: v for k, v in one.items() if k not in ("dwelling", "reference")} for one in told]
    assert cheap == dear
    assert cheap["removed"] == [
        {"rule": "rent", "removed": None, "alone": None, "suppressed": ["removed", "alone"]}
    ]


async def test_what_a_landlord_may_not_be_shown_it_can_not_filter_by(
    doors: Doors, town: Town, run: str
) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    corporation = await doors.as_organisation(town.corporation)
    (one, *_) = (await read(coordinator, "/proposals"))["items"]
    released = await coordinator.post(f"/proposals/{one['id']}/release", json={"releasedBy": "Desk"})
    assert released.is_success, released.text

    by_dwelling = await corporation.get("/proposals", params={"dwelling": one["dwelling"]})
    by_client = await corporation.get("/proposals", params={"client": one["client"]})
    by_run = await corporation.get("/proposals", params={"matchingRun": run.rpartition("/")[2]})

    assert [found["id"] for found in by_dwelling.json()["items"]] == [one["id"]]
    assert by_client.json()["items"] == by_run.json()["items"] == []
