"""What people say to a proposal: the coordinator releases it, three parties answer, anybody may say no."""

from collections.abc import Mapping
from uuid import UUID

from matching.actors import Role
from matching.models import ProposalEvent
from matching.operations.personal_traces import refuse_traces
from matching.operations.proposals.consequences import follow_up, refuse_misfit
from matching.operations.proposals.moves import Said, lock_proposal, lock_with_client, move
from matching.vocabulary import DeclineReason, Side
from matching.work import Crossing, Work

_AGREES: Mapping[Role, ProposalEvent] = {
    Role.PROVIDER: ProposalEvent.PROVIDER_AGREES,
    Role.CORPORATION: ProposalEvent.CORPORATION_AGREES,
}
_DECLINES: Mapping[Role, tuple[ProposalEvent, Side]] = {
    Role.PROVIDER: (ProposalEvent.PROVIDER_DECLINES, Side.PROVIDER),
    Role.CORPORATION: (ProposalEvent.CORPORATION_DECLINES, Side.CORPORATION),
}


async def release_proposal(work: Work, *, proposal_id: UUID, released_by: str) -> None:
    """Let provider and corporation see a proposal, and ask for their answers.

    Parameters
    ----------
    released_by
        The person who decided this: a machine may not (GDPR art. 22).

    Raises
    ------
    ProposalNotFound, TransitionRefused, DeadlinePassed, PairRuledOut
        When it is not there, stands elsewhere, waited too long, or may not be any more.
    """
    work.actor.require(Role.COORDINATOR)
    held = await lock_proposal(work, proposal_id)
    await move(work, held, ProposalEvent.RELEASE, said=Said(decided_by=released_by))
    await work.session.flush()


async def agree(work: Work, *, proposal_id: UUID, decided_by: str | None) -> None:
    """Agree to a proposal, as its provider or as its corporation.

    Raises
    ------
    ProposalNotFound, TransitionRefused, DeadlinePassed, PairRuledOut
        When it is not there, stands elsewhere, the answer comes too late, or the pair may not be any more.
    """
    work.actor.require(*_AGREES)
    held = await lock_proposal(work, proposal_id)
    await move(work, held, _AGREES[work.actor.role], said=Said(decided_by=decided_by))
    await work.session.flush()


async def decline(
    work: Work, *, proposal_id: UUID, reason: DeclineReason, decided_by: str | None, note: str | None
) -> None:
    """Decline a proposal, as its provider or as its corporation; nobody loses their place by it.

    Raises
    ------
    ProposalNotFound, TransitionRefused, DeadlinePassed
        When it is not there, stands elsewhere, or the answer comes too late.
    ReasonDoesNotFit
        When the catalogue gives this reason to others.
    PersonalReason
        When the note holds personal data.
    """
    work.actor.require(*_DECLINES)
    event, side = _DECLINES[work.actor.role]
    await _decline(work, proposal_id, event, side, Said(decided_by, reason, note))


async def accept_for_client(work: Work, *, proposal_id: UUID, decided_by: str | None) -> None:
    """Pass on that the client says yes after the viewing.

    Raises
    ------
    ProposalNotFound, TransitionRefused, DeadlinePassed, PairRuledOut
        When it is not there, was not viewed yet, the answer comes too late, or the pair may not be any more.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    held = await lock_proposal(work, proposal_id)
    await move(work, held, ProposalEvent.CLIENT_ACCEPTS, said=Said(decided_by=decided_by))
    await work.session.flush()


async def decline_for_client(
    work: Work, *, proposal_id: UUID, reason: DeclineReason, decided_by: str | None, note: str | None
) -> None:
    """Pass on that the client says no; that is recorded, and never held against anybody.

    Raises
    ------
    ProposalNotFound, TransitionRefused, DeadlinePassed, ReasonDoesNotFit, PersonalReason
        As in `decline`.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    said = Said(decided_by, reason, note)
    await _decline(work, proposal_id, ProposalEvent.CLIENT_DECLINES, Side.CLIENT, said)


async def withdraw_proposal(work: Work, *, proposal_id: UUID, reason: str, decided_by: str | None) -> None:
    """Take a proposal back, whoever has answered already; client and dwelling return.

    Raises
    ------
    ProposalNotFound, TransitionRefused
        When it is not there, or is over.
    PersonalReason
        When the reason holds personal data.
    """
    work.actor.require(Role.COORDINATOR)
    refuse_traces("reason", reason)
    held = await lock_proposal(work, proposal_id)
    await move(work, held, ProposalEvent.WITHDRAW, said=Said(decided_by, note=reason))
    await work.session.flush()


async def _decline(work: Work, proposal_id: UUID, event: ProposalEvent, side: Side, said: Said) -> None:
    if said.reason is None:
        raise TypeError("a refusal needs a reason")
    refuse_misfit(said.reason, side)
    if said.note is not None:
        refuse_traces("note", said.note)
    held = await lock_with_client(work, proposal_id)
    await move(work, held, event, said=said, side=side.value)
    async with work.across(Crossing.AFTER_A_NO):
        await follow_up(work, held.proposal, reason=said.reason)
    await work.session.flush()
