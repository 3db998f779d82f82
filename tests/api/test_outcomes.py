"""Whether people still live where they were placed, told by care or known by the clock."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from conftest import NOW, UNKNOWN_ID, Clock, Doors, Town
from matching.models import Entry, Fact, HousingOutcome, Placement, PlacementState
from matching.operations.outcomes import settle_outcomes
from matching.queries.outcomes import ASKED, DUE_ON
from matching.work import Workshop
from matching.workflow.outcomes import MONTHS, due_on
from rows import a_placement

LONG_AGO = date(2026, 8, 31)
"""Three months before the last day of November: two days before the tests begin."""


async def placed(workshop: Workshop, town: Town, **facts: Any) -> UUID:
    async with workshop.open() as work:
        return (await a_placement(work, town, **{"starts_on": LONG_AGO, **facts})).id


@pytest.fixture
async def placement(workshop: Workshop, town: Town) -> UUID:
    return await placed(workshop, town)


@pytest.fixture
async def provider(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.provider)


async def told(
    who: httpx.AsyncClient, placement: UUID, months: int, *, housed: bool = True
) -> httpx.Response:
    return await who.post(f"/placements/{placement}/outcomes", json={"months": months, "stillHoused": housed})


async def known(who: httpx.AsyncClient, placement: UUID) -> dict[int, bool | None]:
    items = (await who.get(f"/placements/{placement}/outcomes")).json()["items"]
    return {item["months"]: item["stillHoused"] for item in items}


async def facts(workshop: Workshop) -> list[Entry]:
    async with workshop.open() as work:
        query = select(Entry).where(Entry.fact == Fact.OUTCOME_RECORDED.value).order_by(Entry.id)
        return list(await work.session.scalars(query))


async def test_the_four_moments_are_listed_with_what_is_asked_now(
    provider: httpx.AsyncClient, placement: UUID
) -> None:
    items = (await provider.get(f"/placements/{placement}/outcomes")).json()["items"]

    assert [(item["months"], item["dueOn"], item["due"]) for item in items] == [
        (3, "2026-11-30", True),
        (6, "2027-02-28", False),
        (12, "2027-08-31", False),
        (24, "2028-08-31", False),
    ]
    assert {item["stillHoused"] for item in items} == {None}


async def test_an_outcome_is_told_once(
    provider: httpx.AsyncClient, placement: UUID, workshop: Workshop, town: Town
) -> None:
    answer = await told(provider, placement, 3)
    twice = await told(provider, placement, 3, housed=False)

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/placements/{placement}/outcomes"
    assert answer.json() == {
        "months": 3,
        "dueOn": "2026-11-30",
        "due": False,
        "stillHoused": True,
        "recordedAt": "2026-12-01T09:00:00Z",
    }
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/outcome-known")
    assert await known(provider, placement) == {3: True, 6: None, 12: None, 24: None}
    [entry] = await facts(workshop)
    assert (entry.parties, entry.details) == ([town.provider.id], {"months": 3, "still_housed": True})


async def test_nobody_tells_before_its_time(
    provider: httpx.AsyncClient, workshop: Workshop, town: Town, clock: Clock
) -> None:
    placement = await placed(workshop, town, starts_on=date(2026, 9, 2))

    too_early = await told(provider, placement, 3)
    clock.tick(days=1)
    in_time = await told(provider, placement, 3)

    assert (too_early.status_code, too_early.json()["type"]) == (409, "/problems/outcome-too-early")
    assert "2026-12-02" in too_early.json()["detail"]
    assert in_time.status_code == 201


async def test_of_two_who_tell_at_once_one_is_told_that_it_is_known(
    provider: httpx.AsyncClient, placement: UUID, workshop: Workshop
) -> None:
    answers = await asyncio.gather(told(provider, placement, 3), told(provider, placement, 3, housed=False))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await facts(workshop)) == 1


@pytest.mark.parametrize(
    ("over", "not_housed_at_3"),
    [
        ({"state": PlacementState.ENDED, "ended_on": date(2026, 11, 29)}, True),
        ({"state": PlacementState.ENDED, "ended_on": date(2026, 11, 30)}, True),
        ({"state": PlacementState.ENDED, "ended_on": date(2026, 12, 1)}, False),
        ({"state": PlacementState.FAILED, "ended_on": date(2026, 12, 1)}, True),
    ],
)
async def test_what_was_over_by_then_needs_no_asking(
    provider: httpx.AsyncClient, workshop: Workshop, town: Town, over: dict[str, Any], not_housed_at_3: bool
) -> None:
    """The last day of a tenancy is its first without: periods are half-open."""
    placement = await placed(workshop, town, **over)
    before_the_job = await known(provider, placement)

    settled = await settle_outcomes(workshop)

    expected = False if not_housed_at_3 else None
    assert settled == int(not_housed_at_3)
    assert (before_the_job[3], (await known(provider, placement))[3]) == (expected, expected)
    answer = await told(provider, placement, 3)
    assert answer.status_code == (409 if not_housed_at_3 else 201)


async def test_the_clock_is_right_when_no_job_ran(
    provider: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    placement = await placed(workshop, town, state=PlacementState.ENDED, ended_on=date(2026, 11, 1))

    answer = await told(provider, placement, 3)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/outcome-known")


async def test_the_clock_writes_each_moment_when_it_comes_and_once(
    provider: httpx.AsyncClient, workshop: Workshop, town: Town, clock: Clock
) -> None:
    placement = await placed(workshop, town, state=PlacementState.ENDED, ended_on=date(2026, 10, 1))
    moments = []
    for _ in range(25):
        both = await asyncio.gather(settle_outcomes(workshop), settle_outcomes(workshop))
        moments += [clock.now.date()] * sum(both)
        clock.tick(days=31)

    assert len(moments) == len(MONTHS) == len(await facts(workshop))
    assert moments == sorted(set(moments)), "not before its time, and never two in a month"
    assert await known(provider, placement) == dict.fromkeys(MONTHS, False)


async def test_the_clock_leaves_alone_who_lives_there(
    placement: UUID, workshop: Workshop, clock: Clock, provider: httpx.AsyncClient
) -> None:
    clock.tick(days=900)

    assert await settle_outcomes(workshop) == 0
    assert await known(provider, placement) == dict.fromkeys(MONTHS)


async def test_before_the_lease_is_confirmed_there_is_nothing_to_tell(
    provider: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    placement = await placed(workshop, town, state=PlacementState.PREPARING, confirmed_at=None)

    answer = await told(provider, placement, 3)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/placement-moved-on")
    assert await settle_outcomes(workshop) == 0


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"months": 4, "stillHoused": "ja", "why": ""}, {"months", "stillHoused", "why"}),
        ({"months": "3"}, {"months", "stillHoused"}),
        ({"months": True, "stillHoused": 1}, {"months", "stillHoused"}),
    ],
)
async def test_bad_input_is_refused_with_every_fault(
    provider: httpx.AsyncClient, placement: UUID, body: dict[str, Any], names: set[str]
) -> None:
    answer = await provider.post(f"/placements/{placement}/outcomes", json=body)

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == {f"body.{name}" for name in names}
    assert await known(provider, placement) == dict.fromkeys(MONTHS)


async def test_only_the_own_provider_and_the_desk_tell(placement: UUID, doors: Doors, town: Town) -> None:
    expected = {
        town.corporation: 403,
        town.municipality: 403,
        town.other_provider: 404,
        town.stranger: 404,
        town.coordinator: 201,
    }
    for organisation, status in expected.items():
        who = await doors.as_organisation(organisation)
        assert (await told(who, placement, 3)).status_code == status, organisation.name
        shown = await who.get(f"/placements/{placement}/outcomes")
        assert shown.status_code == (200 if status == 201 else status), organisation.name
    desk = await doors.as_organisation(town.coordinator)
    assert (await told(desk, UNKNOWN_ID, 3)).status_code == 404


async def test_database_and_rule_count_months_alike(workshop: Workshop, town: Town) -> None:
    days = [date(2027, 11, 30), date(2028, 2, 29), date(2027, 8, 31), date(2026, 1, 1), date(2027, 12, 31)]
    async with workshop.open() as work:
        for day in days:
            await a_placement(work, town, starts_on=day)
        rows = await work.session.execute(
            select(Placement.starts_on, ASKED.c.months, DUE_ON).join(ASKED, ASKED.c.months > 0)
        )
        found = {(starts_on, months): day for starts_on, months, day in rows}
        stored = await work.session.scalar(select(func.count()).select_from(HousingOutcome))

    assert found == {(day, months): due_on(day, months=months) for day in days for months in MONTHS}
    assert (len(found), stored) == (20, 0)


def test_the_clock_of_the_tests_is_where_these_days_expect_it() -> None:
    assert NOW.date() == date(2026, 12, 1)
