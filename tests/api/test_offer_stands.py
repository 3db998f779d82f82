"""The offer that a client says yes to stays as good as it was, until the lease is signed or there is no yes."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from conftest import Town
from matching.models import Dwelling, Entry, Fact, Proposal, ProposalState
from matching.work import Workshop
from tenancies import Accepted, Parties, accepted

S = ProposalState
WAITING = (S.RELEASED, S.VIEWING, S.ACCEPTED)
HOME = {"capacity": 2, "rent": 60_000, "service_costs": 1_000}
WORSE = [{"rent": 60_001}, {"rent": None}, {"serviceCosts": 1_001}, {"tenancy": "flip"}, {"tenancy": None}]
AS_GOOD = [{"rent": 59_999}, {"serviceCosts": 999}, {"serviceCosts": 0, "rent": 60_000}, {"rooms": 3}]
ELSEWHERE = [{"neighbourhood": "BU90020101"}, {"complex": "Noord"}]


async def change(parties: Parties, pair: Accepted, **facts: Any) -> httpx.Response:
    return await parties.corporation.patch(f"/dwellings/{pair.dwelling}", json=facts)


async def state_of(parties: Parties, pair: Accepted) -> str:
    return str((await parties.desk.get(f"/proposals/{pair.proposal}")).json()["state"])


@pytest.mark.parametrize("state", WAITING)
@pytest.mark.parametrize("facts", WORSE + ELSEWHERE, ids=str)
async def test_an_offer_gets_no_worse_while_somebody_may_say_yes_to_it(
    parties: Parties, workshop: Workshop, town: Town, state: ProposalState, facts: dict[str, Any]
) -> None:
    pair = await accepted(workshop, town, home=HOME, state=state)

    answer = await change(parties, pair, **facts)

    assert answer.status_code == 400, answer.text
    told = [(fault["name"], fault["code"]) for fault in answer.json()["invalidParams"]]
    assert told == [(f"body.{next(iter(facts))}", "somebody-proposed")]


@pytest.mark.parametrize("facts", AS_GOOD, ids=str)
async def test_an_offer_may_get_better(
    parties: Parties, workshop: Workshop, town: Town, facts: dict[str, Any]
) -> None:
    pair = await accepted(workshop, town, home=HOME)

    assert (await change(parties, pair, **facts)).status_code == 200


async def test_a_rent_may_become_known_and_binds_from_then_on(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    """While it is not known, a lease may say anything: to tell it takes nothing from the client."""
    pair = await accepted(workshop, town, home={"rent": None})

    known = await change(parties, pair, rent=60_000)
    raised = await change(parties, pair, rent=60_001)
    lease = await parties.corporation.post("/placements", json=pair.terms(rent=60_001))

    assert (known.status_code, raised.status_code, lease.status_code) == (200, 400, 400)


@pytest.mark.parametrize(
    ("state", "accepts", "kind", "expected"),
    [
        (S.RELEASED, ["own-name"], "own-name", 200),
        (S.RELEASED, ["own-name"], "flip", 400),
        (S.VIEWING, [], "flip", 200),
        (S.ACCEPTED, [], "flip", 400),
        (S.ACCEPTED, ["own-name", "flip"], "flip", 200),
        (S.ACCEPTED, ["own-name"], "flip", 400),
    ],
)
async def test_a_kind_of_lease_becomes_known_when_the_client_accepts_it_or_can_still_say_no(
    parties: Parties,
    workshop: Workshop,
    town: Town,
    *,
    state: ProposalState,
    accepts: list[str],
    kind: str,
    expected: int,
) -> None:
    """What is offered may be signed: a kind that nobody said yes to can't be offered after the yes."""
    pair = await accepted(workshop, town, home={"tenancy": None}, state=state, tenancies=accepts)

    assert (await change(parties, pair, tenancy=kind)).status_code == expected


async def test_a_kind_of_lease_becomes_known_only_if_all_leave_it_open(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town, home=HOME | {"tenancy": None}, tenancies=["own-name", "flip"])
    await accepted(workshop, town, dwelling=pair.dwelling, place=2, tenancies=["own-name"])

    assert (await change(parties, pair, tenancy="flip")).status_code == 400
    assert (await change(parties, pair, tenancy="own-name")).status_code == 200


async def test_a_yes_without_any_kind_of_lease_is_helped_on_by_the_provider(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town, home={"tenancy": None}, tenancies=[])

    refused = await parties.corporation.post("/placements", json=pair.terms())
    offered = await change(parties, pair, tenancy="own-name")
    await parties.provider.patch(f"/clients/{pair.client}", json={"tenancies": ["own-name"]})
    lease = await parties.corporation.post("/placements", json=pair.terms())

    assert (refused.status_code, offered.status_code, lease.status_code) == (400, 400, 201), lease.text
    assert "the provider can put into the profile" in refused.json()["detail"]


async def test_while_a_lease_is_prepared_the_offer_stands_and_then_the_next_place_is_free(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town, home=HOME)
    address = await parties.prepare(pair)

    before = await change(parties, pair, rent=61_000, tenancy="flip")
    await parties.confirm(address)
    after = await change(parties, pair, rent=61_000, tenancy="flip")

    assert (before.status_code, after.status_code) == (400, 200)


@pytest.mark.parametrize("state", [S.DECLINED, S.WITHDRAWN, S.EXPIRED])
async def test_without_anybody_an_offer_is_the_landlords(
    parties: Parties, workshop: Workshop, town: Town, state: ProposalState
) -> None:
    pair = await accepted(workshop, town, home=HOME, state=state)

    answer = await change(parties, pair, rent=61_000, serviceCosts=2_000, tenancy="flip")

    assert answer.status_code == 200, answer.text


async def uploaded(parties: Parties, *homes: tuple[str, str], stored: bool = False) -> dict[str, Any]:
    """Send references with rents as a sheet, and return what it would do or did."""
    rows = [["Eigen kenmerk", "Buurt", "Woonvorm", "Beschikbaar vanaf", "Rekenhuur"]]
    rows += [[reference, "BU90010101", "own-home", "15-12-2026", rent] for reference, rent in homes]
    sheet = {"content": "\n".join(map(";".join, rows)).encode(), "headers": {"Content-Type": "text/csv"}}
    told = await parties.corporation.post("/dwelling-upload-previews", **sheet)
    if stored:
        seen = {"sha256": told.json()["sha256"]}
        told = await parties.corporation.post("/dwelling-uploads", params=seen, **sheet)
    assert told.status_code == 200, told.text
    return dict(told.json())


async def test_a_sheet_leaves_a_home_that_somebody_was_offered_for_less_and_takes_the_rest(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town, home=HOME | {"reference": "W-1"}, state=S.RELEASED)

    async def tag() -> str:
        return (await parties.corporation.get(f"/dwellings/{pair.dwelling}")).headers["ETag"]

    before = await tag()
    preview = await uploaded(parties, ("W-1", "600,01"), ("W-2", "700"))
    done = await uploaded(parties, ("W-1", "600,01"), ("W-2", "700"), stored=True)
    cheap = await uploaded(parties, ("W-1", "599,99"))

    for told in (preview, done):
        assert (told["created"], told["left"], told["faults"]) == (1, 1, [])
        [warning] = told["warnings"]
        assert (warning["row"], warning["column"], warning["code"]) == (2, "E", "somebody-proposed")
    assert await tag() == before
    assert (cheap["changed"], cheap["warnings"]) == (1, [])
    async with workshop.open() as work:
        changed = select(Entry).where(Entry.fact == Fact.DWELLING_CHANGED.value)
        assert list(await work.session.scalars(changed)) == []


async def test_a_sheet_says_why_a_home_that_is_gone_is_left(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town, home=HOME | {"reference": "W-1"}, state=S.DECLINED)
    await parties.corporation.post(f"/dwellings/{pair.dwelling}/withdrawal", json={"reason": "Verkocht."})

    told = await uploaded(parties, ("W-1", "600,01"))

    assert told["left"] == 1
    assert [(one["row"], one["column"], one["code"]) for one in told["warnings"]] == [(2, None, "withdrawn")]


@pytest.mark.parametrize("facts", [*WORSE, *ELSEWHERE, {"capacity": 1}], ids=str)
async def test_what_nobody_released_ends_when_the_offer_gets_worse(
    parties: Parties, workshop: Workshop, town: Town, facts: dict[str, Any]
) -> None:
    pair = await accepted(workshop, town, home=HOME, state=S.PROPOSED)
    other = await accepted(workshop, town, dwelling=pair.dwelling, place=2, state=S.PROPOSED)

    answer = await change(parties, pair, **facts)

    assert answer.status_code == 200, answer.text
    assert [await state_of(parties, each) for each in (pair, other)] == ["withdrawn", "withdrawn"]
    events = (await parties.corporation.get("/events")).json()["items"]
    assert [event["type"] for event in events if "proposal" in event["type"]] == []


@pytest.mark.parametrize("facts", [*AS_GOOD, {"capacity": 1}], ids=str)
async def test_what_nobody_released_stays_when_the_offer_is_as_good(
    parties: Parties, workshop: Workshop, town: Town, facts: dict[str, Any]
) -> None:
    pair = await accepted(workshop, town, home=HOME, state=S.PROPOSED)

    assert (await change(parties, pair, **facts)).status_code == 200
    assert await state_of(parties, pair) == "proposed"


@pytest.mark.parametrize("kind", ["own-name", "flip"])
async def test_what_nobody_released_ends_when_a_kind_of_lease_becomes_known_that_the_client_refuses(
    parties: Parties, workshop: Workshop, town: Town, kind: str
) -> None:
    pair = await accepted(workshop, town, home={"tenancy": None}, state=S.PROPOSED)

    assert (await change(parties, pair, tenancy=kind)).status_code == 200
    assert await state_of(parties, pair) == ("proposed" if kind == "own-name" else "withdrawn")


async def test_a_landlord_can_not_find_out_what_nobody_released(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    """A preview leaves no trace: with every rent a cent higher it told which homes have a proposal."""
    pair = await accepted(workshop, town, home=HOME | {"reference": "W-1"}, state=S.PROPOSED)
    await accepted(workshop, town, home=HOME | {"reference": "W-2"}, state=S.DECLINED)

    preview = await uploaded(parties, ("W-1", "600,01"), ("W-2", "600,01"))

    assert [row["outcome"] for row in preview["rows"]] == ["changed", "changed"]
    assert await state_of(parties, pair) == "proposed"
    await uploaded(parties, ("W-1", "600,01"), ("W-2", "600,01"), stored=True)
    assert await state_of(parties, pair) == "withdrawn"


async def test_a_refusal_counts_only_what_was_released_and_then_nothing_ends(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    seen = await accepted(workshop, town, home=HOME | {"capacity": 3}, state=S.RELEASED)
    await accepted(workshop, town, dwelling=seen.dwelling, place=2, state=S.RELEASED)
    hidden = await accepted(workshop, town, dwelling=seen.dwelling, place=3, state=S.PROPOSED)

    answer = await change(parties, seen, capacity=1)

    assert answer.status_code == 400
    assert answer.json()["invalidParams"][0]["reason"] == "Proposed or let: 2 places; it can't have fewer."
    assert await state_of(parties, hidden) == "proposed"
    assert (await change(parties, seen, capacity=2)).status_code == 200
    assert [await state_of(parties, each) for each in (seen, hidden)] == ["released", "withdrawn"]


async def test_a_release_at_the_same_moment_is_waited_for(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    """Or the rent would rise under somebody who was shown the old one."""
    pair = await accepted(workshop, town, home=HOME, state=S.PROPOSED)

    async with workshop.open() as work:
        releasing = update(Proposal).where(Proposal.id == pair.proposal)
        await work.session.execute(releasing.values(state=S.RELEASED, released_at=work.at))
        raising = asyncio.create_task(change(parties, pair, rent=60_001))
        await asyncio.sleep(0.3)
        assert not raising.done()

    assert (await raising).status_code == 400
    async with workshop.open() as work:
        assert (await work.session.get_one(Dwelling, pair.dwelling)).rent == 60_000


async def test_a_rent_that_was_agreed_stays_possible_when_the_next_is_cheaper(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town, home=HOME)
    address = await parties.prepare(pair, rent=60_000)

    cheaper = await change(parties, pair, rent=55_000)
    later = {"tenancy": "own-name", "startsOn": "2027-01-04", "rent": 60_000}
    moved = await parties.corporation.post(f"{address}/terms", json=later)
    between = await parties.corporation.post(f"{address}/terms", json=later | {"rent": 55_001})

    assert (cheaper.status_code, moved.status_code, between.status_code) == (200, 200, 400), moved.text
