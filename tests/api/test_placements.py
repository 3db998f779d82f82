"""Preparing a placement: what follows from a yes, who sees what of it, and who is first."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from conftest import TODAY, UNKNOWN_ID, Clock, Town
from matching.actors import Role
from matching.models import (
    Access,
    ClientState,
    DwellingState,
    Entry,
    Fact,
    Proposal,
    ProposalState,
)
from matching.vocabulary import AgeBand, IncomeKind
from matching.work import Workshop
from tenancies import START, Parties, accepted


async def test_a_yes_becomes_a_placement_and_everything_follows(
    parties: Parties, town: Town, workshop: Workshop
) -> None:
    pair = await accepted(workshop, town)

    answer = await parties.corporation.post("/placements", json=pair.terms())

    made = answer.json()
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/placements/{made['id']}"
    assert (made["state"], made["startsOn"], made["rent"]) == ("preparing", START.isoformat(), 60_000)
    assert (await parties.client(pair.client)).state is ClientState.PLACED
    assert (await parties.dwelling(pair.dwelling)).state is DwellingState.LET
    async with workshop.open() as work:
        proposal = await work.session.get_one(Proposal, pair.proposal)
        entry = await work.session.scalar(select(Entry).where(Entry.fact == Fact.PLACEMENT_PREPARED.value))
    assert (proposal.state, proposal.respond_by) == (ProposalState.PLACED, None)
    assert entry is not None
    assert set(entry.parties) == {town.corporation.id, town.provider.id, town.municipality.id}


async def test_the_plan_opens_with_an_owner_and_a_day_for_each_domain(parties: Parties, town: Town) -> None:
    tasks = await parties.tasks(await parties.a_placement())

    assert {domain: task["owner"] for domain, task in tasks.items()} == {
        "living": str(town.corporation.id),
        "work-and-income": str(town.municipality.id),
        "debts": str(town.provider.id),
        "care": str(town.provider.id),
    }
    assert {task["dueOn"] for task in tasks.values()} == {START.isoformat()}
    assert all(task["mandatory"] and task["state"] == "open" for task in tasks.values())


async def test_who_gives_the_support_lands_it_and_without_a_municipality_the_desk_watches(
    parties: Parties, town: Town
) -> None:
    home = {"municipality_code": "GM9002", "neighbourhood_code": "BU90020101"}
    tasks = await parties.tasks(
        await parties.a_placement(home=home, support_provider_id=town.other_provider.id)
    )

    assert tasks["care"]["owner"] == tasks["debts"]["owner"] == str(town.other_provider.id)
    assert (tasks["work-and-income"]["owner"], tasks["work-and-income"]["ownerName"]) == (None, None)


async def test_only_what_the_covenant_asks_for_is_mandatory(parties: Parties) -> None:
    covenant = (await parties.desk.get("/covenants")).json()["items"][0]["id"]
    changed = await parties.desk.patch(
        f"/covenants/{covenant}",
        json={"reason": "Afgesproken.", "procedure": {"landingMandatory": ["living", "care"]}},
    )
    assert changed.status_code == 200, changed.text

    tasks = await parties.tasks(await parties.a_placement())

    assert {domain for domain, task in tasks.items() if task["mandatory"]} == {"living", "care"}


ON_BENEFIT = {"income_kind": IncomeKind.BENEFIT}


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (ON_BENEFIT | {"origin": "GM9002"}, True),
        (ON_BENEFIT | {"origin": "outside"}, True),
        (ON_BENEFIT | {"origin": None}, True),
        (ON_BENEFIT | {"origin": "GM9001"}, False),
        ({"income_kind": IncomeKind.WORK, "origin": "GM9002"}, False),
        ({"income_kind": None, "origin": "GM9002"}, False),
    ],
    ids=["from elsewhere", "from outside", "from unknown", "within", "with wages", "income unknown"],
)
async def test_a_benefit_is_handed_over_when_it_crosses_a_border(
    parties: Parties, town: Town, profile: dict[str, Any], expected: bool
) -> None:
    tasks = await parties.tasks(await parties.a_placement(**profile))

    assert ("benefit-handover" in tasks) is expected
    if expected:
        assert tasks["benefit-handover"]["owner"] == str(town.municipality.id)
        assert tasks["benefit-handover"]["mandatory"]


async def test_the_hand_over_is_due_two_weeks_before_the_lease(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town, **ON_BENEFIT, origin="GM9002")
    starts_on = TODAY + timedelta(days=14)

    address = await parties.prepare(pair, startsOn=starts_on.isoformat())

    assert (await parties.tasks(address))["benefit-handover"]["dueOn"] == TODAY.isoformat()
    assert (await parties.seen(address))["remarks"] == []


async def test_a_hand_over_for_which_it_is_late_is_due_today_and_told_so(
    parties: Parties, clock: Clock, workshop: Workshop, town: Town
) -> None:
    clock.tick(days=16)
    pair = await accepted(workshop, town, **ON_BENEFIT, origin="GM9002")

    answer = await parties.desk.post("/placements", json=pair.terms(startsOn="2026-12-20"))

    task = next(one for one in answer.json()["landing"] if one["domain"] == "benefit-handover")
    assert task["dueOn"] == "2026-12-17"
    [remark] = answer.json()["remarks"]
    assert "2026-12-06" in remark["dutch"]
    done = await parties.desk.post(
        f"/placements/{answer.json()['id']}/landing-tasks/benefit-handover/completion", json={}
    )
    assert done.status_code == 200
    assert (await parties.seen(f"/placements/{answer.json()['id']}"))["remarks"] == []


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ({"age": 26, "age_band": AgeBand.ADULT, "origin": "GM9002"}, True),
        ({"age_band": AgeBand.YOUNG, "origin": "GM9002"}, True),
        ({"age": 27, "age_band": AgeBand.ADULT, "origin": "GM9002"}, False),
        ({"age_band": AgeBand.ADULT, "origin": "GM9002"}, False),
        ({"age": 26, "age_band": AgeBand.ADULT, "origin": "GM9001"}, False),
    ],
    ids=["26", "young", "27", "adult", "no border"],
)
async def test_the_search_period_of_the_young_is_told_with_the_day_to_apply(
    parties: Parties, workshop: Workshop, town: Town, *, profile: dict[str, Any], told: bool
) -> None:
    pair = await accepted(workshop, town, **ON_BENEFIT, **profile)

    address = await parties.prepare(pair, startsOn="2027-01-12")

    remarks = (await parties.seen(address))["remarks"]
    assert ["2026-12-15" in remark["dutch"] for remark in remarks] == [True] * told


@pytest.mark.parametrize(
    ("starts_on", "dutch", "english"),
    [
        ("2026-12-29", "meld de aanvraag uiterlijk 2026-12-01", "announce the application by 2026-12-01"),
        ("2026-12-28", "had op 2026-11-30 gemeld moeten zijn", "should have been announced by 2026-11-30"),
        ("2026-12-08", "had op 2026-11-10 gemeld moeten zijn", "should have been announced by 2026-11-10"),
    ],
    ids=["today", "yesterday", "starts next week"],
)
async def test_a_day_to_apply_that_is_over_is_told_as_over(
    parties: Parties, workshop: Workshop, town: Town, *, starts_on: str, dutch: str, english: str
) -> None:
    home = {"available_from": TODAY}
    pair = await accepted(workshop, town, **ON_BENEFIT, age=26, origin="GM9002", home=home)

    remarks = (await parties.seen(await parties.prepare(pair, startsOn=starts_on)))["remarks"]

    [search] = [remark for remark in remarks if "27" in remark["dutch"].partition(":")[0]]
    assert (dutch in search["dutch"], english in search["english"]) == (True, True), search
    assert ("meteen" in search["dutch"]) == ("at once" in search["english"]) == ("had" in dutch)


async def test_a_rent_above_the_profile_is_a_remark_for_the_carer_and_no_refusal(parties: Parties) -> None:
    address = await parties.a_placement(maximum_rent=50_000)

    [remark] = (await parties.seen(address, parties.provider))["remarks"]

    assert "€ 100,00" in remark["dutch"]
    assert (await parties.seen(address, parties.corporation))["remarks"] is None


@pytest.mark.parametrize(
    ("terms", "codes"),
    [
        ({"startsOn": "2026-12-14", "rent": 60_001}, {"before-available", "rent-above-offer"}),
        (
            {"startsOn": "2025-12-14", "rent": 60_001, "tenancy": "flip"},
            {
                "before-available",
                "date-out-of-reach",
                "tenancy-not-accepted",
                "rent-above-offer",
                "flip-date-missing",
            },
        ),
        ({"startsOn": "2027-12-03"}, {"date-out-of-reach"}),
        (
            {"tenancy": "flip", "flipOn": START.isoformat()},
            {"tenancy-not-accepted", "flip-before-start"},
        ),
        ({"flipOn": "2027-12-20"}, {"nothing-to-flip"}),
    ],
)
async def test_terms_that_can_not_be_are_refused_with_every_fault(
    parties: Parties, workshop: Workshop, town: Town, terms: dict[str, Any], codes: set[str]
) -> None:
    pair = await accepted(workshop, town)

    answer = await parties.corporation.post("/placements", json=pair.terms(**terms))

    assert answer.status_code == 400, answer.text
    assert {fault["code"] for fault in answer.json()["invalidParams"]} == codes
    assert (await parties.client(pair.client)).state is ClientState.WAITING


@pytest.mark.parametrize(
    "terms",
    [
        {"startsOn": "2026-12-15", "rent": 60_000},
        {"startsOn": "2027-12-02"},
        {"tenancy": "flip", "flipOn": (START + timedelta(days=1)).isoformat()},
    ],
)
async def test_terms_that_just_fit_are_taken(
    parties: Parties, workshop: Workshop, town: Town, terms: dict[str, Any]
) -> None:
    assert await parties.prepare(await accepted(workshop, town, tenancies=["own-name", "flip"]), **terms)


async def test_without_a_day_the_lease_begins_when_the_dwelling_is_free(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    waiting = await parties.prepare(await accepted(workshop, town), startsOn=None)
    home = {"available_from": date(2026, 10, 1)}
    empty = await parties.prepare(await accepted(workshop, town, home=home), startsOn=None)

    assert (await parties.seen(waiting))["startsOn"] == "2026-12-15"
    assert (await parties.seen(empty))["startsOn"] == TODAY.isoformat()


@pytest.mark.parametrize("state", [ProposalState.VIEWING, ProposalState.DECLINED, ProposalState.PLACED])
async def test_only_an_accepted_proposal_is_placed(
    parties: Parties, workshop: Workshop, town: Town, state: ProposalState
) -> None:
    pair = await accepted(workshop, town, state=state)

    answer = await parties.corporation.post("/placements", json=pair.terms())

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/transition-refused"


async def test_who_may_prepare(parties: Parties, workshop: Workshop, town: Town) -> None:
    pair = await accepted(workshop, town)

    assert (await parties.provider.post("/placements", json=pair.terms())).status_code == 403
    assert (await parties.municipality.post("/placements", json=pair.terms())).status_code == 403
    assert (await parties.rival.post("/placements", json=pair.terms())).status_code == 404
    assert (await parties.stranger.post("/placements", json=pair.terms())).status_code == 404
    unknown = pair.terms(proposal=str(UNKNOWN_ID))
    assert (await parties.desk.post("/placements", json=unknown)).status_code == 404
    assert (await parties.desk.post("/placements", json=pair.terms())).status_code == 201


async def test_bad_input_is_refused_with_every_fault(parties: Parties) -> None:
    answer = await parties.desk.post(
        "/placements", json={"tenancy": "koop", "startsOn": "morgen", "rent": -1, "huur": 3}
    )

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == {
        "body.proposal",
        "body.tenancy",
        "body.startsOn",
        "body.rent",
        "body.huur",
    }


async def test_a_dwelling_is_let_once_all_its_places_are(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    first = await accepted(workshop, town, home={"capacity": 2})
    second = await accepted(workshop, town, dwelling=first.dwelling, place=2)

    await parties.prepare(first)
    half = (await parties.dwelling(first.dwelling)).state
    await parties.prepare(second)

    assert half is DwellingState.OFFERED
    assert (await parties.dwelling(first.dwelling)).state is DwellingState.LET
    listed = await parties.corporation.get("/dwellings", params={"state": "let"})
    assert [one["id"] for one in listed.json()["items"]] == [str(first.dwelling)]
    placed = await parties.provider.get("/clients", params={"state": "placed"})
    assert {one["id"] for one in placed.json()["items"]} == {str(first.client), str(second.client)}


async def test_each_sees_its_own_and_no_more_than_it_needs(parties: Parties) -> None:
    address = await parties.a_placement()

    desk = await parties.seen(address)
    provider = await parties.seen(address, parties.provider)
    landlord = await parties.seen(address, parties.corporation)
    municipality = await parties.seen(address, parties.municipality)

    assert desk["client"] == provider["client"] is not None
    assert (desk["load"], desk["imported"]) == (1.0, False)
    hidden = {name for name, value in landlord.items() if value is None and desk[name] is not None}
    assert hidden == {"client", "load", "imported", "remarks", "overrides"}
    assert [task["domain"] for task in municipality["landing"]] == ["work-and-income"]
    told = {name for name, value in municipality.items() if value not in (None, [])}
    assert told == {
        "id",
        "region",
        "state",
        "stateDutch",
        "clientReference",
        "municipality",
        "startsOn",
        "createdAt",
        "landing",
    }
    for who in (parties.rival, parties.other_provider, parties.stranger):
        assert (await who.get(address)).status_code == 404
        assert (await who.get("/placements")).json()["items"] == []


async def test_lists_are_filtered(parties: Parties, town: Town, workshop: Workshop, clock: Clock) -> None:
    soon = await accepted(workshop, town)
    later = await accepted(workshop, town)
    await parties.prepare(soon)
    clock.tick(seconds=1)
    await parties.confirm(await parties.prepare(later, startsOn="2027-03-01"))

    async def found(**wanted: str) -> list[str]:
        answer = await parties.desk.get("/placements", params=wanted)
        assert answer.status_code == 200, answer.text
        return [item["client"] for item in answer.json()["items"]]

    assert await found() == await found(region="fictie") == [str(soon.client), str(later.client)]
    assert await found(state="confirmed") == [str(later.client)]
    assert await found(startsBefore="2027-03-01") == [str(soon.client)]
    assert await found(client=str(later.client)) == [str(later.client)]
    assert await found(dwelling=str(soon.dwelling)) == [str(soon.client)]
    assert await found(state="ended") == []
    page = await parties.desk.get("/placements", params={"limit": "1"})
    rest = await parties.desk.get("/placements", params={"after": page.json()["next"]})
    assert [item["client"] for item in rest.json()["items"]] == [str(later.client)]
    assert (await parties.stranger.get("/placements", params={"region": "fictie"})).status_code == 404


async def test_every_look_at_a_placement_is_a_look_at_its_client(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town)
    address = await parties.prepare(pair)
    await parties.seen(address, parties.municipality)
    await parties.municipality.get("/placements")

    async with workshop.open() as work:
        query = select(Access).where(Access.role == Role.MUNICIPALITY).order_by(Access.id)
        looks = [(look.purpose, look.client_ids) for look in await work.session.scalars(query)]
    assert looks == [("read-placement", [pair.client]), ("list-placements", [pair.client])]


async def test_of_two_who_prepare_at_once_one_is_first(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town)

    answers = await asyncio.gather(
        parties.corporation.post("/placements", json=pair.terms()),
        parties.desk.post("/placements", json=pair.terms()),
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len((await parties.desk.get("/placements")).json()["items"]) == 1


async def test_a_placement_and_a_withdrawal_at_once_do_not_both_happen(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    for _ in range(4):
        pair = await accepted(workshop, town)

        prepared, withdrawn = await asyncio.gather(
            parties.corporation.post("/placements", json=pair.terms()),
            parties.desk.post(
                f"/proposals/{pair.proposal}/withdrawal", json={"reason": "De situatie is veranderd."}
            ),
        )

        assert (prepared.status_code, withdrawn.status_code) in {(201, 409), (409, 200)}
        placed = (await parties.client(pair.client)).state is ClientState.PLACED
        assert placed is (prepared.status_code == 201)


async def test_a_client_that_leaves_while_it_is_placed_does_one_of_both(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    for _ in range(4):
        pair = await accepted(workshop, town)

        prepared, left = await asyncio.gather(
            parties.corporation.post("/placements", json=pair.terms()),
            parties.provider.post(f"/clients/{pair.client}/withdrawal", json={"reason": "Verhuisd."}),
        )

        assert (prepared.status_code, left.status_code) in {(201, 409), (409, 200)}


async def test_an_action_of_an_accepted_proposal_is_to_place_it(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town)

    seen = (await parties.corporation.get(f"/proposals/{pair.proposal}")).json()

    assert {"action": "place", "dutch": "plaatsen", "method": "POST", "href": "/v1/placements"} in seen[
        "actions"
    ]
