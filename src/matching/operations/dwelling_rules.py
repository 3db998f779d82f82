"""What a dwelling may not be: the rules its fields keep among themselves and with the region. Pure."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from matching.errors import Fault
from matching.models import Dwelling
from matching.operations.drafts import Draft
from matching.queries.surroundings import Surroundings
from matching.vocabulary import OUTSIDE, AreaLevel


def faults(dwelling: Dwelling | Draft, world: Surroundings) -> Iterator[Fault]:
    """Name everything that is wrong with a dwelling."""
    yield from _neighbourhood(dwelling, world)
    yield from _housing_form(dwelling, world)
    yield from _limits(dwelling)
    yield from _reservation(dwelling, world)
    yield from _excluded_origins(dwelling, world)


def region_of(dwelling: Dwelling | Draft, world: Surroundings) -> UUID | None:
    """Return the region its neighbourhood lies in, None when that is none of those it may be in."""
    place = world.places.get(dwelling.neighbourhood_code)
    if place is None or place.level is not AreaLevel.NEIGHBOURHOOD or place.region_id not in world.regions:
        return None
    return place.region_id


def _possible_regions(dwelling: Dwelling | Draft, world: Surroundings) -> frozenset[UUID]:
    """Return its region or, while that is unknown, all it might be in: one fault hides no other."""
    region_id = region_of(dwelling, world)
    return world.regions if region_id is None else frozenset({region_id})


def _neighbourhood(dwelling: Dwelling | Draft, world: Surroundings) -> Iterator[Fault]:
    code = dwelling.neighbourhood_code
    place = world.places.get(code)
    if place is None or place.level is not AreaLevel.NEIGHBOURHOOD:
        yield Fault(
            "neighbourhood",
            "unknown-neighbourhood",
            f"{code} is not a neighbourhood on the map.",
            f"{code} is geen buurt op de kaart.",
        )
    elif place.region_id not in world.regions:
        yield Fault(
            "neighbourhood",
            "neighbourhood-elsewhere",
            f"{code} lies in no region where this dwelling may be offered.",
            f"{code} ligt in geen regio waar deze woning kan worden aangeboden.",
        )


def _housing_form(dwelling: Dwelling | Draft, world: Surroundings) -> Iterator[Fault]:
    code = dwelling.housing_form
    if not any(world.offers_form(region_id, code) for region_id in _possible_regions(dwelling, world)):
        yield Fault(
            "housingForm",
            "unknown-housing-form",
            f"{code} is no housing form of the region, or was retired; see /housing-forms.",
            f"{code} is geen woonvorm van de regio, of is vervallen; zie /housing-forms.",
        )


def _limits(dwelling: Dwelling | Draft) -> Iterator[Fault]:
    if _above(dwelling.minimum_age, dwelling.maximum_age):
        yield Fault(
            "maximumAge",
            "ages-out-of-order",
            f"The oldest age {dwelling.maximum_age} is below the youngest, {dwelling.minimum_age}.",
            f"De hoogste leeftijd {dwelling.maximum_age} ligt onder de laagste, {dwelling.minimum_age}.",
        )
    if _above(dwelling.minimum_persons, dwelling.maximum_persons):
        yield Fault(
            "maximumPersons",
            "persons-out-of-order",
            f"At most {dwelling.maximum_persons} persons is fewer than at least {dwelling.minimum_persons}.",
            f"Hooguit {dwelling.maximum_persons} personen is minder dan minstens {dwelling.minimum_persons}.",
        )
    if _above(dwelling.bedrooms, dwelling.rooms):
        yield Fault(
            "bedrooms",
            "more-bedrooms-than-rooms",
            f"{dwelling.bedrooms} bedrooms can't be among {dwelling.rooms} rooms.",
            f"{dwelling.bedrooms} slaapkamers passen niet in {dwelling.rooms} kamers.",
        )
    if _ends_at_once(dwelling.available_from, dwelling.available_until):
        yield Fault(
            "availableUntil",
            "period-out-of-order",
            f"{dwelling.available_until} is not after availableFrom, {dwelling.available_from}.",
            f"{dwelling.available_until} ligt niet na availableFrom, {dwelling.available_from}.",
        )


def _above(least: int | None, most: int | None) -> bool:
    return least is not None and most is not None and least > most


def _ends_at_once(start: date, end: date | None) -> bool:
    return end is not None and end <= start


def _reservation(dwelling: Dwelling | Draft, world: Surroundings) -> Iterator[Fault]:
    provider_id = dwelling.reserved_provider_id
    if provider_id is not None and not any(
        (region_id, provider_id) in world.providers for region_id in _possible_regions(dwelling, world)
    ):
        yield Fault(
            "reservedProviderId",
            "unknown-provider",
            f"{provider_id} is no provider in the region; see /organisations?kind=provider.",
            f"{provider_id} is geen zorgaanbieder in de regio; zie /organisations?kind=provider.",
        )


def _excluded_origins(dwelling: Dwelling | Draft, world: Surroundings) -> Iterator[Fault]:
    for position, code in enumerate(dwelling.excluded_origins):
        if code != OUTSIDE and not world.is_municipality(code):
            yield Fault(
                f"excludedOrigins.{position}",
                "unknown-municipality",
                f"{code} is neither a municipality on the map nor the word {OUTSIDE}.",
                f"{code} is geen gemeente op de kaart en ook niet het woord {OUTSIDE}.",
            )
