"""The woonladder and the rent limits, through the door."""

from typing import Any

import pytest

from conftest import Doors, Town
from matching.operations.woonladder import WOONLADDER

HOFJE: dict[str, Any] = {
    "code": "hofje",
    "nameDutch": "Hofje",
    "nameEnglish": "Courtyard",
    "rung": 6,
    "supervision": "ambulant",
    "selfContained": True,
    "inGroup": False,
}


async def test_woonladder_is_listed_from_below_a_page_at_a_time(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.corporation)
    seen: list[Any] = []
    after: dict[str, str] = {}

    while True:
        page = (await client.get("/housing-forms", params={"limit": 5, **after})).json()
        seen += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}

    assert len(seen) == len({form["code"] for form in seen}) == len(WOONLADDER)
    assert [form["rung"] for form in seen] == sorted(form["rung"] for form in seen)


async def test_coordinator_adds_changes_and_retires(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.coordinator)

    made = await client.post("/housing-forms", json=HOFJE)
    twice = await client.post("/housing-forms", json=HOFJE)
    changed = await client.patch("/housing-forms/hofje", json={"maximumAge": 27, "retired": True})
    found = await client.get(made.headers["Location"].removeprefix("/v1"))

    assert (made.status_code, twice.status_code, changed.status_code) == (201, 409, 200), changed.text
    assert (found.json()["maximumAge"], found.json()["nameDutch"]) == (27, "Hofje")
    assert found.json()["retiredAt"] is not None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"minimumAge": 50, "maximumAge": 20},
        {"inGroup": True, "selfContained": True},
        {"targetGroups": ["nobles"]},
        {"rung": None},
        {"code": "other"},
    ],
)
async def test_wrong_changes_are_refused(doors: Doors, town: Town, body: dict[str, Any]) -> None:
    client = await doors.as_organisation(town.coordinator)

    assert (await client.patch("/housing-forms/own-home", json=body)).status_code == 400


async def test_others_do_not_write_and_strangers_see_their_own(doors: Doors, town: Town) -> None:
    provider, stranger = (
        await doors.as_organisation(town.provider),
        await doors.as_organisation(town.stranger),
    )

    assert (await provider.post("/housing-forms", json=HOFJE)).status_code == 403
    assert (await stranger.get("/housing-forms", params={"region": "fictie"})).status_code == 404
    assert (await stranger.get("/housing-forms/own-home")).status_code == 200
    assert (await provider.get("/housing-forms/castle")).status_code == 404


async def test_operator_says_which_region(doors: Doors, town: Town) -> None:
    operator = await doors.as_organisation(None)

    assert (await operator.get("/housing-forms")).status_code == 400
    assert (await operator.get("/housing-forms", params={"region": "elders"})).status_code == 200


LIMITS: dict[str, Any] = {
    "validFrom": "2027-01-01",
    "validUntil": "2028-01-01",
    "qualityDiscountCap": 50_000,
    "lowCap": 72_000,
    "highCap": 77_000,
    "socialCap": 94_000,
    "middleCap": 124_000,
    "suitableIncomeSingle": 3_000_000,
    "suitableIncomeShared": 4_000_000,
    "suitableIncomeSingleSenior": 2_900_000,
    "suitableIncomeSharedSenior": 3_900_000,
    "socialIncomeSingle": 5_200_000,
    "socialIncomeShared": 5_700_000,
    "source": "Verzonnen.",
}


async def test_operator_sets_rent_limits_and_everybody_reads_them(doors: Doors, town: Town) -> None:
    operator, provider = await doors.as_organisation(None), await doors.as_organisation(town.provider)

    made = await operator.post("/rent-limits", json=LIMITS)
    overlap = await operator.post("/rent-limits", json=LIMITS | {"validFrom": "2027-06-01"})
    wrong = await operator.post("/rent-limits", json=LIMITS | {"validUntil": "2020-01-01", "highCap": 1})
    read = await provider.get("/rent-limits", params={"on": "2026-12-01"})
    page = await provider.get("/rent-limits", params={"limit": 1})
    rest = await provider.get("/rent-limits", params={"limit": 1, "after": page.json()["next"]})

    assert (made.status_code, overlap.status_code, wrong.status_code) == (201, 409, 400), made.text
    assert made.json() == LIMITS
    assert {one["name"] for one in wrong.json()["invalidParams"]} == {"body.validUntil", "body.highCap"}
    assert [one["lowCap"] for one in read.json()["items"]] == [71_302]
    assert [one["lowCap"] for one in rest.json()["items"]] == [72_000]
    assert (await provider.post("/rent-limits", json=LIMITS)).status_code == 403
