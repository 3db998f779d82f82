"""Covenants, through the door."""

from typing import Any

import httpx
import pytest

from conftest import NEIGHBOURHOODS, UNKNOWN_ID, Clock, Doors, Town

QUOTA: dict[str, Any] = {"municipality": "GM9001", "targetShare": 62.5, "maximum": 60}
CAP: dict[str, Any] = {
    "area": NEIGHBOURHOODS[0],
    "validFrom": "2026-01-01",
    "points": 17.5,
    "reason": "Afgesproken.",
}


def a_body(**sections: Any) -> dict[str, Any]:
    return {"name": "Convenant", "termFrom": "2026-01-01", "termUntil": "2028-01-01", **sections}


def everything(town: Town) -> dict[str, Any]:
    """Return a body that uses every section, as it is answered."""
    corporation = str(town.corporation.id)
    return a_body(
        parties=[{"organisation": corporation, "joinedOn": "2026-01-01", "leftOn": "2027-01-01"}],
        quotas=[QUOTA | {"minimum": 2, "importsMaximum": 5, "placedBefore": 3, "importsBefore": 1}],
        originLimits=[{"origin": "outside", "municipality": "GM9001", "maximum": 2, "placedBefore": 1}],
        commitments=[{"organisation": corporation, "dwellings": 40, "suppliedBefore": 2, "offersMore": True}],
        loadCaps=[CAP | {"validUntil": None, "carriedBefore": 2.5}],
        complexCaps=[
            {
                "organisation": corporation,
                "complex": "TOREN-1",
                "points": 6,
                "carriedBefore": 0,
                "reason": "Eén trappenhuis.",
            }
        ],
        goals=["spread", "priority"],
        policy={
            "urgencyWeights": {"crisis": 9_000, "urgent": 800, "regular": 20},
            "waitingWeight": 2,
            "waitingMonths": 36,
            "suitabilityWeights": {
                "housingForm": 1,
                "area": 2,
                "origin": 3,
                "bedrooms": 4,
                "rent": 0,
                "wishes": 6,
                "needs": 7,
                "scarcity": 8,
                "outflow": 9,
            },
            "readyMarginDays": 14,
            "spareBedrooms": 0,
        },
        reason="Getekend in december.",
    )


def places(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return {(one["name"], one["code"]) for one in answer.json()["invalidParams"]}


async def test_everything_agreed_is_answered_as_it_was_sent(doors: Doors, town: Town) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    corporation = await doors.as_organisation(town.corporation)

    made = await coordinator.post("/covenants", json=everything(town))
    address = made.headers["Location"].removeprefix("/v1")
    read = await coordinator.get(address)
    theirs = (await corporation.get(address)).json()

    assert made.status_code == 201, made.text
    assert read.json() == made.json()
    before = [
        one for name in ("quotas", "commitments", "loadCaps", "complexCaps") for one in theirs.pop(name)
    ]
    assert all(one["suppressed"] for one in before), "who lived where before is for the desk"
    limits = theirs.pop("originLimits")
    assert [one["placedBefore"] for one in limits] == [None for _ in limits]
    assert theirs == {name: read.json()[name] for name in theirs}
    assert {name: read.json()[name] for name in everything(town)} == everything(town)
    assert (read.json()["version"], read.json()["region"]) == (1, "fictie")


async def test_what_is_left_out_is_the_default(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.coordinator)

    made = (await client.post("/covenants", json=a_body(policy={"urgencyWeights": {"crisis": 9_000}}))).json()

    assert made["goals"] == ["priority", "spread", "suitability", "stability"]
    assert made["policy"]["urgencyWeights"] == {"crisis": 9_000, "urgent": 700, "regular": 10}
    assert (made["policy"]["waitingMonths"], made["policy"]["suitabilityWeights"]["origin"]) == (60, 20)
    assert made["parties"] == made["quotas"] == made["loadCaps"] == []


async def test_all_faults_come_at_once_with_the_names_of_the_wire(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.coordinator)
    wrong = a_body(
        parties=[
            {"organisation": str(town.corporation.id), "joinedOn": "2027-01-01", "leftOn": "2026-01-01"}
        ],
        quotas=[QUOTA | {"municipality": "GM9003", "maximum": 1, "placedBefore": 2, "minimum": 5}],
        commitments=[{"organisation": str(town.provider.id), "dwellings": 1}],
        loadCaps=[CAP, CAP, CAP | {"area": "GM9001"}],
        goals=["spread", "spread"],
        policy={"urgencyWeights": {"urgent": 9_000}},
    )

    assert places(await client.post("/covenants", json=wrong)) == {
        ("body.parties.0.leftOn", "left-before-joined"),
        ("body.quotas.0.municipality", "municipality-not-in-region"),
        ("body.quotas.0.maximum", "below-placed"),
        ("body.quotas.0.minimum", "minimum-above-maximum"),
        ("body.commitments.0.organisation", "not-a-corporation"),
        ("body.loadCaps.1.validFrom", "caps-overlap"),
        ("body.loadCaps.2.area", "cap-on-municipality"),
        ("body.goals.1", "twice"),
        ("body.policy.urgencyWeights.crisis", "urgency-order"),
    }


@pytest.mark.parametrize(
    ("section", "place"),
    [
        ({"goals": ["profit"]}, "body.goals.0"),
        ({"goals": []}, "body.goals"),
        ({"quotas": [QUOTA | {"targetShare": 100.5}]}, "body.quotas.0.targetShare"),
        ({"quotas": [QUOTA | {"maximum": -1}]}, "body.quotas.0.maximum"),
        ({"loadCaps": [CAP | {"points": 1.234}]}, "body.loadCaps.0.points"),
        ({"policy": {"suitabilityWeights": {"beauty": 1}}}, "body.policy.suitabilityWeights.beauty"),
        ({"policy": {"waitingMonths": None}}, "body.policy.waitingMonths"),
    ],
)
async def test_what_can_not_be_read_is_refused(
    doors: Doors, town: Town, section: dict[str, Any], place: str
) -> None:
    client = await doors.as_organisation(town.coordinator)

    assert place in {name for name, _ in places(await client.post("/covenants", json=a_body(**section)))}


async def test_every_change_is_a_version(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.coordinator)
    address = (await client.post("/covenants", json=everything(town))).headers["Location"].removeprefix("/v1")

    change = {"reason": "Krapper.", "basedOnVersion": 1, "quotas": [QUOTA], "policy": {"waitingWeight": 3}}
    changed = await client.patch(address, json=change)
    late = await client.patch(address, json=change)
    first = (await client.get(f"{address}/versions/1")).json()
    listed = (await client.get(f"{address}/versions", params={"limit": 1})).json()
    rest = (await client.get(f"{address}/versions", params={"after": listed["next"]})).json()

    assert (changed.status_code, changed.json()["version"], late.status_code) == (200, 2, 409), changed.text
    assert changed.json()["policy"] == everything(town)["policy"] | {"waitingWeight": 3}
    assert changed.json()["commitments"] == everything(town)["commitments"]
    assert [quota["minimum"] for quota in changed.json()["quotas"]] == [None]
    assert {name: first[name] for name in everything(town)} == everything(town)
    assert [one["reason"] for one in listed["items"] + rest["items"]] == ["Getekend in december.", "Krapper."]
    assert (await client.get(f"{address}/versions/3")).status_code == 404


async def test_change_needs_a_reason_and_a_section(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.coordinator)
    address = (await client.post("/covenants", json=a_body())).headers["Location"].removeprefix("/v1")

    assert (await client.patch(address, json={"name": "Anders"})).status_code == 400
    assert (await client.patch(address, json={"reason": "Zomaar."})).status_code == 400
    assert (await client.patch(address, json={"reason": "Zomaar.", "name": "Anders"})).status_code == 200


async def test_covenants_are_listed_by_region_and_day(doors: Doors, town: Town, clock: Clock) -> None:
    client = await doors.as_organisation(town.coordinator)
    await client.post("/covenants", json=a_body())
    clock.tick(seconds=1)
    later = {"name": "Later", "termFrom": "2028-01-01", "termUntil": "2030-01-01"}
    await client.post("/covenants", json=a_body(**later))

    async def names(**wanted: str) -> list[str]:
        return [one["name"] for one in (await client.get("/covenants", params=wanted)).json()["items"]]

    assert await names() == ["Convenant", "Later"]
    assert await names(on="2027-12-31", region="fictie") == ["Convenant"]
    assert await names(on="2028-01-01") == ["Later"]
    assert places(await client.post("/covenants", json=a_body())) == {("body.termFrom", "term-overlaps")}


async def test_others_read_and_strangers_do_not(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.coordinator)
    address = (await client.post("/covenants", json=a_body())).headers["Location"].removeprefix("/v1")
    change = {"reason": "Zomaar.", "name": "Van ons"}

    for organisation in (town.corporation, town.provider, town.municipality):
        other = await doors.as_organisation(organisation)
        assert (await other.get(address)).status_code == 200
        assert (await other.patch(address, json=change)).status_code == 403
        assert (await other.post("/covenants", json=a_body())).status_code == 403
    stranger = await doors.as_organisation(town.stranger)
    for path in (address, f"{address}/versions", f"{address}/versions/1", f"/covenants/{UNKNOWN_ID}"):
        assert (await stranger.get(path)).status_code == 404
    assert (await stranger.patch(address, json=change)).status_code == 404
    assert (await stranger.post("/covenants", params={"region": "fictie"}, json=a_body())).status_code == 404
    assert (await stranger.get("/covenants")).json()["items"] == []
    nobody = await doors.with_token(None)
    assert (await nobody.get(address)).status_code == 401
