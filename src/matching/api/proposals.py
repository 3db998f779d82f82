"""Proposals: what may belong together, and what people say to it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from matching import examples
from matching.actors import Role
from matching.api.dependencies import AnyWork, CarerWork, CoordinatorWork
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.proposal_schemas import (
    AgreementIn,
    ClientAnswerIn,
    DeclineReasonListOut,
    DeclineReasonOut,
    ProposalDetailOut,
    ProposalListOut,
    ProposalOut,
    RefusalIn,
    ReleaseIn,
    WithdrawalOfProposalIn,
    actions,
)
from matching.api.routing import open_router
from matching.api.schemas import Moment
from matching.errors import Fault, NotAllowed, Unprocessable
from matching.models import ProposalState
from matching.operations import proposals
from matching.operations.personal_traces import PersonalReason
from matching.operations.proposals import PairRuledOut, ReasonDoesNotFit
from matching.queries import proposals as questions
from matching.queries import regions as regions_asked
from matching.queries.proposals import ProposalNotFound
from matching.queries.regions import RegionNotFound
from matching.work import Work
from matching.workflow.proposals import DeadlinePassed, TransitionRefused
from matching.workflow.reasons import CATALOGUE

router = open_router("/proposals", tag="proposals")
reasons_router = open_router("/decline-reasons", tag="proposals")

DESCRIPTION = "Identity of the proposal."
ProposalId = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PROPOSAL])]
ToRelease = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PROPOSAL_TO_RELEASE])]
ToAgree = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PROPOSAL_TO_AGREE])]
ToRefuse = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PROPOSAL_TO_REFUSE])]
Viewed = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PROPOSAL_VIEWED])]
ToWithdraw = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PROPOSAL_TO_WITHDRAW])]

ANSWERED = refuses(NotAllowed, ProposalNotFound, TransitionRefused, DeadlinePassed, PairRuledOut)
DECLINED = refuses(
    NotAllowed, ProposalNotFound, TransitionRefused, DeadlinePassed, ReasonDoesNotFit, PersonalReason
)


class ReasonNeeded(Unprocessable):
    """A no needs a reason."""

    dutch = "Bij nee hoort een reden."


async def whole_proposal(work: Work, proposal_id: UUID) -> ProposalDetailOut:
    """Return all that the actor may read of a proposal.

    Raises
    ------
    ProposalNotFound
        When it does not exist, or is not the actor's to see.
    """
    seen = await questions.proposal(work, proposal_id=proposal_id)
    desk = work.actor.role is Role.COORDINATOR
    return ProposalDetailOut.whole(
        seen,
        work.actor,
        actions=actions(seen.proposal, work.actor, at=work.at),
        steps=await questions.timeline(work, proposal_id=proposal_id),
        overrides=await questions.overrides(work, proposal_id=proposal_id) if desk else (),
        reserves=await questions.reserves(work, proposal=seen.proposal) if desk else (),
    )


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_proposals(
    *,
    work: AnyWork,
    page: APage,
    region: Annotated[str | None, Query(description="Region.", examples=["parkstad"])] = None,
    matching_run: Annotated[
        UUID | None, Query(alias="matchingRun", description="Matching run.", examples=[examples.RUN])
    ] = None,
    state: Annotated[ProposalState | None, Query(description="State.", examples=["proposed"])] = None,
    client: Annotated[UUID | None, Query(description="Of this client.", examples=[examples.CLIENT])] = None,
    dwelling: Annotated[UUID | None, Query(description="Of this dwelling.")] = None,
    due_before: Annotated[
        Moment | None,
        Query(
            alias="dueBefore",
            description="Only what asks for a step before this moment: now gives what has stalled.",
            examples=["2199-01-01T00:00:00Z"],
        ),
    ] = None,
) -> ProposalListOut:
    """Show the proposals.

    A coordinator sees those of the region; provider and corporation see from the release on what concerns
    their clients and dwellings. Every look is recorded.
    """
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await questions.visible_proposals(
        work,
        region_id=region_id,
        run_id=matching_run,
        state=state,
        client_id=client,
        dwelling_id=dwelling,
        due_before=due_before,
        after=page.after_id,
        limit=page.limit,
    )
    return ProposalListOut(
        items=[ProposalOut.of(seen, work.actor) for seen in found],
        next=page.next_id([seen.proposal.id for seen in found]),
    )


@router.get("/{proposal_id}", responses=refuses(NotAllowed, ProposalNotFound))
async def get_proposal(proposal_id: ProposalId, work: AnyWork) -> ProposalDetailOut:
    """Show a proposal: why, what happened, and what you can do now."""
    return await whole_proposal(work, proposal_id)


@router.post("/{proposal_id}/release", responses=ANSWERED)
async def release_proposal(
    proposal_id: ToRelease, body: ReleaseIn, work: CoordinatorWork
) -> ProposalDetailOut:
    """Release a proposal: provider and corporation get to see it.

    A person decides this, never the solver (GDPR art. 22).
    """
    await proposals.release_proposal(work, proposal_id=proposal_id, released_by=body.released_by)
    return await whole_proposal(work, proposal_id)


@router.post("/{proposal_id}/agreement", responses=ANSWERED)
async def agree_to_proposal(proposal_id: ToAgree, body: AgreementIn, work: AnyWork) -> ProposalDetailOut:
    """Agree, as the client's provider or as corporation.

    The order does not matter; after the second yes comes the viewing.
    """
    await proposals.agree(work, proposal_id=proposal_id, decided_by=body.decided_by)
    return await whole_proposal(work, proposal_id)


@router.post("/{proposal_id}/refusal", responses=DECLINED)
async def decline_proposal(proposal_id: ToRefuse, body: RefusalIn, work: AnyWork) -> ProposalDetailOut:
    """Decline a proposal, with a reason from /decline-reasons.

    Nobody loses their place by it: client and dwelling go back. For how long this pair does not come back, if at all,
    is `barDays` of the reason. After `dwelling-gone` the dwelling stays on offer until the corporation, which is asked
    to look at it again, changes or withdraws it.
    """
    await proposals.decline(
        work, proposal_id=proposal_id, reason=body.reason, decided_by=body.decided_by, note=body.note
    )
    return await whole_proposal(work, proposal_id)


@router.post(
    "/{proposal_id}/client-answer",
    responses=refuses(
        NotAllowed,
        ProposalNotFound,
        TransitionRefused,
        DeadlinePassed,
        PairRuledOut,
        ReasonDoesNotFit,
        ReasonNeeded,
        PersonalReason,
    ),
)
async def answer_for_client(proposal_id: Viewed, body: ClientAnswerIn, work: CarerWork) -> ProposalDetailOut:
    """Pass on the client's answer: yes after the viewing, no at any moment."""
    if body.accepted:
        await proposals.accept_for_client(work, proposal_id=proposal_id, decided_by=body.decided_by)
        return await whole_proposal(work, proposal_id)
    if body.reason is None:
        english, dutch = "Choose one from /decline-reasons.", "Kies er een uit /decline-reasons."
        raise ReasonNeeded(english, dutch, [Fault("reason", "reason-needed", english, dutch)])
    await proposals.decline_for_client(
        work, proposal_id=proposal_id, reason=body.reason, decided_by=body.decided_by, note=body.note
    )
    return await whole_proposal(work, proposal_id)


@router.post(
    "/{proposal_id}/withdrawal",
    responses=refuses(NotAllowed, ProposalNotFound, TransitionRefused, PersonalReason),
)
async def withdraw_proposal(
    proposal_id: ToWithdraw, body: WithdrawalOfProposalIn, work: CoordinatorWork
) -> ProposalDetailOut:
    """Take a proposal back; client and dwelling go back."""
    await proposals.withdraw_proposal(
        work, proposal_id=proposal_id, reason=body.reason, decided_by=body.decided_by
    )
    return await whole_proposal(work, proposal_id)


@reasons_router.get("")
async def list_decline_reasons(work: AnyWork) -> DeclineReasonListOut:  # noqa: ARG001 - it asks who you are
    """Show the reasons to decline, and what follows from them."""
    return DeclineReasonListOut(items=[DeclineReasonOut.of(*row) for row in CATALOGUE.items()])
