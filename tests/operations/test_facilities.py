"""Facilities, their places from a day on, and what they load a neighbourhood with."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from conftest import NEIGHBOURHOODS, TODAY, Town
from matching.errors import NotAllowed
from matching.models import Facility, Organisation
from matching.operations.facilities import (
    FacilityDoesNotFit,
    FacilityExists,
    NotYourFacility,
    Places,
    change_facility,
    register_facility,
    set_places,
)
from matching.queries.facilities import (
    FacilityNotFound,
    facility,
    facility_load,
    facility_on,
    facility_pressure,
    region_places,
    visible_facilities,
)
from matching.vocabulary import FacilityKind, FundingStream
from matching.work import Workshop

HERE, ELSEWHERE = NEIGHBOURHOODS[0], "BU90030101"


async def a_facility(
    workshop: Workshop, town: Town, *, by: Organisation | None = None, **facts: Any
) -> Facility:
    usual: dict[str, Any] = {
        "reference": "VZ-1",
        "name": "De Fictiehof",
        "kind": FacilityKind.SHELTERED_LIVING,
        "neighbourhood_code": HERE,
        "provider_id": None,
    }
    async with workshop.open(town.actor(by or town.coordinator)) as work:
        return await register_facility(work, region=town.region, **usual | facts)


def places(
    capacity: str, occupancy: str, *, load: str = "1", since: date = TODAY, wlz: bool = False
) -> Places:
    funding = FundingStream.WLZ if wlz else FundingStream.WMO
    return Places(funding, since, Decimal(capacity), Decimal(occupancy), Decimal(load))


async def put(workshop: Workshop, town: Town, found: Facility, *given: Places) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        for one in given:
            await set_places(work, facility_id=found.id, places=one)


async def test_provider_registers_its_own_and_no_other(workshop: Workshop, town: Town) -> None:
    mine = await a_facility(workshop, town, by=town.provider)

    assert mine.provider_id == town.provider.id
    with pytest.raises(NotYourFacility):
        await a_facility(
            workshop, town, by=town.provider, reference="VZ-2", provider_id=town.other_provider.id
        )


@pytest.mark.parametrize("kind", ["corporation", "municipality"])
async def test_others_register_none(workshop: Workshop, town: Town, kind: str) -> None:
    with pytest.raises(NotAllowed):
        await a_facility(workshop, town, by=getattr(town, kind))


async def test_what_does_not_fit_the_region_is_named_at_once(workshop: Workshop, town: Town) -> None:
    with pytest.raises(FacilityDoesNotFit) as refused:
        await a_facility(workshop, town, neighbourhood_code=ELSEWHERE, provider_id=town.corporation.id)

    assert [fault.path for fault in refused.value.faults] == ["neighbourhood", "provider"]


async def test_district_is_no_place_for_a_facility(workshop: Workshop, town: Town) -> None:
    with pytest.raises(FacilityDoesNotFit):
        await a_facility(workshop, town, neighbourhood_code="WK900101")


async def test_reference_is_taken_once_in_a_region(workshop: Workshop, town: Town) -> None:
    await a_facility(workshop, town)

    with pytest.raises(FacilityExists):
        await a_facility(workshop, town)


async def test_rival_and_stranger_find_nothing(workshop: Workshop, town: Town) -> None:
    found = await a_facility(workshop, town, by=town.provider)

    for other in (town.other_provider, town.stranger):
        async with workshop.open(town.actor(other)) as work:
            with pytest.raises(FacilityNotFound):
                await facility(work, facility_id=found.id)
            with pytest.raises(FacilityNotFound):
                await set_places(work, facility_id=found.id, places=places("1", "1"))
            with pytest.raises(FacilityNotFound):
                await change_facility(work, facility_id=found.id, name="Van ons")
            assert await visible_facilities(work, region_id=town.region.id, on=TODAY) == []


async def test_change_is_held_against_the_region(workshop: Workshop, town: Town) -> None:
    found = await a_facility(workshop, town)

    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(FacilityDoesNotFit):
            await change_facility(work, facility_id=found.id, neighbourhood_code=ELSEWHERE)
    async with workshop.open(town.actor(town.coordinator)) as work:
        moved = await change_facility(work, facility_id=found.id, neighbourhood_code=NEIGHBOURHOODS[1])

    assert moved.neighbourhood_code == NEIGHBOURHOODS[1]


async def test_provider_does_not_give_its_facility_away(workshop: Workshop, town: Town) -> None:
    found = await a_facility(workshop, town, by=town.provider)

    with pytest.raises(NotYourFacility):
        async with workshop.open(town.actor(town.provider)) as work:
            await change_facility(work, facility_id=found.id, provider_id=town.other_provider.id)


async def test_latest_row_of_each_stream_holds(workshop: Workshop, town: Town) -> None:
    found = await a_facility(workshop, town)
    await put(
        workshop,
        town,
        found,
        places("10", "8", since=date(2026, 1, 1)),
        places("12", "13.5", since=TODAY),
        places("20", "20", since=TODAY + timedelta(days=1)),
        places("4", "4", load="2.5", wlz=True),
    )

    async with workshop.open(town.actor(town.coordinator)) as work:
        now = (await facility_on(work, facility_id=found.id, on=TODAY)).places
        before = (await facility_on(work, facility_id=found.id, on=date(2026, 6, 1))).places
        (listed,) = await visible_facilities(work, region_id=town.region.id, on=date(2025, 1, 1))

        assert [(row.funding.value, row.occupancy) for row in now] == [("wlz", 4), ("wmo", Decimal("13.5"))]
        assert [row.occupancy for row in before] == [8]
        assert listed.places == ()


async def test_same_day_again_replaces(workshop: Workshop, town: Town) -> None:
    found = await a_facility(workshop, town)
    await put(workshop, town, found, places("10", "8"), places("10", "9"))

    async with workshop.open(town.actor(town.coordinator)) as work:
        assert [
            row.occupancy for row in (await facility_on(work, facility_id=found.id, on=TODAY)).places
        ] == [9]


async def test_load_is_summed_over_facilities_and_streams(workshop: Workshop, town: Town) -> None:
    first = await a_facility(workshop, town)
    second = await a_facility(workshop, town, reference="VZ-2")
    far = await a_facility(workshop, town, reference="VZ-3", neighbourhood_code=NEIGHBOURHOODS[2])
    await put(workshop, town, first, places("10", "8", load="0.5"), places("4", "2", load="2.25", wlz=True))
    await put(workshop, town, second, places("3", "3"))
    await put(workshop, town, far, places("3", "1", load="0.1"), places("9", "9", since=TODAY + timedelta(1)))

    async with workshop.open(town.actor(town.coordinator)) as work:
        load = facility_load(await region_places(work, region_id=town.region.id, on=TODAY))
        elsewhere = facility_load(await region_places(work, region_id=town.elsewhere.id, on=TODAY))

    assert load == {HERE: Decimal("11.5"), NEIGHBOURHOODS[2]: Decimal("0.1")}
    assert elsewhere == {}


async def test_pressure_is_taken_over_places(workshop: Workshop, town: Town) -> None:
    full = await a_facility(workshop, town)
    odd = await a_facility(workshop, town, reference="VZ-2")
    empty = await a_facility(workshop, town, reference="VZ-3")
    await put(workshop, town, full, places("8", "10"), places("2", "2", wlz=True))
    await put(workshop, town, odd, places("0", "1"))
    await put(workshop, town, empty, places("0", "0"))

    async with workshop.open(town.actor(town.coordinator)) as work:
        pressure = facility_pressure(await region_places(work, region_id=town.region.id, on=TODAY))

    assert pressure == {full.id: Decimal("1.2"), odd.id: Decimal(1)}
