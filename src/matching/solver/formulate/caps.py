"""Everything that holds over all proposals together, as caps: what was agreed, and what of it is used."""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.solver.eligibility import Grid, Verdict
from matching.solver.eligibility.grid import RANK
from matching.solver.instance import Complex, District, Dwelling, Instance, Neighbourhood
from matching.solver.problem import Limit
from matching.vocabulary import Support, Word


class CapKind(Word):
    """The families of limits."""

    NEIGHBOURHOOD = "neighbourhood-load", "draagkracht van de buurt"
    DISTRICT = "district-load", "draagkracht van de wijk"
    COMPLEX = "complex-load", "draagkracht van het complex"
    QUOTA = "municipal-quota", "spreidingsquotum van de gemeente"
    IMPORTS = "imports", "instroom uit andere gemeenten"
    ORIGIN = "origin-limit", "instroom uit één herkomst"
    COMMITMENT = "commitment", "taakstelling van de corporatie"
    SUPPORT = "support-hours", "begeleidingsuren van de zorgaanbieder"
    KEEP_APART = "keep-apart", "niet bij elkaar"


class Measure(StrEnum):
    """What a cap counts: placements, hundredths of a point, or hundredths of an hour a week."""

    PLACEMENTS = "placements"
    LOAD = "load"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Cap:
    """One agreement on how much.

    Attributes
    ----------
    subject
        Code of the area, complex, corporation, "provider:municipality" or "origin:municipality"; empty where
        nobody may see it.
    maximum, used
        What was agreed, and what is used before this run. [unit of the measure]
    clients, dwellings
        Indexes, in the order of ids; None: all clients.
    """

    id: str
    kind: CapKind
    subject: str
    measure: Measure
    maximum: int
    used: int
    clients: tuple[int, ...] | None
    dwellings: tuple[int, ...]

    @property
    def room(self) -> int:
        """Return what is left for this run; never below zero. [unit of the measure]"""
        return max(0, self.maximum - self.used)

    def limit(self) -> Limit:
        """Return the cap as the abstract problem knows it."""
        return Limit(self.id, str(self.kind), str(self.measure), self.room, self.clients, self.dwellings)


def caps_of(instance: Instance, *, grid: Grid) -> tuple[Cap, ...]:
    """Return every cap of the instance, in an order that depends on codes only."""
    families = (
        _load_caps,
        _quota_caps,
        _import_caps,
        _origin_caps,
        _commitment_caps,
        _support_caps,
        _keep_apart_caps,
    )
    return tuple(cap for family in families for cap in family(instance, grid))


def _homes(grid: Grid, key: Callable[[Dwelling], Hashable]) -> dict[Hashable, tuple[int, ...]]:
    """Return the indexes of the dwellings, by key."""
    found: dict[Hashable, list[int]] = {}
    for index, dwelling in enumerate(grid.dwellings):
        found.setdefault(key(dwelling), []).append(index)
    return {value: tuple(indexes) for value, indexes in found.items()}


def _load_caps(instance: Instance, grid: Grid) -> Iterator[Cap]:
    places = grid.setting.neighbourhoods
    yield from _carrying(
        CapKind.NEIGHBOURHOOD, instance.neighbourhoods, _homes(grid, lambda one: one.neighbourhood)
    )
    yield from _carrying(
        CapKind.DISTRICT, instance.districts, _homes(grid, lambda one: places[one.neighbourhood].district)
    )
    yield from _carrying(CapKind.COMPLEX, instance.complexes, _homes(grid, lambda one: one.complex))


def _carrying(
    kind: CapKind,
    areas: Sequence[Neighbourhood | District | Complex],
    homes: dict[Hashable, tuple[int, ...]],
) -> Iterator[Cap]:
    for area in sorted(areas, key=lambda one: one.code):
        if area.capacity is not None:
            inside = homes.get(area.code, ())
            yield Cap(
                f"{kind}:{area.code}",
                kind,
                area.code,
                Measure.LOAD,
                area.capacity,
                area.carried,
                None,
                inside,
            )


def _quota_caps(instance: Instance, grid: Grid) -> Iterator[Cap]:
    homes = _homes(grid, grid.setting.municipality)
    for place in sorted(instance.municipalities, key=lambda one: one.code):
        if place.maximum is not None:
            yield Cap(
                f"{CapKind.QUOTA}:{place.code}",
                CapKind.QUOTA,
                place.code,
                Measure.PLACEMENTS,
                place.maximum,
                place.placed,
                None,
                homes.get(place.code, ()),
            )


def _import_caps(instance: Instance, grid: Grid) -> Iterator[Cap]:
    """Count everybody whose origin is not that municipality; an unknown origin is not that municipality."""
    homes = _homes(grid, grid.setting.municipality)
    for place in sorted(instance.municipalities, key=lambda one: one.code):
        if place.imports_maximum is not None:
            from_elsewhere = tuple(
                index for index, client in enumerate(grid.clients) if client.origin != place.code
            )
            yield Cap(
                f"{CapKind.IMPORTS}:{place.code}",
                CapKind.IMPORTS,
                place.code,
                Measure.PLACEMENTS,
                place.imports_maximum,
                place.imports_placed,
                from_elsewhere,
                homes.get(place.code, ()),
            )


def _origin_caps(instance: Instance, grid: Grid) -> Iterator[Cap]:
    homes = _homes(grid, grid.setting.municipality)
    for limit in sorted(instance.origin_limits, key=lambda one: one.subject):
        yield Cap(
            f"{CapKind.ORIGIN}:{limit.subject}",
            CapKind.ORIGIN,
            limit.subject,
            Measure.PLACEMENTS,
            limit.maximum,
            limit.placed,
            tuple(index for index, client in enumerate(grid.clients) if client.origin == limit.origin),
            homes.get(limit.municipality, ()),
        )


def _commitment_caps(instance: Instance, grid: Grid) -> Iterator[Cap]:
    homes = _homes(grid, lambda one: one.corporation)
    for corporation in sorted(instance.corporations, key=lambda one: one.code):
        if corporation.commitment is not None and not corporation.offers_more:
            yield Cap(
                f"{CapKind.COMMITMENT}:{corporation.code}",
                CapKind.COMMITMENT,
                corporation.code,
                Measure.PLACEMENTS,
                corporation.commitment,
                corporation.supplied,
                None,
                homes.get(corporation.code, ()),
            )


def _support_caps(instance: Instance, grid: Grid) -> Iterator[Cap]:
    homes = _homes(grid, grid.setting.municipality)
    for row in sorted(instance.support, key=lambda one: (one.provider, one.municipality)):
        if row.hours is not None:
            supported = tuple(
                index
                for index, client in enumerate(grid.clients)
                if client.deliverer == row.provider and client.support is not Support.NONE
            )
            yield Cap(
                f"{CapKind.SUPPORT}:{row.provider}:{row.municipality}",
                CapKind.SUPPORT,
                f"{row.provider}:{row.municipality}",
                Measure.HOURS,
                row.hours,
                0,
                supported,
                homes.get(row.municipality, ()),
            )


def _keep_apart_caps(instance: Instance, grid: Grid) -> Iterator[Cap]:
    """Let one of those who share a token into a neighbourhood or complex; none where one lives already.

    Tokens are numbered: not even the id of a limit may show one.
    """
    tokens = sorted({token for client in grid.clients for token in client.keep_apart})
    streets = _homes(grid, lambda one: one.neighbourhood)
    complexes = _homes(grid, lambda one: one.complex)
    complexes.pop(None, None)
    for number, token in enumerate(tokens, start=1):
        members = tuple(index for index, client in enumerate(grid.clients) if token in client.keep_apart)
        rows = [row for row in instance.keep_apart if row.token == token]
        lived_in = {row.neighbourhood for row in rows}
        lived_in_complexes = {row.complex for row in rows}
        name = f"{CapKind.KEEP_APART}:{number}"
        yield from _apart(grid, f"{name}:neighbourhood", members, streets, lived_in)
        # A complex in one street is kept by the street, unless somebody lives in it.
        own = {
            place: dwellings
            for place, dwellings in complexes.items()
            if place in lived_in_complexes
            or len({grid.dwellings[one].neighbourhood for one in dwellings}) > 1
        }
        yield from _apart(grid, f"{name}:complex", members, own, lived_in_complexes)


def _apart(
    grid: Grid,
    name: str,
    members: tuple[int, ...],
    homes: dict[Hashable, tuple[int, ...]],
    lived_in: Collection[str | None],
) -> Iterator[Cap]:
    """Yield a cap wherever more of the members could go than may."""
    could_go = grid.verdicts[list(members)] == RANK[Verdict.FITS]
    for place, dwellings in sorted(homes.items(), key=lambda item: str(item[0])):
        used = int(place in lived_in)
        comers = int(could_go[:, list(dwellings)].any(axis=1).sum())
        if comers > 1 - used:
            yield Cap(
                f"{name}:{place}", CapKind.KEEP_APART, "", Measure.PLACEMENTS, 1, used, members, dwellings
            )
