"""Proposals: the list, and of one why, what happened, and what may be done now."""

from starlette.responses import Response

from matching.models import ProposalState
from matching.operations import proposals
from matching.pages.desk import Desk, Page, an_identity
from matching.queries import naming
from matching.queries import proposals as questions
from matching.workflow.proposals import ProposalEvent, possible_events, waits_for

A_PAGE = 50
OURS = (ProposalEvent.RELEASE, ProposalEvent.WITHDRAW)
"""What a coordinator does here; provider and corporation answer at their own doors."""


async def show_all(desk: Desk) -> Response:
    """Show a page of the region's proposals."""
    asked = desk.request.query_params
    state = ProposalState(asked["state"]) if asked.get("state") in list(ProposalState) else None
    found = await questions.visible_proposals(
        desk.work,
        region_id=desk.region.id,
        state=state,
        after=an_identity(asked.get("after", "")),
        limit=A_PAGE + 1,
    )
    last = found[A_PAGE - 1].proposal.id if len(found) > A_PAGE else None
    return desk.draw(
        "proposals.html", found=found[:A_PAGE], state=state, states=tuple(ProposalState), last=last
    )


async def show(desk: Desk) -> Response:
    """Show one proposal."""
    proposal_id = desk.identity("proposal_id")
    seen = await questions.proposal(desk.work, proposal_id=proposal_id)
    proposal = seen.proposal
    may = possible_events(
        proposal.state, role=desk.work.actor.role, at=desk.work.at, respond_by=proposal.respond_by
    )
    return desk.within(proposal.region_id).draw(
        "proposal.html",
        seen=seen,
        names=await naming.names_of(desk.work, region_id=proposal.region_id),
        waits_for=waits_for(proposal.state),
        may=[event for event in OURS if event in may],
        steps=await questions.timeline(desk.work, proposal_id=proposal_id),
        overrides=await questions.overrides(desk.work, proposal_id=proposal_id),
        reserves=await questions.reserves(desk.work, proposal=proposal),
    )


async def release(desk: Desk) -> Response:
    """Let provider and corporation see it: a person decides this."""
    proposal_id = desk.identity("proposal_id")
    await proposals.release_proposal(desk.work, proposal_id=proposal_id, released_by=desk.person)
    return desk.go(f"/desk/proposals/{proposal_id}")


async def withdraw(desk: Desk) -> Response:
    """Take it back, with a reason."""
    proposal_id = desk.identity("proposal_id")
    await proposals.withdraw_proposal(
        desk.work,
        proposal_id=proposal_id,
        reason=desk.form.texts({"reason": (3, 500)})["reason"],
        decided_by=desk.person,
    )
    return desk.go(f"/desk/proposals/{proposal_id}")


PAGES = (
    Page("/desk/proposals", show_all),
    Page("/desk/proposals/{proposal_id}", show),
    Page("/desk/proposals/{proposal_id}/release", release, "POST"),
    Page("/desk/proposals/{proposal_id}/withdrawal", withdraw, "POST"),
)
