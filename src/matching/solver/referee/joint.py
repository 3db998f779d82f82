"""What holds over all proposals together, counted again by hand."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from matching.solver.instance import Client, Complex, District, Dwelling, Instance, Neighbourhood
from matching.vocabulary import Support

Pair = tuple[Client, Dwelling]


@dataclass(frozen=True, slots=True)
class Excess:
    """An agreement that the proposals together break.

    Attributes
    ----------
    subject
        Whose agreement: an area, a complex, a corporation, a provider, a client or a dwelling.
    """

    rule: str
    subject: str
    detail: str


def broken_together(instance: Instance, pairs: Sequence[Pair]) -> Iterator[Excess]:
    """Yield every agreement that these pairs break together."""
    yield from _each_once(pairs)
    yield from _loads(instance, pairs)
    yield from _quotas(instance, pairs)
    yield from _origins(instance, pairs)
    yield from _commitments(instance, pairs)
    yield from _support(instance, pairs)
    yield from _apart_from_residents(instance, pairs)
    yield from _apart_from_each_other(pairs)


def _each_once(pairs: Sequence[Pair]) -> Iterator[Excess]:
    for client, times in Counter(client.id for client, _ in pairs).items():
        if times > 1:
            yield Excess("client-once", client, f"The client has {times} dwellings.")
    units = {dwelling.id: dwelling.capacity for _, dwelling in pairs}
    for dwelling, times in Counter(dwelling.id for _, dwelling in pairs).items():
        if times > units[dwelling]:
            yield Excess("capacity", dwelling, f"{times} clients for {units[dwelling]} units.")


def _loads(instance: Instance, pairs: Sequence[Pair]) -> Iterator[Excess]:
    district_of = {place.code: place.district for place in instance.neighbourhoods}
    yield from _carried("neighbourhood-load", instance.neighbourhoods, pairs, lambda one: one.neighbourhood)
    yield from _carried(
        "district-load", instance.districts, pairs, lambda one: district_of[one.neighbourhood]
    )
    yield from _carried("complex-load", instance.complexes, pairs, lambda one: one.complex)


def _carried(
    rule: str,
    areas: Sequence[Neighbourhood | District | Complex],
    pairs: Sequence[Pair],
    area_of: Callable[[Dwelling], str | None],
) -> Iterator[Excess]:
    for area in areas:
        if area.capacity is not None:
            new = sum(client.load for client, dwelling in pairs if area_of(dwelling) == area.code)
            # An area that carries too much already is nobody's fault here, as long as nothing is added.
            if new > 0 and area.carried + new > area.capacity:
                yield Excess(rule, area.code, f"{area.carried} + {new} is above {area.capacity}.")


def _quotas(instance: Instance, pairs: Sequence[Pair]) -> Iterator[Excess]:
    municipality_of = {place.code: place.municipality for place in instance.neighbourhoods}
    for place in instance.municipalities:
        here = [client for client, dwelling in pairs if municipality_of[dwelling.neighbourhood] == place.code]
        imported = [client for client in here if client.origin != place.code]
        yield from _above("municipal-quota", place.code, place.placed, len(here), place.maximum)
        yield from _above("imports", place.code, place.imports_placed, len(imported), place.imports_maximum)


def _origins(instance: Instance, pairs: Sequence[Pair]) -> Iterator[Excess]:
    municipality_of = {place.code: place.municipality for place in instance.neighbourhoods}
    moves = Counter((client.origin, municipality_of[dwelling.neighbourhood]) for client, dwelling in pairs)
    for limit in instance.origin_limits:
        new = moves[limit.origin, limit.municipality]
        subject = f"{limit.origin or 'unknown'}:{limit.municipality}"
        yield from _above("origin-limit", subject, limit.placed, new, limit.maximum)


def _above(rule: str, subject: str, used: int, new: int, maximum: int | None) -> Iterator[Excess]:
    if maximum is not None and new > 0 and used + new > maximum:
        yield Excess(rule, subject, f"{used} + {new} is above {maximum}.")


def _commitments(instance: Instance, pairs: Sequence[Pair]) -> Iterator[Excess]:
    for corporation in instance.corporations:
        if not corporation.offers_more:
            new = sum(dwelling.corporation == corporation.code for _, dwelling in pairs)
            yield from _above(
                "commitment", corporation.code, corporation.supplied, new, corporation.commitment
            )


def _support(instance: Instance, pairs: Sequence[Pair]) -> Iterator[Excess]:
    municipality_of = {place.code: place.municipality for place in instance.neighbourhoods}
    for row in instance.support:
        hours = 0
        for client, dwelling in pairs:
            who = client.provider if client.support_provider is None else client.support_provider
            there = municipality_of[dwelling.neighbourhood] == row.municipality
            if who == row.provider and there and client.support is not Support.NONE:
                hours += client.support_hours
        yield from _above("support-hours", f"{row.provider}:{row.municipality}", 0, hours, row.hours)


def _apart_from_residents(instance: Instance, pairs: Sequence[Pair]) -> Iterator[Excess]:
    for row in instance.keep_apart:
        for client, dwelling in pairs:
            if row.token in client.keep_apart:
                same_building = row.complex is not None and row.complex == dwelling.complex
                if dwelling.neighbourhood == row.neighbourhood or same_building:
                    yield Excess("keep-apart", client.id, "The client may not live so near somebody.")


def _apart_from_each_other(pairs: Sequence[Pair]) -> Iterator[Excess]:
    marked = [(client, dwelling) for client, dwelling in pairs if client.keep_apart]
    for (one, home), (other, other_home) in combinations(marked, 2):
        same_building = home.complex is not None and home.complex == other_home.complex
        near = same_building or home.neighbourhood == other_home.neighbourhood
        if near and one.id != other.id and one.keep_apart & other.keep_apart:
            yield Excess("keep-apart", one.id, f"Clients {one.id} and {other.id} may not live so near.")
