"""A lease that begins in another term than the one that counts its proposal takes a place there, if there is one."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from conftest import Clock, Town
from gates import a_gate, somebody_waits
from matching.models import Client, Placement
from matching.operations.covenants import make_covenant
from matching.queries.agreements import CommitmentTerm, OriginLimitTerm, QuotaTerm, Wording
from matching.work import Workshop
from tenancies import START, Accepted, Parties, accepted

NEXT = START + timedelta(days=200)
"""A day in the next term."""


@pytest.fixture
async def parties(parties: Parties, clock: Clock) -> Parties:
    """Return everybody, in the last month of a covenant of their region."""
    covenant = (await parties.desk.get("/covenants")).json()["items"][0]["id"]
    body = {"reason": "Korter.", "termUntil": "2027-01-01"}
    answer = await parties.desk.patch(f"/covenants/{covenant}", json=body)
    assert answer.status_code == 200, answer.text
    return parties


async def agree_next(workshop: Workshop, town: Town, wording: Wording) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        await make_covenant(
            work,
            region=town.region,
            name="Convenant 2027",
            term_from=date(2027, 1, 1),
            term_until=date(2029, 1, 1),
            wording=wording,
            reason="Vastgesteld.",
        )


def wordings(town: Town, most: int) -> dict[str, Wording]:
    """Return agreements that each let in so many of those who come from the other municipality."""
    return {
        "quota": Wording(quotas=(QuotaTerm("GM9001", Decimal(0), maximum=most),)),
        "imports": Wording(quotas=(QuotaTerm("GM9001", Decimal(0), maximum=9, imports_maximum=most),)),
        "origin": Wording(origin_limits=(OriginLimitTerm("GM9002", "GM9001", most),)),
        "commitment": Wording(commitments=(CommitmentTerm(town.corporation.id, most),)),
    }


KINDS = ("quota", "imports", "origin", "commitment")


async def prepared(parties: Parties, day: date) -> Any:
    pair: Accepted = await accepted(parties.workshop, parties.town, origin="GM9002")
    return await parties.corporation.post("/placements", json=pair.terms(startsOn=str(day)))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_lease_takes_a_place_in_the_next_term_until_that_is_full(
    parties: Parties, workshop: Workshop, town: Town, kind: str
) -> None:
    await agree_next(workshop, town, wordings(town, 1)[kind])

    first, second = await prepared(parties, NEXT), await prepared(parties, NEXT)
    in_this_term = await prepared(parties, START)

    assert (first.status_code, second.status_code, in_this_term.status_code) == (201, 400, 201), second.text
    [fault] = second.json()["invalidParams"]
    assert (fault["name"], fault["code"]) == ("body.startsOn", "other-term-full")
    assert "GM9002" not in second.text, "a landlord does not hear where somebody comes from"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_lease_is_moved_into_a_term_that_has_room_and_no_further(
    parties: Parties, workshop: Workshop, town: Town, kind: str
) -> None:
    await agree_next(workshop, town, wordings(town, 1)[kind])
    one, other = [(await prepared(parties, START)).headers["Location"][3:] for _ in range(2)]
    later = {"tenancy": "own-name", "rent": 60_000, "startsOn": str(NEXT)}

    moved = await parties.corporation.post(f"{one}/terms", json=later)
    again = await parties.corporation.post(f"{one}/terms", json=later | {"startsOn": "2027-06-01"})
    refused = await parties.desk.post(f"{other}/terms", json=later)
    back = await parties.corporation.post(f"{one}/terms", json=later | {"startsOn": str(START)})
    taken = await parties.desk.post(f"{other}/terms", json=later)

    assert [moved.status_code, again.status_code, refused.status_code] == [200, 200, 400], refused.text
    assert [back.status_code, taken.status_code] == [200, 200], back.text + taken.text


@pytest.mark.parametrize(
    ("origins", "expected"),
    [
        ((None, "GM9001"), 400),
        (("GM9002", "GM9001"), 400),
        (("GM9001", "GM9002"), 200),
        (("GM9001", None), 200),
    ],
)
async def test_a_lease_is_moved_as_what_it_counts_whatever_the_profile_says_since(
    parties: Parties, workshop: Workshop, town: Town, origins: tuple[str | None, str | None], expected: int
) -> None:
    """The next term lets nobody in from elsewhere; the dwelling is in GM9001."""
    then, now = origins
    await agree_next(workshop, town, wordings(town, 0)["imports"])
    pair = await accepted(workshop, town, origin=then)
    address = await parties.prepare(pair)
    corrected = await parties.provider.patch(f"/clients/{pair.client}", json={"origin": now})

    later = {"tenancy": "own-name", "rent": 60_000, "startsOn": str(NEXT)}
    moved = await parties.corporation.post(f"{address}/terms", json=later)

    assert (corrected.status_code, moved.status_code) == (200, expected), moved.text
    async with workshop.open() as work:
        assert (await work.session.get_one(Client, pair.client)).origin == now


async def test_in_the_same_term_a_lease_waits_for_nobody_who_holds_the_region(
    parties: Parties, clean_database: str, town: Town
) -> None:
    day_after = {"tenancy": "own-name", "rent": 60_000, "startsOn": str(START + timedelta(days=1))}

    async with a_gate(clean_database, "regions", town.region.id), asyncio.timeout(20):
        made = await prepared(parties, START)
        address = made.headers["Location"].removeprefix("/v1")
        moved = await parties.corporation.post(f"{address}/terms", json=day_after)

    assert (made.status_code, moved.status_code) == (201, 200), made.text + moved.text


async def test_into_another_term_leases_go_one_after_another(
    parties: Parties, workshop: Workshop, clean_database: str, town: Town
) -> None:
    await agree_next(workshop, town, wordings(town, 1)["quota"])
    address = (await prepared(parties, START)).headers["Location"].removeprefix("/v1")
    later = {"tenancy": "own-name", "rent": 60_000, "startsOn": str(NEXT)}

    async with a_gate(clean_database, "regions", town.region.id) as gate:
        [one] = await gate.line_up(prepared(parties, NEXT))
        [other] = await gate.line_up(parties.desk.post(f"{address}/terms", json=later))
        await gate.open()
        first, second = await one, await other

    assert (first.status_code, second.status_code) == (201, 400), first.text + second.text


async def a_full_term(parties: Parties, workshop: Workshop, town: Town) -> tuple[UUID, UUID]:
    """Return a lease in the next term, which is full with it, and one in this."""
    await agree_next(workshop, town, wordings(town, 1)["quota"])
    there, here = [(await prepared(parties, day)).headers["Location"] for day in (NEXT, START)]
    return UUID(there.rpartition("/")[2]), UUID(here.rpartition("/")[2])


async def moved_meanwhile(parties: Parties, workshop: Workshop, *, there: UUID, here: UUID) -> Any:
    """Move a lease within the next term, while others take it out of that and put another in."""
    later = {"tenancy": "own-name", "rent": 60_000, "startsOn": str(NEXT + timedelta(days=1))}
    async with workshop.open() as work:
        held = await work.session.get_one(Placement, there, with_for_update=True)
        answer = asyncio.create_task(parties.desk.post(f"/placements/{there}/terms", json=later))
        await somebody_waits(workshop)
        held.starts_on = START
        (await work.session.get_one(Placement, here)).starts_on = NEXT
    return await answer


async def test_a_lease_that_left_its_term_meanwhile_has_to_fit_in_it_anew(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    there, here = await a_full_term(parties, workshop, town)

    answer = await moved_meanwhile(parties, workshop, there=there, here=here)

    assert answer.status_code == 400, answer.text
    assert answer.json()["invalidParams"][0]["code"] == "other-term-full"


async def test_and_it_waits_for_nobody_who_holds_the_region(
    parties: Parties, workshop: Workshop, clean_database: str, town: Town
) -> None:
    """It has the placement already, which comes after the region: two who wait for each other wait for ever."""
    there, here = await a_full_term(parties, workshop, town)

    async with a_gate(clean_database, "regions", town.region.id), asyncio.timeout(20):
        answer = await moved_meanwhile(parties, workshop, there=there, here=here)

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/held-up"), answer.text


async def test_where_nothing_is_agreed_yet_nothing_is_full(parties: Parties) -> None:
    assert (await prepared(parties, NEXT)).status_code == 201


async def test_every_fault_is_named_at_once(parties: Parties, workshop: Workshop, town: Town) -> None:
    await agree_next(workshop, town, wordings(town, 0)["quota"])
    pair = await accepted(workshop, town)

    terms = pair.terms(startsOn=str(NEXT), rent=60_001)
    answer = await parties.corporation.post("/placements", json=terms)

    assert {fault["code"] for fault in answer.json()["invalidParams"]} == {
        "other-term-full",
        "rent-above-offer",
    }
