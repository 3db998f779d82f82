"""Facilities and support coverage, through the door."""

from typing import Any

from conftest import NEIGHBOURHOODS, Doors, Town

HOF: dict[str, Any] = {
    "reference": "VZ-1",
    "name": "De Fictiehof",
    "kind": "sheltered-living",
    "neighbourhood": NEIGHBOURHOODS[0],
}
PLACES: dict[str, Any] = {
    "funding": "wlz",
    "validFrom": "2026-01-01",
    "capacity": 24,
    "occupancy": 22.5,
    "loadPerPlace": 0.5,
}


async def test_provider_registers_and_keeps_its_facility(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.provider)

    made = await client.post("/facilities", json=HOF)
    twice = await client.post("/facilities", json=HOF)
    address = made.headers["Location"].removeprefix("/v1")
    placed = await client.post(f"{address}/places", json=PLACES)
    await client.post(f"{address}/places", json=PLACES | {"validFrom": "2030-01-01", "occupancy": 1})
    changed = await client.patch(address, json={"name": "Het Fictiehof"})
    listed = await client.get("/facilities")
    later = await client.get(address, params={"on": "2030-01-01"})

    assert (made.status_code, twice.status_code, placed.status_code) == (201, 409, 200), placed.text
    assert (changed.json()["name"], changed.json()["region"]) == ("Het Fictiehof", "fictie")
    assert listed.json()["items"][0]["places"] == [PLACES]
    assert [row["occupancy"] for row in later.json()["places"]] == [1]


async def test_faults_carry_the_names_of_the_wire(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.coordinator)
    wrong = HOF | {"neighbourhood": "BU90030101", "provider": str(town.corporation.id)}

    answer = await client.post("/facilities", json=wrong)

    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["invalidParams"]] == ["body.neighbourhood", "body.provider"]


async def test_rivals_find_nothing_and_corporations_may_not_look(doors: Doors, town: Town) -> None:
    provider = await doors.as_organisation(town.provider)
    address = (await provider.post("/facilities", json=HOF)).headers["Location"].removeprefix("/v1")

    for organisation, status in ((town.other_provider, 404), (town.stranger, 404), (town.corporation, 403)):
        client = await doors.as_organisation(organisation)
        assert (await client.get(address)).status_code == status
        assert (await client.patch(address, json={"name": "Van ons"})).status_code == status
        assert (await client.post(f"{address}/places", json=PLACES)).status_code == status
    coordinator = await doors.as_organisation(town.coordinator)
    assert (await coordinator.patch(address, json={})).status_code == 400
    assert (await coordinator.post(f"{address}/places", json=PLACES | {"occupancy": -1})).status_code == 400


async def test_coverage_is_set_and_read_back(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.provider)
    address = f"/organisations/{town.provider.id}/support-coverage"
    rows = [
        {"municipality": "GM9001", "level": "nearby-24h", "hours": 120.5},
        {"municipality": "GM9002", "level": "ambulant", "hours": None},
    ]

    put = await client.put(address, json={"coverage": rows})
    read = await client.get(address, params={"region": "fictie"})

    assert put.status_code == 200, put.text
    assert read.json() == {"region": "fictie", "coverage": rows}


async def test_coverage_of_another_is_not_found(doors: Doors, town: Town) -> None:
    address = f"/organisations/{town.provider.id}/support-coverage"
    rows = {"coverage": [{"municipality": "GM9003", "level": "none"}]}

    for organisation, status in ((town.other_provider, 404), (town.stranger, 404), (town.municipality, 403)):
        client = await doors.as_organisation(organisation)
        assert (await client.get(address)).status_code == status
        assert (await client.put(address, json={"coverage": []})).status_code == status
    coordinator = await doors.as_organisation(town.coordinator)
    wrong = await coordinator.put(address, json=rows)
    assert [one["name"] for one in wrong.json()["invalidParams"]] == [
        "body.coverage.0.municipality",
        "body.coverage.0.level",
    ]
    own = f"/organisations/{town.corporation.id}/support-coverage"
    assert (await coordinator.get(own)).status_code == 409
