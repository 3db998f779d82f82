"""The map, through the door."""

from typing import Any

from conftest import Doors, Town

OUTLINE = {"type": "Polygon", "coordinates": [[[5.9, 50.9], [5.91, 50.9], [5.91, 50.91], [5.9, 50.9]]]}


def a_body(*codes: str, year: int = 2024) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"statcode": code, "statnaam": f"Gebied {code}"},
            "geometry": OUTLINE,
        }
        for code in codes
    ]
    return {"year": year, "geojson": {"type": "FeatureCollection", "features": features}}


async def test_operator_imports_and_everybody_looks(doors: Doors, town: Town) -> None:
    operator, provider = await doors.as_organisation(None), await doors.as_organisation(town.provider)

    made = await operator.post("/area-imports", json=a_body("GM0001", "WK000101"))
    again = await operator.post("/area-imports", json=a_body("GM0001", "WK000101"))
    found = await provider.get("/areas/WK000101")

    assert made.status_code == 200, made.text
    assert made.json() | {"notes": []} == {
        "year": 2024, "added": 2, "changed": 0, "unchanged": 0, "skipped": 0, "notes": []
    }  # fmt: skip
    assert (again.json()["added"], again.json()["unchanged"]) == (0, 2)
    assert (found.json()["parent"], found.json()["municipality"]) == ("GM0001", "GM0001")
    assert found.json()["outline"] == OUTLINE


async def test_older_boundaries_are_skipped_and_told(doors: Doors, town: Town) -> None:
    operator = await doors.as_organisation(None)

    answer = await operator.post("/area-imports", json=a_body("GM9001", year=2023))

    assert answer.json()["skipped"] == 1
    assert "GM9001" in answer.json()["notes"][0]["dutch"]


async def test_faults_name_the_feature(doors: Doors, town: Town) -> None:
    operator = await doors.as_organisation(None)

    answer = await operator.post("/area-imports", json=a_body("GM1", "BU00020101"))
    orphan = await operator.post("/area-imports", json=a_body("GM0001", "BU00020101"))

    assert answer.status_code == 400
    assert [(one["name"], one["code"]) for one in answer.json()["invalidParams"]] == [
        ("body.geojson.features.0", "no-code")
    ]
    assert [(one["name"], one["code"]) for one in orphan.json()["invalidParams"]] == [
        ("body.geojson.features.1", "missing-parent")
    ]


async def test_others_import_nothing(doors: Doors, town: Town) -> None:
    for organisation in (town.coordinator, town.provider, town.corporation):
        client = await doors.as_organisation(organisation)
        assert (await client.post("/area-imports", json=a_body("GM0001"))).status_code == 403


async def test_areas_are_listed_a_page_at_a_time(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.corporation)

    first = (await client.get("/areas", params={"region": "fictie", "limit": 5})).json()
    rest = (
        await client.get("/areas", params={"region": "fictie", "limit": 5, "after": first["next"]})
    ).json()

    codes = [area["code"] for area in first["items"] + rest["items"]]
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (5, 3, None)
    assert codes == sorted(codes)
    assert first["items"][0]["outline"] is None


async def test_outlines_come_with_a_list_when_asked_for(doors: Doors, town: Town) -> None:
    operator = await doors.as_organisation(None)
    await operator.post("/area-imports", json=a_body("GM0001"))

    answer = await operator.get("/areas", params={"name": "gebied", "outline": "true"})

    assert [area["outline"] for area in answer.json()["items"]] == [OUTLINE]


async def test_what_is_not_there_is_not_found(doors: Doors, town: Town) -> None:
    client = await doors.as_organisation(town.corporation)

    assert (await client.get("/areas/GM0404")).status_code == 404
    assert (await client.get("/areas/nowhere")).status_code == 400
    assert (await client.get("/areas", params={"region": "elders"})).status_code == 404
    assert (await client.get("/areas", params={"after": "WzFd"})).status_code == 400
