"""What stands in the books of a region: an accepted placement uses what was agreed, for all weeks that follow."""

from dataclasses import replace
from typing import TypeVar

from matching.solver import (
    Client,
    Complex,
    Corporation,
    District,
    Dwelling,
    Instance,
    KeepApart,
    Municipality,
    Neighbourhood,
    SupportCapacity,
)
from matching.vocabulary import Support

Area = TypeVar("Area", Neighbourhood, District, Complex)


def entered(region: Instance, *, client: Client, dwelling: Dwelling) -> Instance:
    """Return the region with one placement more counted everywhere it counts."""
    place = next(one for one in region.neighbourhoods if one.code == dwelling.neighbourhood)
    return replace(
        region,
        municipalities=tuple(_placed(one, place.municipality, client) for one in region.municipalities),
        neighbourhoods=_loaded(region.neighbourhoods, place.code, client.load),
        districts=_loaded(region.districts, place.district, client.load),
        complexes=_loaded(region.complexes, dwelling.complex, client.load),
        corporations=tuple(_supplied(one, dwelling.corporation) for one in region.corporations),
        support=tuple(_taken_on(one, place.municipality, client) for one in region.support),
        keep_apart=region.keep_apart
        + tuple(KeepApart(token, place.code, dwelling.complex) for token in sorted(client.keep_apart)),
    )


def _placed(one: Municipality, code: str, client: Client) -> Municipality:
    if one.code != code:
        return one
    imported = int(client.origin != code)
    return replace(one, placed=one.placed + 1, imports_placed=one.imports_placed + imported)


def _loaded(areas: tuple[Area, ...], code: str | None, load: int) -> tuple[Area, ...]:
    return tuple(replace(one, carried=one.carried + load) if one.code == code else one for one in areas)


def _supplied(one: Corporation, code: str) -> Corporation:
    return replace(one, supplied=one.supplied + 1) if one.code == code else one


def _taken_on(one: SupportCapacity, municipality: str, client: Client) -> SupportCapacity:
    here = one.provider == client.deliverer and one.municipality == municipality
    if not here or one.hours is None or client.support is Support.NONE:
        return one
    return replace(one, hours=one.hours - client.support_hours)
