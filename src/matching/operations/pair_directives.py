"""What the next runs must know of a pair: forced or forbidden by a coordinator, or declined before."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update

from matching.actors import Role
from matching.errors import Conflict, Fault, NotFound, Unprocessable
from matching.models import (
    Client,
    Dwelling,
    Entry,
    Fact,
    PairDirective,
    Proposal,
    ProposalState,
    ProposalStep,
)
from matching.operations.personal_traces import refuse_traces
from matching.queries import covenants
from matching.queries.pair_directives import pair_directive
from matching.vocabulary import DeclineReason, DirectiveKind
from matching.work import Work
from matching.workflow.reasons import CATALOGUE


class PairNotFound(NotFound):
    """There is no such client or dwelling in your regions, or they are not of one region."""

    dutch = "Deze kandidaat of woning is er niet in uw regio's, of zij zijn niet van één regio."


class DirectiveLifted(Conflict):
    """The directive holds no more already."""

    dutch = "De aanwijzing geldt al niet meer."


class PairBarred(Conflict):
    """The pair is barred; lift that first."""

    dutch = "Het paar is uitgesloten; hef dat eerst op."


class DirectiveOver(Unprocessable):
    """A directive holds until a day that is still to come."""

    dutch = "Een aanwijzing geldt tot een dag die nog moet komen."


async def direct_pair(
    work: Work, *, client_id: UUID, dwelling_id: UUID, kind: DirectiveKind, until: date, reason: str
) -> PairDirective:
    """Force a pair in the next runs, or forbid it.

    A forced pair goes first where it keeps every rule; a run does not break a rule for it. A bar that stands, after a
    decline too, is neither wiped nor shortened.

    Raises
    ------
    DirectiveOver
        When it would hold no more today.
    PairBarred
        When the pair is to be forced while it is barred, or barred for a shorter time.
    PairNotFound
        When there is no such client or dwelling, or they are not of one region of the actor's.
    PersonalReason
        When the reason holds personal data.
    """
    work.actor.require(Role.COORDINATOR)
    _refuse_over(work, until)
    refuse_traces("reason", reason)
    region_id = await _region_of(work, client_id, dwelling_id)
    bar = await _standing_bar(work, client_id=client_id, dwelling_id=dwelling_id)
    if bar is not None and (kind is DirectiveKind.FORCED or until < bar.until):
        raise PairBarred(
            f"It is barred until {bar.until}; lift /v1/pair-directives/{bar.id} first.",
            f"Het is uitgesloten tot {bar.until}; hef eerst /v1/pair-directives/{bar.id} op.",
        )
    return await _lay_down(
        work,
        region_id=region_id,
        client_id=client_id,
        dwelling_id=dwelling_id,
        kind=kind,
        until=until,
        reason=reason,
    )


def _refuse_over(work: Work, until: date) -> None:
    if until <= work.at.date():
        english, dutch = "Choose a day after today.", "Kies een dag na vandaag."
        raise DirectiveOver(english, dutch, [Fault("until", "directive-over", english, dutch)])


async def lift_directive(work: Work, *, directive_id: UUID) -> PairDirective | None:
    """Take back what was laid down for a pair, a bar after a decline too.

    Returns what bars the pair all the same: what is left of a refusal that had to give way; None: nothing does.

    Raises
    ------
    DirectiveNotFound
        When it does not exist, or is of another region.
    DirectiveLifted
        When it holds no more already.
    """
    work.actor.require(Role.COORDINATOR)
    await _lock_client_of(work, directive_id)
    found, _, _ = await pair_directive(work, directive_id=directive_id)
    if found.lifted_at is not None or found.until <= work.at.date():
        raise DirectiveLifted("It was lifted, or is over.", "Zij is opgeheven, of voorbij.")
    found.lifted_at = found.modified_at = work.at
    work.record(Fact.PAIR_LIFTED, found.id, region_id=found.region_id, kind=found.kind.value)
    await work.session.flush()
    return await _bar_again(work, found)


async def bar_refused(work: Work, proposal: Proposal, *, reason: DeclineReason) -> None:
    """Bar a pair that is refused today, unless a bar that stands ends no sooner: of two the later end counts.

    The caller holds the client locked.
    """
    until = await _barred_until(work, proposal, reason=reason, on=work.at.date())
    standing = await _standing_bar(work, client_id=proposal.client_id, dwelling_id=proposal.dwelling_id)
    if until is None or (standing is not None and standing.until >= until):
        return
    await _lay_down_refusal(work, proposal, reason=reason, until=until)


async def _bar_again(work: Work, lifted: PairDirective) -> PairDirective | None:
    """Lay down what is left of the refusal that bars a pair for longest, once nothing bars it any more."""
    left = []
    for proposal, reason, at in (await work.session.execute(_refusals(lifted))).all():
        until = await _barred_until(work, proposal, reason=reason, on=at.date())
        if until is not None and until > work.at.date():
            left.append((until, at, proposal, reason))
    if not left:
        return None
    until, _, proposal, reason = max(left, key=lambda one: one[:2])
    return await _lay_down_refusal(work, proposal, reason=reason, until=until)


def _refusals(of: PairDirective) -> Select[*tuple[Any, ...]]:
    """Return the refusals of a pair, with why and when, but for those of which a coordinator lifted the bar."""
    lifted = (
        select(PairDirective.proposal_id)
        .join(Entry, Entry.subject_id == PairDirective.id)
        .where(Entry.fact == Fact.PAIR_LIFTED.value, PairDirective.kind == DirectiveKind.DECLINED)
        .where(PairDirective.client_id == of.client_id, PairDirective.dwelling_id == of.dwelling_id)
    )
    return (
        select(Proposal, ProposalStep.reason, ProposalStep.at)
        .join(ProposalStep, ProposalStep.proposal_id == Proposal.id)
        .where(Proposal.client_id == of.client_id, Proposal.dwelling_id == of.dwelling_id)
        .where(ProposalStep.target == ProposalState.DECLINED, Proposal.id.not_in(lifted))
    )


async def _barred_until(work: Work, proposal: Proposal, *, reason: DeclineReason, on: date) -> date | None:
    """Return until when a refusal on a day bars its pair, as the catalogue and the covenant say."""
    procedure = await covenants.procedure_on(work, region_id=proposal.region_id, on=on)
    return CATALOGUE[reason].barred_until(on, usual=procedure.bar_days)


async def _lay_down_refusal(
    work: Work, proposal: Proposal, *, reason: DeclineReason, until: date
) -> PairDirective:
    return await _lay_down(
        work,
        region_id=proposal.region_id,
        client_id=proposal.client_id,
        dwelling_id=proposal.dwelling_id,
        kind=DirectiveKind.DECLINED,
        until=until,
        decline_reason=reason,
        proposal_id=proposal.id,
    )


async def _lock_client_of(work: Work, directive_id: UUID) -> None:
    """Lock the client of a directive, as whoever lays one down does, or refuses the pair."""
    await work.session.execute(
        select(Client.id)
        .join(PairDirective, PairDirective.client_id == Client.id)
        .where(PairDirective.id == directive_id, Client.region_id.in_(work.actor.region_ids))
        .with_for_update(key_share=True, of=Client)
    )


async def _region_of(work: Work, client_id: UUID, dwelling_id: UUID) -> UUID:
    """Lock the client, so that two directives for its pairs come one after another; return the region of both."""
    client = await work.session.scalar(
        select(Client)
        .where(Client.id == client_id, Client.region_id.in_(work.actor.region_ids))
        .with_for_update(key_share=True)
    )
    region_id = await work.session.scalar(select(Dwelling.region_id).where(Dwelling.id == dwelling_id))
    if client is None or client.region_id != region_id:
        raise PairNotFound("There is no such pair for you.", "Dit paar is er voor u niet.")
    return client.region_id


async def _standing_bar(work: Work, *, client_id: UUID, dwelling_id: UUID) -> PairDirective | None:
    """Return what bars a pair today, None when nothing does. The caller holds the client locked."""
    row = PairDirective
    query = (
        select(row)
        .where(row.client_id == client_id, row.dwelling_id == dwelling_id, row.lifted_at.is_(None))
        .where(row.kind != DirectiveKind.FORCED, row.until > work.at.date())
    )
    return await work.session.scalar(query)


async def _lay_down(
    work: Work,
    *,
    region_id: UUID,
    client_id: UUID,
    dwelling_id: UUID,
    kind: DirectiveKind,
    until: date,
    **why: Any,
) -> PairDirective:
    """Write down what holds for a pair from now on; what held before is lifted. The caller holds the client locked.

    Parameters
    ----------
    until
        From this day it holds no more.
    why
        `reason`, or `decline_reason` and `proposal_id`.
    """
    await work.session.execute(
        update(PairDirective)
        .where(PairDirective.client_id == client_id, PairDirective.dwelling_id == dwelling_id)
        .where(PairDirective.lifted_at.is_(None))
        .values(lifted_at=work.at, modified_at=work.at)
    )
    directive = PairDirective(
        **work.stamp(),
        region_id=region_id,
        client_id=client_id,
        dwelling_id=dwelling_id,
        kind=kind,
        until=until,
        **why,
    )
    work.session.add(directive)
    work.record(Fact.PAIR_DIRECTED, directive.id, region_id=region_id, kind=kind.value, until=str(until))
    await work.session.flush()
    return directive
