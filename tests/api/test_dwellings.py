"""Dwellings, through the door."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from conftest import UNKNOWN_ID, Clock, Doors, Town
from matching.models import Dwelling, Entry, Fact, HousingForm
from matching.work import Workshop
from offers import an_offer

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
async def corporation(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.corporation)


async def posted(client: httpx.AsyncClient, **facts: Any) -> dict[str, Any]:
    answer = await client.post("/dwellings", json=an_offer(**facts))
    assert answer.status_code == 201, answer.text
    dwelling: dict[str, Any] = answer.json()
    return dwelling


def faults_of(problem: dict[str, Any]) -> set[tuple[str, str]]:
    return {(param["name"], param["code"]) for param in problem["invalidParams"]}


async def test_dwelling_is_posted_and_read_again(corporation: httpx.AsyncClient, town: Town) -> None:
    answer = await corporation.post("/dwellings", json=an_offer(features=["balcony"], bedrooms=1, rooms=2))

    assert answer.status_code == 201
    dwelling = answer.json()
    assert answer.headers["Location"] == f"/v1/dwellings/{dwelling['id']}"
    assert dwelling | an_offer(features=["balcony"], bedrooms=1, rooms=2) == dwelling
    assert (dwelling["region"], dwelling["municipality"], dwelling["state"]) == (
        "fictie",
        "GM9001",
        "offered",
    )
    assert dwelling["corporationId"] == str(town.corporation.id)
    assert (await corporation.get(f"/dwellings/{dwelling['id']}")).json() == dwelling


async def test_posting_is_written_in_the_journal(
    corporation: httpx.AsyncClient, town: Town, workshop: Workshop
) -> None:
    dwelling = await posted(corporation)

    async with workshop.open() as work:
        entry = await work.session.scalar(select(Entry).where(Entry.fact == Fact.DWELLING_POSTED.value))
    assert entry is not None
    assert entry.subject_id == UUID(dwelling["id"])
    assert (entry.region_id, entry.organisation_id) == (town.region.id, town.corporation.id)
    assert entry.key_id is not None


async def test_second_dwelling_with_the_same_reference_names_the_first(
    corporation: httpx.AsyncClient,
) -> None:
    first = await posted(corporation, reference="WON-7")

    answer = await corporation.post("/dwellings", json=an_offer("WON-7", rent=1))

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/dwelling-exists"
    assert f"/v1/dwellings/{first['id']}" in answer.json()["detail"]


async def test_another_corporation_may_use_the_same_reference(doors: Doors, town: Town) -> None:
    rival = await doors.as_organisation(town.other_corporation)
    await posted(await doors.as_organisation(town.corporation), reference="WON-7")

    assert (await posted(rival, reference="WON-7"))["reference"] == "WON-7"


async def test_of_two_posts_at_once_one_wins(corporation: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(corporation.post("/dwellings", json=an_offer()) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    winner = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
    assert all(winner in answer.json()["detail"] for answer in answers if answer.status_code == 409)


async def test_every_fault_of_shape_is_named_at_once(corporation: httpx.AsyncClient) -> None:
    body = an_offer("no spaces", rent=-1, energyLabel="H", bagId="1", capacity=0, features=["lift", "lift"])

    answer = await corporation.post("/dwellings", json=body | {"floorArea": 4, "surprise": 1})

    assert answer.status_code == 400
    names = {param["name"] for param in answer.json()["invalidParams"]}
    fields = ("reference", "rent", "energyLabel", "bagId", "capacity", "features", "floorArea", "surprise")
    assert names == {f"body.{field}" for field in fields}


async def test_every_fault_of_sense_is_named_at_once(corporation: httpx.AsyncClient, town: Town) -> None:
    body = an_offer(
        neighbourhood="BU90030101",
        housingForm="castle",
        reservedProviderId=str(town.corporation.id),
        minimumAge=30,
        maximumAge=20,
        excludedOrigins=["GM9003", "GM0000"],
    )

    answer = await corporation.post("/dwellings", json=body, headers={"Accept-Language": "nl"})

    assert answer.json()["type"] == "/problems/dwelling-contradicts"
    assert faults_of(answer.json()) == {
        ("body.neighbourhood", "neighbourhood-elsewhere"),
        ("body.housingForm", "unknown-housing-form"),
        ("body.reservedProviderId", "unknown-provider"),
        ("body.maximumAge", "ages-out-of-order"),
        ("body.excludedOrigins.1", "unknown-municipality"),
    }
    assert "geen woonvorm" in answer.text


async def test_retired_housing_form_is_refused(
    corporation: httpx.AsyncClient, workshop: Workshop, clock: Clock
) -> None:
    async with workshop.open() as work:
        query = select(HousingForm).where(HousingForm.code == "housing-plus")
        for form in await work.session.scalars(query):
            form.retired_at = clock.now

    answer = await corporation.post("/dwellings", json=an_offer(housingForm="housing-plus"))

    assert faults_of(answer.json()) == {("body.housingForm", "unknown-housing-form")}


async def test_dwelling_is_reserved_for_a_provider_of_the_region(
    corporation: httpx.AsyncClient, town: Town
) -> None:
    dwelling = await posted(corporation, reservedProviderId=str(town.provider.id))

    assert dwelling["reservedProviderId"] == str(town.provider.id)


async def test_change_keeps_the_rest_and_null_forgets(corporation: httpx.AsyncClient, clock: Clock) -> None:
    dwelling = await posted(corporation, bedrooms=1, rooms=2, features=["lift"])
    clock.tick(hours=1)

    answer = await corporation.patch(
        f"/dwellings/{dwelling['id']}", json={"rooms": None, "neighbourhood": "BU90020101"}
    )

    assert answer.status_code == 200
    changed = answer.json()
    assert changed["modifiedAt"] != dwelling["modifiedAt"]
    expected = {"rooms": None, "neighbourhood": "BU90020101", "municipality": "GM9002"}
    assert changed == dwelling | expected | {"modifiedAt": changed["modifiedAt"]}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, ""),
        ({"capacity": None}, "body.capacity"),
        ({"reference": "WON-2"}, "body.reference"),
        ({"rooms": 0}, "body.rooms"),
        ({"bedrooms": 3}, "body.bedrooms"),
        ({"neighbourhood": "BU90030101"}, "body.neighbourhood"),
        ({"housingForm": "castle"}, "body.housingForm"),
    ],
)
async def test_unsound_change_is_refused_and_changes_nothing(
    corporation: httpx.AsyncClient, change: dict[str, Any], name: str
) -> None:
    dwelling = await posted(corporation, bedrooms=1, rooms=2)

    answer = await corporation.patch(f"/dwellings/{dwelling['id']}", json=change)

    assert answer.status_code == 400
    assert [param["name"] for param in answer.json().get("invalidParams", [])] == ([name] if name else [])
    assert (await corporation.get(f"/dwellings/{dwelling['id']}")).json() == dwelling


async def test_changes_at_once_come_one_after_another(corporation: httpx.AsyncClient) -> None:
    """Each keeps its rule with what the other wrote: two bedrooms, or one room, but not both."""
    dwelling = await posted(corporation, bedrooms=1, rooms=2)
    address = f"/dwellings/{dwelling['id']}"

    answers = await asyncio.gather(
        corporation.patch(address, json={"bedrooms": 2}), corporation.patch(address, json={"rooms": 1})
    )

    assert sorted(answer.status_code for answer in answers) == [200, 400]


async def test_withdrawn_dwelling_stays_as_it_is(corporation: httpx.AsyncClient, clock: Clock) -> None:
    dwelling = await posted(corporation)
    address = f"/dwellings/{dwelling['id']}"

    answer = await corporation.post(f"{address}/withdrawal", json={"reason": "Verkocht."})

    assert answer.status_code == 200
    withdrawn = answer.json()
    assert (withdrawn["state"], withdrawn["withdrawnBecause"]) == ("withdrawn", "Verkocht.")
    assert withdrawn["withdrawnAt"] == clock.now.isoformat().replace("+00:00", "Z")
    again = await corporation.post(f"{address}/withdrawal", json={"reason": "Nog eens."})
    changed = await corporation.patch(address, json={"rent": 1})
    assert [again.status_code, changed.status_code] == [409, 409]
    assert again.json()["type"] == "/problems/dwelling-withdrawn"
    assert (await corporation.get(address)).json() == withdrawn


@pytest.mark.parametrize("reason", ["Vraag jan@example.org.", "Voor 111222333.", "Voor 111 222 333"])
async def test_reason_with_personal_data_is_refused(corporation: httpx.AsyncClient, reason: str) -> None:
    dwelling = await posted(corporation)

    answer = await corporation.post(f"/dwellings/{dwelling['id']}/withdrawal", json={"reason": reason})

    assert answer.json()["type"] == "/problems/invalid-request"
    assert answer.json()["invalidParams"][0]["name"] == "body.reason"
    assert "111" not in answer.text
    assert "jan" not in answer.text


async def test_list_is_filtered_and_paged(corporation: httpx.AsyncClient, clock: Clock) -> None:
    first = await posted(corporation, reference="A-1", availableFrom="2027-01-01")
    clock.tick(seconds=1)
    second = await posted(
        corporation, reference="A-2", neighbourhood="BU90020101", availableFrom="2027-02-01"
    )
    clock.tick(seconds=1)
    third = await posted(corporation, reference="A-3", housingForm="own-home", availableFrom="2027-03-01")
    await corporation.post(f"/dwellings/{third['id']}/withdrawal", json={"reason": "Verkocht."})

    async def found(**query: str) -> list[str]:
        answer = await corporation.get("/dwellings", params=query)
        assert answer.status_code == 200, answer.text
        return [item["reference"] for item in answer.json()["items"]]

    assert await found() == ["A-1", "A-2", "A-3"]
    assert await found(state="offered") == ["A-1", "A-2"]
    assert await found(municipality="GM9002") == ["A-2"]
    assert await found(neighbourhood=first["neighbourhood"]) == ["A-1", "A-3"]
    assert await found(housingForm="own-home") == ["A-3"]
    assert await found(reference="A-2") == [second["reference"]]
    assert await found(availableBefore="2027-02-01") == ["A-1"]
    assert await found(region="fictie", state="withdrawn") == ["A-3"]
    page = (await corporation.get("/dwellings", params={"limit": 2})).json()
    assert await found(limit="2", after=page["next"]) == ["A-3"]
    assert (await corporation.get("/dwellings", params={"region": "elders"})).status_code == 404


@pytest.mark.parametrize(("day", "status"), [("2027-01-01", 200), ("0", 400), ("2027-01-01T00:00:00", 400)])
async def test_day_in_the_address_is_a_day(corporation: httpx.AsyncClient, day: str, status: int) -> None:
    assert (await corporation.get("/dwellings", params={"availableBefore": day})).status_code == status


async def test_roles_at_each_door(doors: Doors, town: Town) -> None:
    """A corporation offers, it and its coordinator look and change, nobody else does anything."""
    owner = await doors.as_organisation(town.corporation)
    address = f"/dwellings/{(await posted(owner))['id']}"
    rights = {
        town.corporation: (409, 200, 200, 200, 200),
        town.coordinator: (403, 403, 200, 200, 200),
        town.other_corporation: (201, 200, 200, 404, 404),
        town.stranger: (403, 403, 200, 404, 404),
        town.provider: (403, 403, 403, 403, 403),
        town.municipality: (403, 403, 403, 403, 403),
        None: (403, 403, 403, 403, 403),
    }

    for organisation, expected in rights.items():
        client = await doors.as_organisation(organisation)
        answers = (
            await client.post("/dwellings", json=an_offer()),
            await client.post("/dwelling-batches", json={"items": [an_offer("WON-9")]}),
            await client.get("/dwellings"),
            await client.get(address),
            await client.patch(address, json={"rent": 70_000}),
        )
        assert tuple(answer.status_code for answer in answers) == expected, organisation
        withdrawal = await client.post(f"{address}/withdrawal", json={"reason": "no"})
        assert withdrawal.status_code == (400 if expected[3] != 403 else 403)

    nobody = await doors.with_token(None)
    for method, path in (("GET", "/dwellings"), ("POST", "/dwellings"), ("GET", address), ("PATCH", address)):
        assert (await nobody.request(method, path)).status_code == 401


async def test_everybody_sees_their_own_dwellings_only(doors: Doors, town: Town) -> None:
    await posted(await doors.as_organisation(town.corporation), reference="A-1")
    await posted(await doors.as_organisation(town.other_corporation), reference="B-1")
    seen = {
        town.corporation: ["A-1"],
        town.other_corporation: ["B-1"],
        town.coordinator: ["A-1", "B-1"],
        town.stranger: [],
    }

    for organisation, references in seen.items():
        client = await doors.as_organisation(organisation)
        items = (await client.get("/dwellings")).json()["items"]
        assert sorted(item["reference"] for item in items) == references


async def test_another_organisations_dwelling_can_not_be_withdrawn(doors: Doors, town: Town) -> None:
    dwelling = await posted(await doors.as_organisation(town.corporation))
    address = f"/dwellings/{dwelling['id']}/withdrawal"

    for organisation in (town.other_corporation, town.stranger):
        client = await doors.as_organisation(organisation)
        answer = await client.post(address, json={"reason": "Niet van mij."})
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/dwelling-not-found")


async def test_unknown_dwelling_is_not_found(corporation: httpx.AsyncClient) -> None:
    assert (await corporation.get(f"/dwellings/{UNKNOWN_ID}")).status_code == 404


async def test_coordinator_changes_and_withdraws(doors: Doors, town: Town, workshop: Workshop) -> None:
    dwelling = await posted(await doors.as_organisation(town.corporation))
    coordinator = await doors.as_organisation(town.coordinator)
    address = f"/dwellings/{dwelling['id']}"

    changed = await coordinator.patch(address, json={"accessibility": "walker"})
    withdrawn = await coordinator.post(f"{address}/withdrawal", json={"reason": "Op verzoek."})

    assert changed.json()["accessibility"] == "walker"
    assert withdrawn.json()["state"] == "withdrawn"
    async with workshop.open() as work:
        stored = await work.session.get_one(Dwelling, UUID(dwelling["id"]))
    assert stored.withdrawn_because == "Op verzoek."
