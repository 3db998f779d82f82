"""What a refusal says about a profile or a dwelling, confirmed or rejected by its owner."""

import asyncio
from typing import Any

import httpx
import pytest

from api.test_proposals import Table, proposal, table
from conftest import Doors, Town

__all__ = ["proposal", "table"]


async def correction(table: Table, owner: httpx.AsyncClient) -> dict[str, Any]:
    [found] = (await owner.get("/corrections", params={"state": "open"})).json()["items"]
    return dict(found)


async def refused(table: Table, reason: str) -> dict[str, Any]:
    """Refuse the proposal as its provider, and return the correction that follows."""
    await table.release()
    answer = await table.says(table.provider, "refusal", reason=reason)
    assert answer.status_code == 200, answer.text
    return await correction(table, table.provider)


async def the_client(table: Table, found: dict[str, Any]) -> dict[str, Any]:
    return dict((await table.provider.get(f"/clients/{found['client']}")).json())


async def test_a_confirmed_correction_changes_the_profile_and_keeps_the_former(table: Table) -> None:
    found = await refused(table, "too-few-bedrooms")
    assert (found["field"], found["suggestion"]) == ("bedrooms", 2)

    answer = await table.provider.post(f"/corrections/{found['id']}/confirmation", json={})

    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "confirmed"
    assert (await the_client(table, found))["bedrooms"] == 2
    versions = await table.provider.get(f"/clients/{found['client']}/profile-versions")
    assert versions.json()["items"][0]["profile"]["bedrooms"] == 1


async def test_another_value_than_suggested_can_be_confirmed(table: Table) -> None:
    found = await refused(table, "too-few-bedrooms")

    await table.provider.post(f"/corrections/{found['id']}/confirmation", json={"value": 3})

    assert (await the_client(table, found))["bedrooms"] == 3


@pytest.mark.parametrize("value", ["drie", -1, [2]])
async def test_a_value_the_field_can_not_have_is_refused(table: Table, value: object) -> None:
    found = await refused(table, "too-few-bedrooms")

    answer = await table.provider.post(f"/corrections/{found['id']}/confirmation", json={"value": value})

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == {"body.value"}
    assert (await correction(table, table.provider))["state"] == "open"


async def test_a_second_look_is_enough_where_nothing_is_suggested(table: Table) -> None:
    found = await refused(table, "surroundings")
    before = await the_client(table, found)

    answer = await table.provider.post(f"/corrections/{found['id']}/confirmation", json={})

    assert (found["suggestion"], answer.json()["state"]) == (None, "confirmed")
    assert await the_client(table, found) == before


async def test_a_rejected_correction_changes_nothing(table: Table) -> None:
    found = await refused(table, "rent-too-high")

    answer = await table.provider.post(f"/corrections/{found['id']}/rejection")

    assert answer.json()["state"] == "rejected"
    assert (await the_client(table, found))["maximumRent"] == 80_000


async def test_the_landlord_is_asked_to_look_at_the_dwelling(table: Table) -> None:
    await table.release()
    await table.says(table.corporation, "refusal", reason="dwelling-data-wrong")

    found = await correction(table, table.corporation)
    await table.corporation.post(f"/corrections/{found['id']}/confirmation", json={"value": 61_000})

    assert (found["field"], found["client"]) == ("rent", None)
    dwelling = (await table.corporation.get(f"/dwellings/{found['dwelling']}")).json()
    assert dwelling["rent"] == 61_000


async def test_an_excluded_area_is_shown_to_nobody_but_the_own_provider(table: Table) -> None:
    found = await refused(table, "unsafe-location")

    seen = await correction(table, table.desk)

    assert found["suggestion"] == ["BU90010101"]
    assert seen["suggestion"] is None
    assert (await table.corporation.get("/corrections")).json()["items"] == []


async def test_of_two_who_decide_at_once_one_is_told_that_it_is_decided(table: Table) -> None:
    found = await refused(table, "too-few-bedrooms")

    answers = await asyncio.gather(
        table.provider.post(f"/corrections/{found['id']}/confirmation", json={}),
        table.provider.post(f"/corrections/{found['id']}/rejection"),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    bedrooms = (await the_client(table, found))["bedrooms"]
    assert bedrooms == (2 if answers[0].status_code == 200 else 1), "all of it, or nothing"


async def test_others_find_nothing(table: Table, doors: Doors, town: Town) -> None:
    found = await refused(table, "too-few-bedrooms")
    rival = await doors.as_organisation(town.other_provider)
    municipality = await doors.as_organisation(town.municipality)

    assert (await rival.post(f"/corrections/{found['id']}/confirmation", json={})).status_code == 404
    assert (await table.desk.post(f"/corrections/{found['id']}/rejection")).status_code == 403
    assert (await municipality.get("/corrections")).status_code == 403
