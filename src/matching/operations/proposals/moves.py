"""The only code that sets a proposal's state: it asks the table, writes the step, and tells the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from matching.models import Client, Fact, Proposal, ProposalEvent, ProposalState, ProposalStep
from matching.operations.proposals.ruled_out import refuse_ruled_out
from matching.queries import covenants
from matching.queries.procedures import Procedure
from matching.queries.proposals import proposal_in_reach
from matching.vocabulary import DeclineReason
from matching.work import Work
from matching.workflow.proposals import FORWARD, LIVE, next_state, roles_for, waits_for

_E = ProposalEvent
FACTS: Mapping[ProposalEvent, Fact] = {
    _E.RELEASE: Fact.PROPOSAL_RELEASED,
    _E.PROVIDER_AGREES: Fact.PROPOSAL_PROVIDER_AGREED,
    _E.CORPORATION_AGREES: Fact.PROPOSAL_CORPORATION_AGREED,
    _E.CLIENT_ACCEPTS: Fact.PROPOSAL_ACCEPTED,
    _E.PROVIDER_DECLINES: Fact.PROPOSAL_DECLINED,
    _E.CORPORATION_DECLINES: Fact.PROPOSAL_DECLINED,
    _E.CLIENT_DECLINES: Fact.PROPOSAL_DECLINED,
    _E.WITHDRAW: Fact.PROPOSAL_WITHDRAWN,
    _E.LEAVE: Fact.PROPOSAL_WITHDRAWN,
    _E.EXPIRE: Fact.PROPOSAL_EXPIRED,
    _E.SUPERSEDE: Fact.PROPOSAL_SUPERSEDED,
    _E.PLACE: Fact.PROPOSAL_PLACED,
    _E.END: Fact.PROPOSAL_ENDED,
}


@dataclass(frozen=True, slots=True)
class Held:
    """A proposal that nobody else can move until the transaction ends, and whose business it is."""

    proposal: Proposal
    provider_id: UUID
    corporation_id: UUID

    @property
    def parties(self) -> list[UUID]:
        """Return who may hear of it besides the coordinators: nobody before release."""
        return [self.provider_id, self.corporation_id] if self.proposal.released_at else []


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said with a step.

    Attributes
    ----------
    decided_by
        Who decided, as that party names itself.
    """

    decided_by: str | None = None
    reason: DeclineReason | None = None
    note: str | None = None


NOTHING_SAID = Said()


async def lock_proposal(work: Work, proposal_id: UUID) -> Held:
    """Lock a proposal that the actor may see.

    Whoever changes its client or its dwelling in the same transaction locks those first.

    Raises
    ------
    ProposalNotFound
        When it does not exist, or is not the actor's to see.
    """
    provider_id, corporation_id = await proposal_in_reach(work, proposal_id=proposal_id)
    proposal = await work.session.get_one(
        Proposal, proposal_id, with_for_update={"key_share": True}, populate_existing=True
    )
    return Held(proposal, provider_id, corporation_id)


async def lock_with_client(work: Work, proposal_id: UUID) -> Held:
    """Lock the client of a proposal that the actor may see, and then the proposal.

    For whoever writes about the pair too: what is laid down for the pairs of a client comes one after another.

    Raises
    ------
    ProposalNotFound
        When it does not exist, or is not the actor's to see.
    """
    await proposal_in_reach(work, proposal_id=proposal_id)
    await work.session.execute(
        select(Client.id)
        .join(Proposal, Proposal.client_id == Client.id)
        .where(Proposal.id == proposal_id)
        .with_for_update(key_share=True, of=Client)
    )
    return await lock_proposal(work, proposal_id)


async def move(
    work: Work, held: Held, event: ProposalEvent, *, said: Said = NOTHING_SAID, **details: Any
) -> None:
    """Let an event happen to a proposal that is held.

    Parameters
    ----------
    details
        What the journal should tell besides: ids, states and counts.

    Raises
    ------
    NotAllowed
        When the event is not for the actor's role.
    TransitionRefused, DeadlinePassed, DeadlineNotPassed
        As in `workflow.proposals.next_state`.
    PairRuledOut
        When it would go on though the pair breaks by now what is never set aside.
    """
    proposal = held.proposal
    work.actor.require(*sorted(roles_for(event)))
    source = proposal.state
    target = next_state(source, event, at=work.at, respond_by=proposal.respond_by)
    if event in FORWARD:
        await refuse_ruled_out(work, proposal)
    proposal.state = target
    if event is ProposalEvent.RELEASE:
        proposal.released_at = work.at
    if waits_for(proposal.state) is not waits_for(source):
        await _set_deadline(work, proposal)
    if proposal.state not in (*LIVE, ProposalState.PLACED):
        proposal.ended_at = work.at
    proposal.modified_at = work.at
    await _write_step(work, proposal, event, source, said)
    reason = {"reason": said.reason.value} if said.reason else {}
    work.record(
        FACTS[event],
        proposal.id,
        region_id=proposal.region_id,
        parties=held.parties,
        **reason,
        **details,
    )


def begin(work: Work, proposal: Proposal, *, procedure: Procedure, said: Said = NOTHING_SAID) -> None:
    """Write the first step of a new proposal, and until when it waits for its release."""
    step = waits_for(proposal.state)
    proposal.respond_by = work.at + procedure.term(step) if step else None
    work.session.add(_step(work, proposal, 1, said))


async def _set_deadline(work: Work, proposal: Proposal) -> None:
    """Give the step that it waits for now the time that the covenant gives it."""
    step = waits_for(proposal.state)
    proposal.reminded_at = None
    if step is None:
        proposal.respond_by = None
        return
    procedure = await covenants.procedure_on(work, region_id=proposal.region_id, on=work.at.date())
    proposal.respond_by = work.at + procedure.term(step)


async def _write_step(
    work: Work, proposal: Proposal, event: ProposalEvent, source: ProposalState, said: Said
) -> None:
    last = await work.session.scalar(
        select(func.max(ProposalStep.number)).where(ProposalStep.proposal_id == proposal.id)
    )
    work.session.add(_step(work, proposal, (last or 0) + 1, said, event=event, source=source))


def _step(
    work: Work,
    proposal: Proposal,
    number: int,
    said: Said,
    *,
    event: ProposalEvent | None = None,
    source: ProposalState | None = None,
) -> ProposalStep:
    return ProposalStep(
        proposal_id=proposal.id,
        number=number,
        at=work.at,
        event=event,
        source=source,
        target=proposal.state,
        role=work.actor.role,
        organisation_id=work.actor.organisation_id,
        decided_by=said.decided_by,
        reason=said.reason,
        note=said.note,
    )
