"""Consent, secret areas and people kept apart hold at each step of a proposal, not only when it is made."""

from typing import Any

import httpx
import pytest

from conftest import Town
from matching.models import Client, ClientState, Placement, Proposal, ProposalState
from matching.queries.covenants import covenant_on
from matching.vocabulary import ProposalOrigin
from matching.work import Workshop
from rows import a_finished_run, somebody_moves_in
from tenancies import Accepted, Parties, accepted

S = ProposalState
UNEXPLAINED = "There is an agreement that we may not explain."
STEPS = {
    S.PROPOSED: ("desk", "release", {"releasedBy": "A. Jansen"}),
    S.RELEASED: ("provider", "agreement", {}),
    S.PROVIDER_AGREED: ("corporation", "agreement", {}),
    S.VIEWING: ("provider", "client-answer", {"accepted": True}),
}
"""Who leads a proposal on from where it stands, and how; the last step is the placement."""
LIVE = (*STEPS, S.ACCEPTED)


async def goes_on(parties: Parties, pair: Accepted, state: ProposalState) -> httpx.Response:
    if state is S.ACCEPTED:
        return await parties.corporation.post("/placements", json=pair.terms())
    who, step, body = STEPS[state]
    return await getattr(parties, who).post(f"/proposals/{pair.proposal}/{step}", json=body)


async def changed(parties: Parties, pair: Accepted, **profile: Any) -> None:
    answer = await parties.provider.patch(f"/clients/{pair.client}", json=profile)
    assert answer.status_code == 200, answer.text


async def stands(workshop: Workshop, pair: Accepted) -> ProposalState:
    async with workshop.open() as work:
        return (await work.session.get_one(Proposal, pair.proposal)).state


async def refused(parties: Parties, pair: Accepted, state: ProposalState) -> None:
    answer = await goes_on(parties, pair, state)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/pair-ruled-out"), answer.text
    assert answer.json()["detail"] == UNEXPLAINED
    assert await stands(parties.workshop, pair) is state


@pytest.mark.parametrize("state", LIVE)
@pytest.mark.parametrize("area", ["BU90010101", "WK900101", "GM9001"])
async def test_no_step_leads_on_to_an_area_that_is_excluded_by_now(
    parties: Parties, workshop: Workshop, town: Town, state: ProposalState, area: str
) -> None:
    pair = await accepted(workshop, town, state=state)
    await changed(parties, pair, excludedAreas=[area])

    await refused(parties, pair, state)


@pytest.mark.parametrize("state", LIVE)
async def test_no_step_leads_on_to_near_somebody_to_keep_away_from(
    parties: Parties, workshop: Workshop, town: Town, state: ProposalState
) -> None:
    placed = await somebody_moves_in(workshop, town)
    pair = await accepted(workshop, town, state=state)
    async with workshop.open() as work:
        lease = await work.session.get_one(Placement, placed)
        (await work.session.get_one(Client, lease.client_id)).keep_apart = ["apart-0001"]
    await changed(parties, pair, keepApart=["apart-0001"])

    await refused(parties, pair, state)


@pytest.mark.parametrize("state", LIVE)
async def test_what_is_excluded_elsewhere_holds_nobody_up(
    parties: Parties, workshop: Workshop, town: Town, state: ProposalState
) -> None:
    """A token of one's own, an area on the other side: the proposal goes on, also beside others of its own region."""
    await accepted(workshop, town, keep_apart=["apart-0002"])
    pair = await accepted(workshop, town, state=state)
    await changed(parties, pair, excludedAreas=["BU90010102", "GM9002"], keepApart=["apart-0001"])

    answer = await goes_on(parties, pair, state)

    assert answer.is_success, answer.text


async def test_of_two_to_be_kept_apart_who_are_proposed_near_each_other_neither_goes_on(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    first = await accepted(workshop, town, state=S.RELEASED, keep_apart=["apart-0001"])
    second = await accepted(workshop, town, state=S.RELEASED)
    await changed(parties, second, keepApart=["apart-0001"])

    await refused(parties, first, S.RELEASED)
    await refused(parties, second, S.RELEASED)
    said = {"reason": "unsafe-location"}
    declined = await parties.provider.post(f"/proposals/{first.proposal}/refusal", json=said)
    assert declined.status_code == 200, "a no is always possible"
    assert (await goes_on(parties, second, S.RELEASED)).is_success


@pytest.mark.parametrize(
    ("origin", "state", "refused_too"),
    [
        (ProposalOrigin.RUN, S.PROPOSED, False),
        (ProposalOrigin.RUN, S.RELEASED, True),
        (ProposalOrigin.HAND, S.PROPOSED, True),
    ],
)
async def test_who_a_run_proposed_nearby_and_nobody_released_stands_in_nobodys_way(
    parties: Parties,
    workshop: Workshop,
    town: Town,
    *,
    origin: ProposalOrigin,
    state: ProposalState,
    refused_too: bool,
) -> None:
    """Its provider does not see it, and adds a token; the other pair said yes, and could not tell why it stops."""
    pair = await accepted(workshop, town, keep_apart=["apart-0001"])
    nearby = await accepted(workshop, town, state=state)
    if origin is ProposalOrigin.RUN:
        await made_by_a_run(workshop, town, nearby)
    await changed(parties, nearby, keepApart=["apart-0001"])

    await refused(parties, nearby, state)
    if refused_too:
        await refused(parties, pair, S.ACCEPTED)
    else:
        assert (await goes_on(parties, pair, S.ACCEPTED)).is_success
    await refused(parties, nearby, state)


async def made_by_a_run(workshop: Workshop, town: Town, pair: Accepted) -> None:
    """Let a finished run have made a proposal."""
    async with workshop.open() as work:
        version = await covenant_on(work, region_id=town.region.id, on=work.at.date())
        run = a_finished_run(work, town, version=version)
        work.session.add(run)
        await work.session.flush()
        proposal = await work.session.get_one(Proposal, pair.proposal)
        proposal.origin, proposal.run_id = ProposalOrigin.RUN, run.id


@pytest.mark.parametrize("state", LIVE)
@pytest.mark.parametrize("who", ["provider", "desk"])
async def test_what_is_proposed_ends_with_the_consent(
    parties: Parties, workshop: Workshop, town: Town, state: ProposalState, who: str
) -> None:
    pair = await accepted(workshop, town, state=state)

    answer = await getattr(parties, who).patch(f"/clients/{pair.client}", json={"consentOn": None})

    assert (answer.status_code, answer.json()["state"]) == (200, "waiting"), answer.text
    assert await stands(workshop, pair) is S.WITHDRAWN
    assert (await goes_on(parties, pair, state)).status_code == 409


async def test_a_proposal_stays_with_a_consent_of_another_day(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town)
    await changed(parties, pair, consentOn="2026-11-30", bedrooms=1)

    assert await stands(workshop, pair) is S.ACCEPTED


@pytest.mark.parametrize("state", LIVE)
async def test_what_was_proposed_before_and_has_no_consent_goes_no_further(
    parties: Parties, workshop: Workshop, town: Town, state: ProposalState
) -> None:
    pair = await accepted(workshop, town, state=state, consent_on=None)

    answer = await goes_on(parties, pair, state)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/pair-ruled-out"), answer.text
    assert await stands(workshop, pair) is state


async def test_nobody_loses_a_home_with_their_consent(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    """The client said yes, and a lease is being made: who does not want it any more says so."""
    pair = await accepted(workshop, town)
    address = await parties.prepare(pair)

    await changed(parties, pair, consentOn=None)

    assert (await parties.seen(address))["state"] == "preparing"
    assert (await parties.client(pair.client)).state is ClientState.PLACED
