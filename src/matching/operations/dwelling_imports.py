"""Offer and change many dwellings at once, as another system knows them: all that may change, or none."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.errors import Conflict, Fault, MatchingError, Unprocessable
from matching.models import Dwelling, DwellingState
from matching.operations.bulk import store_new
from matching.operations.changes import put_in
from matching.operations.drafts import Draft
from matching.operations.dwelling_claims import Taken, faults_under_somebody, taken_places
from matching.operations.dwellings import (
    SHELF,
    judged,
    made,
    named_areas,
    note_change,
    world_around,
)
from matching.queries.dwellings import within_reach
from matching.queries.surroundings import Surroundings
from matching.work import Work

REQUIRED = ("neighbourhood_code", "housing_form", "available_from")
"""What a new dwelling can't do without."""


class ImportRefused(Unprocessable):
    """Something in it can't be true; nothing was stored."""

    dutch = "Er staat iets in wat niet kan kloppen; er is niets opgeslagen."


class ImportOvertaken(Conflict):
    """Somebody offered one of these dwellings at the same moment; nothing was stored, send it again."""

    dutch = "Iemand bood op hetzelfde moment een van deze woningen aan; er is niets opgeslagen, stuur het opnieuw."


class ImportOutcome(StrEnum):
    """What becomes of a dwelling in an import."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Offer:
    """A dwelling as another system knows it.

    Attributes
    ----------
    given
        The columns that it tells; the others of a dwelling that is known stay as they are.
    assumed
        Columns of a new dwelling that it does not tell.
    added
        Lists to which it adds, and from which it takes nothing away.
    place
        Where it stands in what was sent.
    places
        Where each of its fields stands, by the name on the wire.
    """

    reference: str
    given: Mapping[str, Any]
    assumed: Mapping[str, Any] = field(default_factory=dict)
    added: Mapping[str, Sequence[str]] = field(default_factory=dict)
    place: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of an offer.

    Attributes
    ----------
    changed
        The columns that differ now.
    assumed
        The columns that were assumed.
    because
        Why a dwelling that is known was left as it is.
    """

    outcome: ImportOutcome
    dwelling_id: UUID
    changed: Sequence[str] = ()
    assumed: Sequence[str] = ()
    because: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What an offer changed of a dwelling that is known: columns, or nothing, and why."""

    changed: Sequence[str] = ()
    because: Sequence[Fault] = ()


async def import_dwellings(
    work: Work, *, offers: Sequence[Offer], faults: Sequence[Fault] = ()
) -> list[Step]:
    """Offer what is new, change what is known by its reference, and return what became of each.

    What is let or withdrawn is left as it is, and so is what would take an offer from under somebody.

    Parameters
    ----------
    faults
        What is wrong with them already; named together with what is found here.

    Raises
    ------
    ImportRefused
        When something can't be true: names all faults, each where it stands in what was sent.
    ImportOvertaken
        When a reference was taken meanwhile.
    """
    work.actor.require(Role.CORPORATION)
    known = await _lock_known(work, offers)
    old = [offer for offer in offers if offer.reference in known]
    new = [offer for offer in offers if offer.reference not in known]
    found = [*faults, *_doubles(offers)]
    taken = await taken_places(work, [dwelling.id for dwelling in known.values()]) if known else {}
    with work.session.no_autoflush:
        changes = await _put_in(work, old, known, taken, found)
        fresh = await _make(work, new, found)
    if found:
        raise ImportRefused(found[0].english, found[0].dutch, found)
    for reference, change in changes.items():
        dwelling = known[reference]
        await note_change(work, dwelling, change.changed, taken=taken.get(dwelling.id))
    await work.session.flush()
    await _store(work, list(fresh.values()))
    return [_step(offer, known, changes, fresh) for offer in offers]


async def preview_dwellings(
    work: Work, *, offers: Sequence[Offer], faults: Sequence[Fault] = ()
) -> list[Step]:
    """Return, or refuse, exactly what an import would, and store nothing: it is done and taken back."""
    async with work.tried():
        return await import_dwellings(work, offers=offers, faults=faults)


async def _lock_known(work: Work, offers: Sequence[Offer]) -> dict[str, Dwelling]:
    """Lock the dwellings that are known by these references, in the order of their ids."""
    rows = await work.session.scalars(
        select(Dwelling)
        .where(within_reach(work.actor), Dwelling.reference.in_({offer.reference for offer in offers}))
        .order_by(Dwelling.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {dwelling.reference: dwelling for dwelling in rows}


def _doubles(offers: Sequence[Offer]) -> Iterator[Fault]:
    times = Counter(offer.reference for offer in offers)
    seen: set[str] = set()
    for offer in offers:
        if times[offer.reference] > 1 and offer.reference in seen:
            yield Fault(
                _where("reference", offer),
                "stands-twice",
                "A dwelling with this reference stands here twice.",
                "Een woning met dit kenmerk staat hier dubbel.",
            )
        seen.add(offer.reference)


async def _put_in(
    work: Work,
    offers: Sequence[Offer],
    known: Mapping[str, Dwelling],
    taken: Mapping[UUID, Taken],
    found: list[Fault],
) -> dict[str, Change]:
    """Change known dwellings, and return by reference what became of them."""
    changes = {}
    for offer in offers:
        dwelling = known[offer.reference]
        changes[offer.reference] = _change(dwelling, offer, taken=taken.get(dwelling.id))
    differing = [offer for offer in offers if changes[offer.reference].changed]
    worlds: dict[UUID, Surroundings] = {}
    named = [named_areas(known[offer.reference]) for offer in differing]
    for region_id in {known[offer.reference].region_id for offer in differing}:
        worlds[region_id] = await world_around(work, named, region_ids=[region_id])
    for offer in differing:
        dwelling = known[offer.reference]
        found += _faults(judged(dwelling, worlds[dwelling.region_id]), offer)
    return changes


def _change(dwelling: Dwelling, offer: Offer, *, taken: Taken | None) -> Change:
    """Put an offer into a dwelling, or leave the dwelling as it is: let, gone, or somebody counts on what it was."""
    if dwelling.state is not DwellingState.OFFERED:
        return Change(because=[_off_offer(dwelling, offer)])
    values = {**offer.given, **{name: _more(dwelling, name, extra) for name, extra in offer.added.items()}}
    before = {name: getattr(dwelling, name) for name in values}
    changed = put_in(dwelling, values) if values else []
    under = [_placed(fault, offer) for fault in faults_under_somebody(dwelling, changed, taken=taken)]
    if under:
        # One rent that rises too early is no reason to hold up a whole delivery: it is sent again tomorrow.
        put_in(dwelling, before)
        return Change(because=under)
    return Change(changed)


def _off_offer(dwelling: Dwelling, offer: Offer) -> Fault:
    """Say why a dwelling that is let or gone was left alone."""
    if dwelling.state is DwellingState.LET:
        dutch = "De woning is verhuurd: niets gewijzigd."
        return Fault(offer.place, "let", "It is let: nothing was changed.", dutch)
    english = "It was withdrawn: nothing was changed. Offer it again under a new reference."
    dutch = "De woning is teruggetrokken: niets gewijzigd. Bied haar opnieuw aan onder een nieuw kenmerk."
    return Fault(offer.place, "withdrawn", english, dutch)


def _more(dwelling: Dwelling, name: str, extra: Sequence[str]) -> list[str]:
    """Return a list of a dwelling with what is added to it."""
    return list(dict.fromkeys([*getattr(dwelling, name), *extra]))


async def _make(work: Work, offers: Sequence[Offer], found: list[Fault]) -> dict[str, Draft]:
    """Make new dwellings, and return by reference those that could be judged."""
    whole = {offer.reference: {**offer.assumed, **offer.added, **offer.given} for offer in offers}
    for offer in offers:
        found += _missing(offer, whole[offer.reference])
    complete = [offer for offer in offers if all(name in whole[offer.reference] for name in REQUIRED)]
    world = await world_around(
        work, [whole[offer.reference] for offer in complete], region_ids=work.actor.region_ids
    )
    fresh = {}
    for offer in complete:
        dwelling = made(work, {"reference": offer.reference, **whole[offer.reference]})
        found += _faults(judged(dwelling, world), offer)
        fresh[offer.reference] = dwelling
    return fresh


def _missing(offer: Offer, whole: Mapping[str, Any]) -> Iterator[Fault]:
    names = dict(zip(REQUIRED, ("neighbourhood", "housingForm", "availableFrom"), strict=True))
    for column, name in names.items():
        if column not in whole and name not in offer.places:
            yield Fault(
                _where(name, offer),
                "required",
                f"A new dwelling needs {name}; it is not told, and not assumed.",
                f"Een nieuwe woning heeft {name} nodig; het is niet meegegeven en niet aangenomen.",
            )


def _faults(verdict: UUID | MatchingError, offer: Offer) -> list[Fault]:
    return [_placed(fault, offer) for fault in verdict.faults] if isinstance(verdict, MatchingError) else []


def _placed(fault: Fault, offer: Offer) -> Fault:
    """Name a fault where it stands in what was sent."""
    name, _, rest = fault.path.partition(".")
    return Fault(_where(name, offer) + (f".{rest}" if rest else ""), fault.code, fault.english, fault.dutch)


def _where(name: str, offer: Offer) -> str:
    return offer.places.get(name) or ".".join(part for part in (offer.place, name) if part)


async def _store(work: Work, dwellings: Sequence[Draft]) -> None:
    outcomes = await store_new(work, SHELF, rows=dwellings, verdicts=[dwelling.id for dwelling in dwellings])
    if any(isinstance(outcome, MatchingError) for outcome in outcomes):
        raise ImportOvertaken()


def _step(
    offer: Offer,
    known: Mapping[str, Dwelling],
    changes: Mapping[str, Change],
    fresh: Mapping[str, Draft],
) -> Step:
    if offer.reference in fresh:
        assumed = sorted(set(offer.assumed) - set(offer.given))
        return Step(ImportOutcome.CREATED, fresh[offer.reference].id, assumed=assumed)
    dwelling_id, change = known[offer.reference].id, changes[offer.reference]
    if change.because:
        return Step(ImportOutcome.LEFT, dwelling_id, because=change.because)
    outcome = ImportOutcome.CHANGED if change.changed else ImportOutcome.UNCHANGED
    return Step(outcome, dwelling_id, changed=change.changed)
