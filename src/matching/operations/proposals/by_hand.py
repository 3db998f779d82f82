"""Propose a pair by hand: what a coordinator wants, held against every rule, with reasons for what is set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import (
    Client,
    ClientState,
    Dwelling,
    DwellingState,
    Fact,
    Override,
    Proposal,
    ProposalState,
)
from matching.operations.instances import take_beside
from matching.operations.pair_directives import PairNotFound
from matching.operations.personal_traces import refuse_traces
from matching.operations.proposals.moves import Said, begin
from matching.operations.regions import lock_region
from matching.queries import covenants
from matching.queries.agreements import Agreement
from matching.queries.naming import Names, names_of
from matching.queries.usage import Usage, occupies, usage
from matching.solver import Objection, Sentence, Weighing, weigh_pair
from matching.vocabulary import ProposalOrigin, Purpose
from matching.work import Work


class PairTaken(Conflict):
    """The client or the dwelling has another proposal or placement already."""

    dutch = "De kandidaat of de woning heeft al een ander voorstel of een plaatsing."


class PairNotMatching(Conflict):
    """The client or the dwelling takes no part in matching now."""

    dutch = "De kandidaat of de woning doet nu niet mee met matchen."


class HardRuleBroken(Unprocessable):
    """The pair breaks hard rules that were not set aside one by one, or can't be."""

    dutch = "Het paar breekt harde regels die niet elk opzij zijn gezet, of dat niet kunnen."


@dataclass(frozen=True, slots=True)
class SetAside:
    """A hard rule that a coordinator sets aside, why, and who approved."""

    rule: str
    reason: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Found:
    """A pair, and what is to be said of it now."""

    client: Client
    dwelling: Dwelling
    agreement: Agreement
    used: Usage
    weighing: Weighing


async def weigh(work: Work, *, client_id: UUID, dwelling_id: UUID) -> Found:
    """Say what stands in the way of a pair, what to mind, and why it may be good; nothing is stored.

    Raises
    ------
    PairNotFound
        When there is no such client or dwelling, or they are not of one region of the actor's.
    PairNotMatching, PairTaken
        When one of them takes no part now, or is taken.
    NoCovenant
        When the region has no covenant today.
    """
    work.actor.require(Role.COORDINATOR)
    client, dwelling = await _pair(work, client_id, dwelling_id)
    work.saw([client_id], purpose=Purpose.WEIGH_PAIR)
    return await _weighed(work, client, dwelling)


async def propose_by_hand(
    work: Work,
    *,
    client_id: UUID,
    dwelling_id: UUID,
    decided_by: str,
    note: str | None,
    set_aside: Sequence[SetAside],
) -> UUID:
    """Make a proposal without a run; it waits for its release like any other.

    Raises
    ------
    PairNotFound, PairNotMatching, PairTaken, NoCovenant
        As in `weigh`.
    HardRuleBroken
        When a hard rule is broken that was not set aside; names each, and what was set aside in vain.
    PersonalReason
        When the note or a reason holds personal data.
    """
    work.actor.require(Role.COORDINATOR)
    _refuse_traces(note, set_aside)
    seen, _ = await _pair(work, client_id, dwelling_id)
    await lock_region(work, seen.region_id)
    client, dwelling = await _pair(work, client_id, dwelling_id, lock=True)
    found = await _weighed(work, client, dwelling)
    _refuse_broken(found.weighing.objections, set_aside)
    proposal = await _store(work, found)
    begin(work, proposal, procedure=found.agreement.wording.procedure, said=Said(decided_by, note=note))
    _record_overrides(work, proposal, found.weighing.objections, set_aside)
    rules = [one.rule for one in set_aside]
    work.record(Fact.PROPOSAL_MADE, proposal.id, region_id=proposal.region_id, by_hand=True, set_aside=rules)
    await work.session.flush()
    return proposal.id


async def _pair(
    work: Work, client_id: UUID, dwelling_id: UUID, *, lock: bool = False
) -> tuple[Client, Dwelling]:
    """Return the pair of one region, locked in the order of everybody: client, then dwelling."""
    clients = select(Client).where(Client.id == client_id, Client.region_id.in_(work.actor.region_ids))
    dwellings = select(Dwelling).where(Dwelling.id == dwelling_id)
    if lock:
        clients = clients.with_for_update(key_share=True).execution_options(populate_existing=True)
        dwellings = dwellings.with_for_update(key_share=True).execution_options(populate_existing=True)
    client, dwelling = await work.session.scalar(clients), await work.session.scalar(dwellings)
    if client is None or dwelling is None or client.region_id != dwelling.region_id:
        raise PairNotFound("There is no such pair for you.", "Dit paar is er voor u niet.")
    return client, dwelling


async def _weighed(work: Work, client: Client, dwelling: Dwelling) -> Found:
    agreement = await covenants.agreement_on(work, region_id=client.region_id, on=work.at.date())
    used = await usage(work, agreement=agreement, of=occupies())
    _refuse_taken(client, dwelling, used)
    beside = await take_beside(work, agreement=agreement, used=used, client_id=client.id)
    instance = beside.instance
    takes_part = {one.id for one in instance.clients} | {one.id for one in instance.dwellings}
    for one, english, dutch in ((client, "client", "kandidaat"), (dwelling, "dwelling", "woning")):
        if str(one.id) not in takes_part:
            raise PairNotMatching(
                f"The {english} is withdrawn, parked or placed, or its organisation takes no part.",
                f"De {dutch} is teruggetrokken, geparkeerd of geplaatst, of de organisatie doet niet mee.",
            )
    pair = {"client": str(client.id), "dwelling": str(dwelling.id)}
    weighing = weigh_pair(instance, **pair, waiting=beside.waiting)
    names = await names_of(work, region_id=client.region_id)
    return Found(client, dwelling, agreement, used, _named(weighing, names))


def _named(weighing: Weighing, names: Names) -> Weighing:
    """Return a weighing that speaks of names and not of codes."""
    return replace(
        weighing,
        objections=tuple(Objection(**names.told(asdict(one))) for one in weighing.objections),
        remarks=tuple(Sentence(**names.told(asdict(one))) for one in weighing.remarks),
        reasons=replace(
            weighing.reasons,
            sentences=tuple(Sentence(**names.told(asdict(one))) for one in weighing.reasons.sentences),
        ),
    )


def _refuse_taken(client: Client, dwelling: Dwelling, used: Usage) -> None:
    if client.state is ClientState.WAITING and client.id in used.clients:
        raise PairTaken(
            "The client has a proposal; withdraw that first.", "De kandidaat heeft al een voorstel."
        )
    if dwelling.state is DwellingState.OFFERED and used.free_place(dwelling) is None:
        raise PairTaken("No place of the dwelling is free.", "In de woning is geen plek vrij.")


def _refuse_broken(objections: Sequence[Objection], set_aside: Sequence[SetAside]) -> None:
    faults = list(_faults(objections, set_aside))
    if faults:
        raise HardRuleBroken(faults[0].english, faults[0].dutch, faults)


def _faults(objections: Sequence[Objection], set_aside: Sequence[SetAside]) -> Iterator[Fault]:
    given = {one.rule: place for place, one in enumerate(set_aside)}
    for objection in objections:
        if not objection.overridable:
            yield Fault("overrides", "not-overridable", objection.english, objection.dutch)
        elif objection.rule not in given:
            yield Fault(
                "overrides",
                f"needs-override-{objection.rule}",
                f"{objection.english} Set {objection.rule} aside with a reason and an approver, or choose another.",
                f"{objection.dutch} Zet {objection.rule} opzij met reden en akkoord, of kies anders.",
            )
    broken = {objection.rule for objection in objections}
    for rule, place in given.items():
        if rule not in broken:
            yield Fault(
                f"overrides.{place}.rule",
                "override-not-needed",
                f"This pair does not break {rule}.",
                f"Dit paar breekt {rule} niet.",
            )


async def _store(work: Work, found: Found) -> Proposal:
    client, dwelling = found.client, found.dwelling
    place = found.used.free_place(dwelling)
    if place is None:
        raise PairTaken("No place of the dwelling is free.", "In de woning is geen plek vrij.")
    proposal = Proposal(
        **work.stamp(),
        origin=ProposalOrigin.HAND,
        region_id=client.region_id,
        client_id=client.id,
        dwelling_id=dwelling.id,
        place=place,
        state=ProposalState.PROPOSED,
        municipality_code=dwelling.municipality_code,
        neighbourhood_code=dwelling.neighbourhood_code,
        load=client.load,
        support_hours=client.support_hours,
        suitability=found.weighing.reasons.suitability,
        reasons=asdict(found.weighing.reasons),
        remarks=[asdict(remark) for remark in found.weighing.remarks],
    )
    work.session.add(proposal)
    await work.session.flush()
    return proposal


def _record_overrides(
    work: Work, proposal: Proposal, objections: Sequence[Objection], set_aside: Sequence[SetAside]
) -> None:
    said = {objection.rule: objection for objection in objections}
    work.session.add_all(
        Override(
            **work.stamp(),
            region_id=proposal.region_id,
            proposal_id=proposal.id,
            rule=one.rule,
            dutch=said[one.rule].dutch,
            english=said[one.rule].english,
            reason=one.reason,
            approved_by=one.approved_by,
        )
        for one in set_aside
    )


def _refuse_traces(note: str | None, set_aside: Sequence[SetAside]) -> None:
    if note is not None:
        refuse_traces("note", note)
    for place, one in enumerate(set_aside):
        refuse_traces(f"overrides.{place}.reason", one.reason)
        refuse_traces(f"overrides.{place}.approvedBy", one.approved_by)
