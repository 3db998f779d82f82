"""Offer dwellings, one or a thousand at a time, change and withdraw them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.errors import Conflict, MatchingError, Unprocessable
from matching.models import Dwelling, DwellingState, Fact, Proposal
from matching.operations import dwelling_rules as rules
from matching.operations.bulk import Outcome, Shelf, store_new, store_one
from matching.operations.changes import put_in
from matching.operations.drafts import Draft
from matching.operations.dwelling_claims import Taken, end_unreleased, faults_under_somebody, taken_places
from matching.operations.personal_traces import refuse_traces
from matching.operations.places import let_places, settle
from matching.operations.proposals.leaving import end_proposals
from matching.operations.revisions import WHATEVER, Expected
from matching.queries import dwellings as questions
from matching.queries.dwellings import DwellingNotFound, within_reach
from matching.queries.surroundings import Surroundings, surroundings
from matching.work import Record, Work

BLANK: Mapping[str, Any] = {
    "bag_id": None,
    "complex": None,
    "kind": None,
    "floor_area": None,
    "rooms": None,
    "bedrooms": None,
    "storey": None,
    "construction_year": None,
    "energy_label": None,
    "rent": None,
    "service_costs": 0,
    "accessibility": None,
    "available_until": None,
    "tenancy": None,
    "minimum_age": None,
    "maximum_age": None,
    "minimum_persons": None,
    "maximum_persons": None,
    "own_sanitary": None,
    "low_stimulus": None,
    "support_nearby": None,
    "reserved_for": (),
    "reserved_provider_id": None,
    "excluded_origins": (),
    "features": (),
    "capacity": 1,
}
"""What an offer may leave out, and what it then says."""


class DwellingContradicts(Unprocessable):
    """The dwelling contradicts itself or the region."""

    dutch = "De woning spreekt zichzelf of de regio tegen."


class DwellingExists(Conflict):
    """Your corporation offered a dwelling with this reference before."""

    dutch = "Uw corporatie bood al een woning met dit kenmerk aan."


class DwellingWithdrawn(Conflict):
    """The dwelling was withdrawn; it can't be changed or withdrawn again."""

    dutch = "De woning is teruggetrokken; wijzigen of nogmaals terugtrekken kan niet."


class DwellingLet(Conflict):
    """Somebody lives there, or is about to; end the placement first."""

    dutch = "Er woont iemand, of iemand gaat er wonen; beëindig eerst de plaatsing."


async def post_dwelling(work: Work, **offer: Any) -> Record:
    """Offer a dwelling, and return it as it is read.

    Parameters
    ----------
    offer
        The columns of `models.Dwelling` that the corporation fills; what `BLANK` names may be left out.

    Raises
    ------
    DwellingContradicts
        When it contradicts itself or the region; names all faults.
    DwellingExists
        When the reference is taken; names the first.
    """
    [(dwelling, verdict)] = await _judged_all(work, [offer])
    if isinstance(verdict, MatchingError):
        raise verdict
    return await store_one(work, SHELF, row=dwelling)


async def post_dwellings(work: Work, *, offers: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Offer many dwellings, and return for each its id or why it was refused; good ones are stored.

    Parameters
    ----------
    offers
        Each as in `post_dwelling`.
    """
    judgements = await _judged_all(work, offers)
    return await store_new(
        work,
        SHELF,
        rows=[dwelling for dwelling, _ in judgements],
        verdicts=[verdict for _, verdict in judgements],
    )


async def _judged_all(work: Work, offers: Sequence[Mapping[str, Any]]) -> list[tuple[Draft, Outcome]]:
    work.actor.require(Role.CORPORATION)
    world = await world_around(work, offers, region_ids=work.actor.region_ids)
    dwellings = [made(work, offer) for offer in offers]
    return [(dwelling, judged(dwelling, world)) for dwelling in dwellings]


async def change_dwelling(
    work: Work, *, dwelling_id: UUID, expected: Expected = WHATEVER, **changes: Any
) -> Record:
    """Change what was given of a dwelling, and return it as it is read.

    Parameters
    ----------
    expected
        The revisions that the change was made for.
    changes
        The columns that change, as in `post_dwelling`.

    Raises
    ------
    DwellingNotFound
        When it does not exist, or is not the actor's.
    DwellingWithdrawn, DwellingLet
        When it was withdrawn, or all its places are let; or fewer places are left than are let.
    ResourceMovedOn
        When it was changed since.
    NothingToChange
        When no column is named.
    DwellingContradicts
        When the whole that comes of it contradicts itself or its region, or takes a place from under
        somebody, or makes it dearer or of another tenancy than was offered; names all faults. What nobody
        released ends instead.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    dwelling = await lock_dwelling(work, dwelling_id)
    expected.require(dwelling.revision)
    taken = (await taken_places(work, [dwelling.id])).get(dwelling.id)
    with work.session.no_autoflush:
        changed = put_in(dwelling, changes)
        world = await world_around(work, [named_areas(dwelling)], region_ids=[dwelling.region_id])
    verdict = judged(dwelling, world)
    if isinstance(verdict, MatchingError):
        raise verdict
    _refuse_under_somebody(dwelling, changed, taken=taken)
    await note_change(work, dwelling, changed, taken=taken)
    await work.session.flush()
    return await questions.dwelling(work, dwelling_id=dwelling.id)


async def note_change(work: Work, dwelling: Dwelling, changed: Sequence[str], *, taken: Taken | None) -> None:
    """Finish a change that was found sound: its places, its moment, the journal, and what was not released.

    No change, no note.
    """
    if not changed:
        return
    if "capacity" in changed:
        await settle(work, dwelling)
    dwelling.modified_at = work.at
    work.record(
        Fact.DWELLING_CHANGED,
        dwelling.id,
        region_id=dwelling.region_id,
        parties=[dwelling.corporation_id],
        changed=list(changed),
    )
    await end_unreleased(work, dwelling, changed, taken=taken)


async def withdraw_dwelling(work: Work, *, dwelling_id: UUID, reason: str) -> Record:
    """Take a dwelling off the market, its open proposals too, and return it as it is read.

    Raises
    ------
    DwellingNotFound
        When it does not exist, or is not the actor's.
    DwellingWithdrawn, DwellingLet
        When it was withdrawn before, or a place of it is let.
    PersonalReason
        When the reason holds personal data.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    refuse_traces("reason", reason)
    dwelling = await lock_dwelling(work, dwelling_id)
    if await let_places(work, dwelling.id):
        raise DwellingLet()
    dwelling.state = DwellingState.WITHDRAWN
    dwelling.withdrawn_at = dwelling.modified_at = work.at
    dwelling.withdrawn_because = reason
    work.record(
        Fact.DWELLING_WITHDRAWN,
        dwelling.id,
        region_id=dwelling.region_id,
        parties=[dwelling.corporation_id],
    )
    await end_proposals(work, of=Proposal.dwelling_id == dwelling.id)
    await work.session.flush()
    return await questions.dwelling(work, dwelling_id=dwelling.id)


def _refuse_under_somebody(dwelling: Dwelling, changed: Sequence[str], *, taken: Taken | None) -> None:
    """Refuse a change that takes a place, or what was offered with it, from under somebody.

    Raises
    ------
    DwellingContradicts
        Names all that can't change now.
    """
    faults = list(faults_under_somebody(dwelling, changed, taken=taken))
    if faults:
        raise DwellingContradicts(faults[0].english, faults[0].dutch, faults)


def made(work: Work, offer: Mapping[str, Any]) -> Draft:
    """Make a dwelling that no session knows yet; its place follows when it is judged."""
    return Draft(
        **work.stamp(),
        **{**BLANK, **offer},
        corporation_id=work.actor.organisation,
        state=DwellingState.OFFERED,
        withdrawn_at=None,
        withdrawn_because=None,
        parked_until=None,
        parked_because=None,
    )


def judged(dwelling: Dwelling | Draft, world: Surroundings) -> Outcome:
    """Return the id of a sound dwelling, put into its region and municipality; otherwise the refusal."""
    faults = list(rules.faults(dwelling, world))
    region_id = rules.region_of(dwelling, world)
    if faults or region_id is None:
        return DwellingContradicts(faults[0].english, faults[0].dutch, faults)
    dwelling.region_id = region_id
    dwelling.municipality_code = world.places[dwelling.neighbourhood_code].municipality
    return dwelling.id


def _exists(reference: str, first: UUID) -> DwellingExists:
    """Return the refusal of a second offer with a reference."""
    return DwellingExists(
        f"{reference} is the dwelling {first}: /v1/dwellings/{first}",
        f"{reference} is de woning {first}: /v1/dwellings/{first}",
    )


SHELF = Shelf(Dwelling, owner="corporation_id", fact=Fact.DWELLING_POSTED, exists=_exists)


def named_areas(dwelling: Dwelling) -> Mapping[str, Any]:
    """Return the fields of a dwelling that name areas, as an offer has them."""
    return {
        "neighbourhood_code": dwelling.neighbourhood_code,
        "excluded_origins": dwelling.excluded_origins,
        "reserved_provider_id": dwelling.reserved_provider_id,
    }


def _areas(offers: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for offer in offers:
        yield offer["neighbourhood_code"]
        yield from offer.get("excluded_origins", ())


async def world_around(
    work: Work, offers: Sequence[Mapping[str, Any]], *, region_ids: Iterable[UUID]
) -> Surroundings:
    """Return what offers may point at in these regions."""
    return await surroundings(
        work,
        region_ids=frozenset(region_ids),
        area_codes=set(_areas(offers)),
        provider_ids={each for offer in offers if (each := offer.get("reserved_provider_id")) is not None},
    )


async def lock_dwelling(work: Work, dwelling_id: UUID) -> Dwelling:
    """Lock a dwelling on offer until the transaction ends, so that changes come one after another."""
    dwelling = await work.session.scalar(
        select(Dwelling)
        .where(Dwelling.id == dwelling_id, within_reach(work.actor))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if dwelling is None:
        raise DwellingNotFound("There is no such dwelling for you.", "Deze woning is er voor u niet.")
    if dwelling.state is DwellingState.WITHDRAWN:
        raise DwellingWithdrawn(
            f"It was withdrawn on {dwelling.withdrawn_at:%Y-%m-%d}; offer it again under a new reference.",
            f"Teruggetrokken op {dwelling.withdrawn_at:%Y-%m-%d}; bied hem aan onder een nieuw kenmerk.",
        )
    if dwelling.state is DwellingState.LET:
        raise DwellingLet()
    return dwelling
