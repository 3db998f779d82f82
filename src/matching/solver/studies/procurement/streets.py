"""Where an extra dwelling may stand: of neighbourhoods that differ in nothing, one stands for all."""

from collections.abc import Hashable, Iterator

from matching.solver.instance import Instance, Neighbourhood
from matching.solver.studies.procurement.parts import Terms


def streets_of(instance: Instance, terms: Terms) -> tuple[str, ...]:
    """Return the neighbourhoods that an extra dwelling can stand in, by code.

    Two neighbourhoods of a municipality differ when somebody prefers or excludes one of them, when somebody
    lives there with whom another must not share it, or when their districts differ in that or have a cap. A
    neighbourhood with a cap is never better than one without that differs in nothing else.
    """
    alike: dict[Hashable, list[Neighbourhood]] = {}
    named, capped = _named(instance), _capped_districts(instance)
    for place in sorted(instance.neighbourhoods, key=lambda one: one.code):
        if not terms.municipalities or place.municipality in terms.municipalities:
            district = place.district if place.district in named | capped else ""
            code = place.code if place.code in named else ""
            alike.setdefault((place.municipality, district, code), []).append(place)
    enough = _enough(instance)
    return tuple(sorted(code for places in alike.values() for code in _chosen(places, enough)))


def _named(instance: Instance) -> frozenset[str]:
    """Return the areas that are not the same to everybody."""
    wished = (client.preferred | client.acceptable | client.excluded for client in instance.clients)
    lived_in = frozenset(row.neighbourhood for row in instance.keep_apart)
    return lived_in.union(*wished)


def _capped_districts(instance: Instance) -> frozenset[str]:
    return frozenset(one.code for one in instance.districts if one.capacity is not None)


def _enough(instance: Instance) -> int:
    """Return how many equal neighbourhoods are as good as any number of them.

    Who must be kept apart from n others finds a place of their own among n + 1.
    """
    holders: dict[str, set[str]] = {}
    for client in instance.clients:
        for token in client.keep_apart:
            holders.setdefault(token, set()).add(client.id)
    others = (
        len(set[str]().union(*(holders[token] for token in client.keep_apart))) - 1
        for client in instance.clients
        if client.keep_apart
    )
    return 1 + max(others, default=0)


def _chosen(places: list[Neighbourhood], enough: int) -> Iterator[str]:
    free = [place.code for place in places if place.capacity is None]
    yield from free[:enough]
    if len(free) < enough:
        yield from (place.code for place in places if place.capacity is not None)
