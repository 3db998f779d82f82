"""Whoever and whatever left a region stops no matching run: what points there is left out of what a run looks at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from conftest import NEIGHBOURHOODS, Doors, Town
from matching.actors import OPERATOR
from matching.models import Client, Facility, MatchingRun, Organisation, Proposal, Region, RunState
from matching.operations.covenants import change_covenant
from matching.operations.coverages import Coverage, set_coverage
from matching.operations.facilities import Places, register_facility, set_places
from matching.operations.organisations import change_organisation
from matching.operations.proposals.by_hand import PairNotMatching, weigh
from matching.operations.regions import change_region
from matching.operations.runs import carry_out_run, request_run
from matching.operations.studies import carry_out_study
from matching.pages import PAGES
from matching.queries.agreements import ComplexCapTerm, LoadCapTerm, OriginLimitTerm
from matching.queries.reports import SOURCES
from matching.vocabulary import FacilityKind, FundingStream, Support
from matching.work import Work, Workshop
from matching_town import EASY, ORDINARY, a_covenant
from pages.conftest import Browser, a_key
from rows import a_dwelling_row, a_placement, a_waiting_client
from tenancies import REASONS

GONE = "GM9002"
AREAS_GONE = (GONE, "WK900201", NEIGHBOURHOODS[2])
SINCE = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Furnished:
    """Who waits and what is on offer; nothing on offer lies in the municipality that leaves.

    Attributes
    ----------
    clients
        The first is of the provider that may leave.
    homes
        The first is of the corporation that may leave.
    """

    clients: list[UUID]
    homes: list[UUID]


@pytest.fixture
async def furnished(workshop: Workshop, town: Town) -> Furnished:
    """Return a region in which everything that can point at a municipality or an organisation does."""
    agreement = await a_covenant(workshop, town)
    desk = town.actor(town.coordinator)
    points = {"points": Decimal(50), "reason": "Afgesproken."}
    caps = tuple(LoadCapTerm(area, SINCE, **points) for area in (NEIGHBOURHOODS[0], *AREAS_GONE[1:]))
    async with workshop.open(desk) as work:
        await change_covenant(
            work,
            covenant_id=agreement.covenant_id,
            reason="Aangevuld.",
            sections={
                "load_caps": caps,
                "complex_caps": (ComplexCapTerm(town.other_corporation.id, "TOREN", **points),),
                "origin_limits": (OriginLimitTerm(GONE, "GM9001", 3), OriginLimitTerm("outside", GONE, 3)),
            },
        )
    async with workshop.open(desk) as work:
        for provider in (town.provider, town.other_provider):
            covered = [Coverage(code, Support.AMBULANT, Decimal(20)) for code in ("GM9001", GONE)]
            await set_coverage(work, region=town.region, organisation_id=provider.id, coverage=covered)
        facility = await a_facility(work, town)
    async with workshop.open() as work:
        return await who_and_what(work, town, facility)


async def a_facility(work: Work, town: Town) -> Facility:
    made = await register_facility(
        work,
        region=town.region,
        reference="VZ-1",
        name="De Fictiehof",
        kind=FacilityKind.SHELTERED_LIVING,
        neighbourhood_code=AREAS_GONE[2],
        provider_id=town.other_provider.id,
    )
    there = Places(FundingStream.WMO, SINCE, Decimal(10), Decimal(9), Decimal(1))
    await set_places(work, facility_id=made.id, places=there)
    return made


async def who_and_what(work: Work, town: Town, facility: Facility) -> Furnished:
    needs = {**EASY, "support": Support.AMBULANT, "support_hours": Decimal(2)}
    people: list[dict[str, Any]] = [
        {"provider_id": town.other_provider.id, "origin": GONE},
        {"preferred_areas": list(AREAS_GONE), "origin": GONE, "facility_id": facility.id},
        {"acceptable_areas": [*AREAS_GONE, "GM9001"], "support_provider_id": town.other_provider.id},
        {"excluded_areas": list(AREAS_GONE), "keep_apart": ["duo"]},
    ]
    homes: list[dict[str, Any]] = [
        {"corporation_id": town.other_corporation.id, "complex": "TOREN"},
        {"excluded_origins": [GONE]},
        {"reserved_provider_id": town.other_provider.id},
        {},
    ]
    clients = [a_waiting_client(work, town, **needs | facts) for facts in people]
    offered = [a_dwelling_row(work, town, **ORDINARY | facts) for facts in homes]
    work.session.add_all([*clients, *offered])
    lives = await a_placement(work, town, neighbourhood_code=AREAS_GONE[2], municipality_code=GONE)
    (await work.session.get_one(Client, lives.client_id)).keep_apart = ["duo"]
    (await work.session.get_one(Proposal, lives.proposal_id)).reasons = REASONS
    return Furnished([one.id for one in clients], [one.id for one in offered])


async def leaves(workshop: Workshop, town: Town, who: str) -> None:
    async with workshop.open(OPERATOR) as work:
        if who == "municipality":
            region = await work.session.get_one(Region, town.region.id)
            await change_region(work, region=region, municipalities=["GM9001"])
        else:
            one = await work.session.get_one(Organisation, getattr(town, f"other_{who}").id)
            await change_organisation(work, organisation=one, regions=[])


async def a_run(workshop: Workshop, town: Town) -> MatchingRun:
    async with workshop.open(town.actor(town.coordinator)) as work:
        run_id = (await request_run(work, region=town.region, seed=1, time_limit=60)).id
    await carry_out_run(workshop, run_id=run_id, threads=1)
    async with workshop.open() as work:
        return await work.session.get_one(MatchingRun, run_id)


@pytest.mark.parametrize(
    ("who", "no_party", "served"),
    [
        (["municipality"], {"clients": 0, "dwellings": 0}, 4),
        (["corporation"], {"clients": 0, "dwellings": 1}, 3),
        (["provider"], {"clients": 1, "dwellings": 0}, 2),
        (["municipality", "corporation", "provider"], {"clients": 1, "dwellings": 1}, 2),
    ],
    ids=["municipality", "corporation", "provider", "all"],
)
async def test_a_run_goes_on_without_who_left(
    workshop: Workshop, town: Town, furnished: Furnished, *, who: list[str], no_party: Any, served: int
) -> None:
    before = await a_run(workshop, town)
    for one in who:
        await leaves(workshop, town, one)

    after = await a_run(workshop, town)

    assert (before.state, after.state) == (RunState.FINISHED, RunState.FINISHED), after.failure
    assert (after.summary or {})["noParty"] == no_party
    assert (after.summary or {})["proposals"] == served


@pytest.mark.parametrize("who", ["municipality", "corporation", "provider"])
async def test_by_hand_a_pair_that_stays_is_weighed_and_one_that_left_is_not(
    workshop: Workshop, town: Town, furnished: Furnished, who: str
) -> None:
    await leaves(workshop, town, who)
    gone = {"corporation": (1, 0), "provider": (0, 1)}.get(who)

    async with workshop.open(town.actor(town.coordinator)) as work:
        await weigh(work, client_id=furnished.clients[3], dwelling_id=furnished.homes[3])
        if gone:
            pair = {"client_id": furnished.clients[gone[0]], "dwelling_id": furnished.homes[gone[1]]}
            with pytest.raises(PairNotMatching):
                await weigh(work, **pair)


def addresses(known: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """Yield the address of every page of the desk; of what there are many, each that is known."""
    for page in PAGES:
        head, _, rest = page.path.partition("{")
        if page.method == "GET":
            yield from (f"{head}{one}{rest.partition('}')[2]}" for one in (known[head] if rest else ("",)))


async def asked(workshop: Workshop, browser: Browser, path: str, action: str, **filled: str) -> str:
    """Ask something at a page, have it answered, and return the identity of the question."""
    answer = await browser.send(path, action, **filled)
    assert answer.status_code == 200, answer.text
    identity = answer.url.path.rpartition("/")[2]
    await carry_out_study(workshop, study_id=UUID(identity), threads=1)
    return identity


@pytest.mark.parametrize("who", ["municipality", "corporation", "provider"])
async def test_every_page_of_the_desk_answers_without_who_left(
    workshop: Workshop, town: Town, furnished: Furnished, doors: Doors, who: str
) -> None:
    run, browser = await a_run(workshop, town), Browser(await doors.as_browser())
    await browser.sign_in((await a_key(workshop, town.coordinator))[1])
    async with workshop.open() as work:
        proposals = list(await work.session.scalars(select(Proposal.id)))
    scenarios, client = "/desk/scenarios", f"/desk/clients/{furnished.clients[3]}"
    before = await asked(workshop, browser, scenarios, scenarios, **{f"quota:{GONE}": "3"})
    await leaves(workshop, town, who)
    after = await asked(workshop, browser, scenarios, scenarios, **{"quota:GM9001": "3"})
    question = await asked(workshop, browser, client, f"{client}/questions")
    known: dict[str, Sequence[object]] = {
        "/desk/runs/": [run.id, (await a_run(workshop, town)).id],
        "/desk/proposals/": proposals,
        "/desk/clients/": furnished.clients,
        "/desk/scenarios/": [before, after],
        "/desk/questions/": [question],
        "/desk/reports/": [one.indicator.slug for one in SOURCES],
    }

    answers = {path: (await browser.http.get(path)).status_code for path in addresses(known)}
    sliders = (await browser.http.get(f"{scenarios}?tried={before}")).text

    assert {path: status for path, status in answers.items() if status != 200} == {}
    assert (f"quota:{GONE}" in sliders) == (f"cap:{AREAS_GONE[2]}" in sliders) == (who != "municipality")
    assert "quota:GM9001" in sliders
