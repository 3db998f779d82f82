"""What the next runs must know of a pair: forced or forbidden by a coordinator, or declined before."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from matching.actors import Role
from matching.errors import Conflict, Fault, NotFound, Unprocessable
from matching.models import Client, Dwelling, Fact, PairDirective
from matching.operations.personal_traces import refuse_traces
from matching.queries.pair_directives import pair_directive
from matching.vocabulary import DirectiveKind
from matching.work import Work


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
    bar = await standing_bar(work, client_id=client_id, dwelling_id=dwelling_id)
    if bar is not None and (kind is DirectiveKind.FORCED or until < bar.until):
        raise PairBarred(
            f"It is barred until {bar.until}; lift /v1/pair-directives/{bar.id} first.",
            f"Het is uitgesloten tot {bar.until}; hef eerst /v1/pair-directives/{bar.id} op.",
        )
    return await lay_down(
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


async def lift_directive(work: Work, *, directive_id: UUID) -> PairDirective:
    """Take back what was laid down for a pair, a bar after a decline too.

    Raises
    ------
    DirectiveNotFound
        When it does not exist, or is of another region.
    DirectiveLifted
        When it holds no more already.
    """
    work.actor.require(Role.COORDINATOR)
    await pair_directive(work, directive_id=directive_id)
    found = await work.session.get_one(
        PairDirective, directive_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if found.lifted_at is not None or found.until <= work.at.date():
        raise DirectiveLifted("It was lifted, or is over.", "Zij is opgeheven, of voorbij.")
    found.lifted_at = found.modified_at = work.at
    work.record(Fact.PAIR_LIFTED, found.id, region_id=found.region_id, kind=found.kind.value)
    await work.session.flush()
    return found


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


async def standing_bar(work: Work, *, client_id: UUID, dwelling_id: UUID) -> PairDirective | None:
    """Return what bars a pair today, None when nothing does. The caller holds the client locked."""
    row = PairDirective
    query = (
        select(row)
        .where(row.client_id == client_id, row.dwelling_id == dwelling_id, row.lifted_at.is_(None))
        .where(row.kind != DirectiveKind.FORCED, row.until > work.at.date())
    )
    return await work.session.scalar(query)


async def lay_down(
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
