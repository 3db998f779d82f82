"""Rows for tests, with sensible defaults, so that a test shows only the fact that matters."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from conftest import NEIGHBOURHOODS, Town
from matching.models import (
    Client,
    ClientState,
    CovenantVersion,
    Dwelling,
    DwellingState,
    MatchingRun,
    Placement,
    PlacementState,
    Proposal,
    ProposalState,
    RunState,
)
from matching.operations.check_ins import plan_check_ins
from matching.vocabulary import Need, ProposalOrigin, Tenancy, Urgency
from matching.work import Work, Workshop


def a_dwelling_row(work: Work, town: Town, **facts: Any) -> Dwelling:
    """Return a dwelling on offer in the first neighbourhood, of the town's corporation."""
    stamp = work.stamp()
    usual: dict[str, Any] = {
        "region_id": town.region.id,
        "corporation_id": town.corporation.id,
        "reference": f"W-{stamp['id'].hex[-8:]}",
        "state": DwellingState.OFFERED,
        "neighbourhood_code": NEIGHBOURHOODS[0],
        "municipality_code": "GM9001",
        "housing_form": "own-home",
        "service_costs": 0,
        "available_from": date(2027, 1, 1),
        "reserved_for": [],
        "excluded_origins": [],
        "features": [],
        "capacity": 1,
    }
    return Dwelling(**stamp, **usual | facts)


def a_waiting_client(work: Work, town: Town, **facts: Any) -> Client:
    """Return a waiting client of the town's provider, from the first municipality."""
    stamp = work.stamp()
    usual: dict[str, Any] = {
        "region_id": town.region.id,
        "provider_id": town.provider.id,
        "reference": f"C-{stamp['id'].hex[-8:]}",
        "state": ClientState.WAITING,
        "profile_version": 1,
        "origin": "GM9001",
        "on_list_since": date(2026, 1, 1),
        "urgency": Urgency.REGULAR,
        "adults": 1,
        "children_ages": [],
        "persons_weight": Decimal(1),
        "load": Decimal(1),
        "support_hours": Decimal(0),
        "housing_forms": ["own-home"],
        "own_unit": Need.NO,
        "not_in_group": Need.NO,
        "low_stimulus": Need.NO,
        "tenancies": [],
        "preferred_areas": [],
        "acceptable_areas": [],
        "excluded_areas": [],
        "keep_apart": [],
        "consent_on": date(2026, 1, 1),
        "wishes": [],
    }
    return Client(**stamp, **usual | facts)


def a_finished_run(work: Work, town: Town, *, version: CovenantVersion) -> MatchingRun:
    """Return a run that is over, without what it found."""
    return MatchingRun(
        **work.stamp(),
        region_id=town.region.id,
        covenant_version_id=version.id,
        state=RunState.FINISHED,
        seed=1,
        time_limit=60,
        attempts=1,
        progress={},
        finished_at=work.at,
    )


async def a_live_proposal(work: Work, town: Town, *, version: CovenantVersion, **facts: Any) -> Proposal:
    """Store and return a live proposal of a new client and a new dwelling, from a finished run."""
    client = a_waiting_client(work, town, **facts)
    dwelling = a_dwelling_row(work, town)
    run = a_finished_run(work, town, version=version)
    work.session.add_all([client, dwelling, run])
    await work.session.flush()
    proposal = Proposal(
        **work.stamp(),
        run_id=run.id,
        region_id=town.region.id,
        client_id=client.id,
        dwelling_id=dwelling.id,
        place=1,
        state=ProposalState.PROPOSED,
        municipality_code=dwelling.municipality_code,
        neighbourhood_code=dwelling.neighbourhood_code,
        load=client.load,
        suitability=500,
        reasons={},
    )
    work.session.add(proposal)
    await work.session.flush()
    return proposal


async def a_placement(
    work: Work, town: Town, *, dwelling: dict[str, Any] | None = None, **facts: Any
) -> Placement:
    """Store and return a confirmed placement of a new client in a new dwelling, from this day on.

    Parameters
    ----------
    dwelling
        Facts of the dwelling; the others are of the placement.
    """
    client = a_waiting_client(work, town, state=ClientState.PLACED)
    home = a_dwelling_row(work, town, state=DwellingState.LET, **dwelling or {})
    work.session.add_all([client, home])
    await work.session.flush()
    proposal = a_proposal_by_hand(work, town, client, home, state=ProposalState.PLACED, released_at=work.at)
    work.session.add(proposal)
    await work.session.flush()
    usual: dict[str, Any] = {
        "proposal_id": proposal.id,
        "region_id": town.region.id,
        "client_id": client.id,
        "dwelling_id": home.id,
        "state": PlacementState.CONFIRMED,
        "municipality_code": home.municipality_code,
        "neighbourhood_code": home.neighbourhood_code,
        "imported": False,
        "load": client.load,
        "tenancy": Tenancy.OWN_NAME,
        "starts_on": work.at.date(),
        "rent": 60_000,
        "confirmed_at": work.at,
    }
    placement = Placement(**work.stamp(), **usual | facts)
    work.session.add(placement)
    await work.session.flush()
    return placement


def a_proposal_by_hand(work: Work, town: Town, client: Client, home: Dwelling, **facts: Any) -> Proposal:
    """Return a proposal of a client and a dwelling that a coordinator made."""
    usual: dict[str, Any] = {
        "origin": ProposalOrigin.HAND,
        "region_id": town.region.id,
        "client_id": client.id,
        "dwelling_id": home.id,
        "place": 1,
        "municipality_code": home.municipality_code,
        "neighbourhood_code": home.neighbourhood_code,
        "load": client.load,
        "suitability": 500,
        "reasons": {},
    }
    return Proposal(**work.stamp(), **usual | facts)


async def a_proposal_of_somebody(work: Work, town: Town, **facts: Any) -> Proposal:
    """Store and return a proposal of a new client and a new dwelling, which waits for its release."""
    client, home = a_waiting_client(work, town), a_dwelling_row(work, town)
    work.session.add_all([client, home])
    await work.session.flush()
    proposal = a_proposal_by_hand(work, town, client, home, **{"state": ProposalState.PROPOSED, **facts})
    work.session.add(proposal)
    await work.session.flush()
    return proposal


async def somebody_moves_in(workshop: Workshop, town: Town, **facts: Any) -> UUID:
    """Store a confirmed placement with its check-ins, and return its identity."""
    async with workshop.open() as work:
        placement = await a_placement(work, town, **facts)
        await plan_check_ins(work, placement)
        return placement.id
