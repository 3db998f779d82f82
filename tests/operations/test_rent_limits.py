"""The country's rent limits: one set for each day."""

import asyncio
from datetime import date
from typing import Any

import pytest

from conftest import Town
from matching.actors import OPERATOR
from matching.errors import NotAllowed
from matching.models import RentLimits
from matching.operations.rent_limits import RentLimitsContradict, RentLimitsOverlap, set_rent_limits
from matching.queries.rent_limits import rent_limits
from matching.work import Workshop

NEXT_YEAR, AFTER = date(2027, 1, 1), date(2028, 1, 1)


def limits(**facts: Any) -> RentLimits:
    usual: dict[str, Any] = {
        "valid_from": NEXT_YEAR,
        "valid_until": AFTER,
        "quality_discount_cap": 50_000,
        "low_cap": 72_000,
        "high_cap": 77_000,
        "social_cap": 94_000,
        "middle_cap": 124_000,
        "suitable_income_single": 3_000_000,
        "suitable_income_shared": 4_000_000,
        "suitable_income_single_senior": 2_900_000,
        "suitable_income_shared_senior": 3_900_000,
        "social_income_single": 5_200_000,
        "social_income_shared": 5_700_000,
        "source": "Verzonnen.",
    }
    return RentLimits(**usual | facts)


async def put(workshop: Workshop, **facts: Any) -> RentLimits:
    async with workshop.open(OPERATOR) as work:
        return await set_rent_limits(work, limits=limits(**facts))


async def test_limits_of_2026_are_known_from_the_start(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as work:
        (found,) = await rent_limits(work, on=date(2026, 12, 31))

    assert (found.low_cap, found.high_cap, found.social_cap) == (71_302, 76_414, 93_293)


async def test_next_year_begins_where_this_one_ends(workshop: Workshop) -> None:
    await put(workshop)

    async with workshop.open(OPERATOR) as work:
        assert [one.valid_from for one in await rent_limits(work)] == [date(2026, 1, 1), NEXT_YEAR]
        assert [one.low_cap for one in await rent_limits(work, on=NEXT_YEAR)] == [72_000]
        assert [one.valid_from for one in await rent_limits(work, after=date(2026, 1, 1))] == [NEXT_YEAR]
        assert await rent_limits(work, on=AFTER) == []


async def test_day_with_limits_gets_no_others(workshop: Workshop) -> None:
    with pytest.raises(RentLimitsOverlap):
        await put(workshop, valid_from=date(2026, 12, 31))


async def test_two_at_once_leave_one(workshop: Workshop) -> None:
    results = await asyncio.gather(
        put(workshop), put(workshop, valid_from=date(2027, 6, 1)), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["RentLimits", "RentLimitsOverlap"]


async def test_limits_rise(workshop: Workshop) -> None:
    with pytest.raises(RentLimitsContradict) as refused:
        await put(workshop, valid_until=NEXT_YEAR, low_cap=78_000, middle_cap=1)

    paths = [fault.path for fault in refused.value.faults]
    assert paths == ["validUntil", "highCap", "middleCap"]


async def test_only_an_operator_sets_them(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(NotAllowed):
            await set_rent_limits(work, limits=limits())
