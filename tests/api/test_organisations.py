"""Regions, organisations and keys, through the door."""

from conftest import Doors, Town


async def test_an_operator_makes_a_region_and_everybody_in_it_sees_it(doors: Doors, town: Town) -> None:
    provider = await doors.as_organisation(town.provider)

    answer = await provider.get("/regions")

    assert answer.status_code == 200
    assert [region["slug"] for region in answer.json()["items"]] == ["fictie"]
    assert answer.json()["items"][0]["municipalities"] == ["GM9001", "GM9002"]
