"""One region at one moment: everything a matching is made from, validated as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, pairwise
from typing import Protocol

from matching.solver.instance.clients import Barred, Client, Forced
from matching.solver.instance.dwellings import Dwelling
from matching.solver.instance.faults import InvalidInstance, dangling, repeated
from matching.solver.instance.housing_forms import HousingForm
from matching.solver.instance.policy import Policy
from matching.solver.instance.region import (
    Complex,
    Corporation,
    District,
    KeepApart,
    Municipality,
    Neighbourhood,
    OriginLimit,
    RentLimits,
    SupportCapacity,
)
from matching.vocabulary import OUTSIDE


@dataclass(frozen=True, slots=True)
class Instance:
    """One region at one moment, under one version of its covenant.

    Attributes
    ----------
    on
        The day of the run.
    previous
        Pairs of the matching before, client id and dwelling id: what stability holds on to.
    barred
        Pairs declined before, or forbidden by a coordinator.
    forced
        Pairs that a coordinator fixed for this run.

    A preference for an area that is not in the region is a fault too: a typing error in a secret
    address must not pass unseen. What was decided before (`previous`, `barred`, `forced`) may name what is gone.

    Raises
    ------
    InvalidInstance
        When an id is used twice, a reference dangles, or a number is out of range; names every fault.
    """

    on: date
    clients: tuple[Client, ...]
    dwellings: tuple[Dwelling, ...]
    housing_forms: tuple[HousingForm, ...]
    municipalities: tuple[Municipality, ...]
    districts: tuple[District, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    corporations: tuple[Corporation, ...]
    complexes: tuple[Complex, ...] = ()
    support: tuple[SupportCapacity, ...] = ()
    rent_limits: tuple[RentLimits, ...] = ()
    keep_apart: tuple[KeepApart, ...] = ()
    barred: tuple[Barred, ...] = ()
    previous: frozenset[tuple[str, str]] = frozenset()
    policy: Policy = field(default_factory=Policy)
    forced: tuple[Forced, ...] = ()
    origin_limits: tuple[OriginLimit, ...] = ()

    def __post_init__(self) -> None:
        found = tuple(chain(_twice(self), _numbers(self), _agreements(self), _references(self)))
        if found:
            raise InvalidInstance(found)


class _Part(Protocol):
    def faults(self) -> Iterator[str]: ...


def _twice(instance: Instance) -> Iterator[str]:
    yield from repeated("Client", (one.id for one in instance.clients))
    yield from repeated("Dwelling", (one.id for one in instance.dwellings))
    yield from repeated("Housing form", (one.code for one in instance.housing_forms))
    yield from repeated("Municipality", (one.code for one in instance.municipalities))
    yield from repeated("District", (one.code for one in instance.districts))
    yield from repeated("Neighbourhood", (one.code for one in instance.neighbourhoods))
    yield from repeated("Corporation", (one.code for one in instance.corporations))
    yield from repeated("Complex", (one.code for one in instance.complexes))
    yield from repeated("Origin limit", (one.subject for one in instance.origin_limits))
    yield from repeated("Support of", (f"{one.provider} in {one.municipality}" for one in instance.support))


def _numbers(instance: Instance) -> Iterator[str]:
    yield from instance.policy.faults()
    parts: tuple[Iterable[_Part], ...] = (
        instance.clients,
        instance.dwellings,
        instance.housing_forms,
        instance.municipalities,
        instance.districts,
        instance.neighbourhoods,
        instance.corporations,
        instance.complexes,
        instance.support,
        instance.origin_limits,
        instance.rent_limits,
    )
    for part in chain.from_iterable(parts):
        yield from part.faults()


def _agreements(instance: Instance) -> Iterator[str]:
    shares = sum(one.target_share for one in instance.municipalities)
    if shares > 10_000:
        yield f"The target shares add up to {shares}, the most is 10000."
    by_date = sorted(instance.rent_limits, key=lambda limits: limits.valid_from)
    for earlier, later in pairwise(by_date):
        if later.valid_from < earlier.valid_until:
            yield f"The rent limits from {earlier.valid_from} and from {later.valid_from} overlap."


def _references(instance: Instance) -> Iterator[str]:
    yield from _map_references(instance)
    yield from _dwelling_references(instance)
    yield from _client_references(instance)


def _map_references(instance: Instance) -> Iterator[str]:
    municipalities = {one.code for one in instance.municipalities}
    districts = {one.code: one.municipality for one in instance.districts}
    neighbourhoods = {one.code for one in instance.neighbourhoods}
    complexes = {one.code for one in instance.complexes}
    for district in instance.districts:
        owner = f"District {district.code}"
        yield from dangling(owner, known=municipalities, municipality=[district.municipality])
    for one in instance.neighbourhoods:
        owner = f"Neighbourhood {one.code}"
        yield from dangling(owner, known=municipalities, municipality=[one.municipality])
        yield from dangling(owner, known=districts, district=[one.district])
        if districts.get(one.district, one.municipality) != one.municipality:
            yield f"{owner}: its district {one.district} lies in another municipality."
    for row in instance.support:
        owner = f"Support of {row.provider}"
        yield from dangling(owner, known=municipalities, municipality=[row.municipality])
    for limit in instance.origin_limits:
        owner = f"Origin limit {limit.subject}"
        yield from dangling(owner, known={OUTSIDE} | municipalities, origin=[limit.origin])
        yield from dangling(owner, known=municipalities, municipality=[limit.municipality])
    for token in instance.keep_apart:
        yield from dangling("Keep-apart", known=neighbourhoods, neighbourhood=[token.neighbourhood])
        yield from dangling("Keep-apart", known=complexes, complex=[token.complex])


def _dwelling_references(instance: Instance) -> Iterator[str]:
    neighbourhoods = {one.code for one in instance.neighbourhoods}
    complexes = {one.code for one in instance.complexes}
    corporations = {one.code for one in instance.corporations}
    forms = {one.code for one in instance.housing_forms}
    for dwelling in instance.dwellings:
        owner = f"Dwelling {dwelling.id}"
        yield from dangling(owner, known=neighbourhoods, neighbourhood=[dwelling.neighbourhood])
        yield from dangling(owner, known=complexes, complex=[dwelling.complex])
        yield from dangling(owner, known=corporations, corporation=[dwelling.corporation])
        yield from dangling(owner, known=forms, housing_form=[dwelling.housing_form])


def _client_references(instance: Instance) -> Iterator[str]:
    municipalities = {one.code for one in instance.municipalities}
    areas = municipalities | {one.code for one in instance.districts}
    areas |= {one.code for one in instance.neighbourhoods}
    forms = {one.code for one in instance.housing_forms}
    for client in instance.clients:
        owner = f"Client {client.id}"
        yield from dangling(owner, known=municipalities | {OUTSIDE}, origin=[client.origin])
        yield from dangling(owner, known=forms, housing_forms=client.housing_forms)
        yield from dangling(owner, known=areas, preferred=client.preferred, acceptable=client.acceptable)
        if not client.excluded <= areas:
            # The area itself is not named: it may be the reason that an address is secret.
            yield f"{owner}: an excluded area is not in the instance."
