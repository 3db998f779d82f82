"""Who is ready to move on, who declined what, and which pairs a coordinator fixed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matching.solver.instance.faults import out_of_range
from matching.vocabulary import (
    OUTSIDE,
    Accessibility,
    AgeBand,
    DirectiveKind,
    Feature,
    IncomeBand,
    IncomeKind,
    Need,
    Support,
    TargetGroup,
    Tenancy,
    Urgency,
)


@dataclass(frozen=True, slots=True)
class Client:
    """A household ready to move on, as needs; never a name or a diagnosis.

    Attributes
    ----------
    provider
        Who put the client forward.
    origin
        Municipality code, `OUTSIDE`, or None when unknown.
    elsewhere
        Which municipality, of who comes from outside, where a dwelling excludes that one; else None.
    ready_from
        First day the client can move; None: readiness not declared.
    ready_until
        Last day of a window of willingness; None: open.
    on_list_since
        When waiting began. [date]
    load
        Burden on a neighbourhood. [hundredths of a point, 0..1,000]
    adults, children
        Persons in the household.
    age
        Asked only where an age limit cuts through the band. [year]
    support_hours
        Hours a week. [hundredths of an hour/week]
    support_provider
        Who will deliver it; None: the provider that put the client forward.
    housing_forms
        Codes that fit, best first; empty: not known.
    maximum_rent
        The most the client can carry, service costs included. [eurocent/month]
    tenancies
        The kinds that are acceptable; empty: not known.
    preferred, acceptable, excluded
        Area codes of any level (GM, WK, BU).
    facility_pressure
        How full the facility is that the client leaves. [hundredths of a percent of its places]
    consent
        Whether consent to share the profile is on file. The service keeps no refusal, it says None; a file may say no.
    """

    id: str
    provider: str
    urgency: Urgency
    on_list_since: date
    load: int
    adults: int = 1
    children: int = 0
    origin: str | None = None
    ready_from: date | None = None
    ready_until: date | None = None
    age_band: AgeBand | None = None
    age: int | None = None
    income_kind: IncomeKind | None = None
    income_band: IncomeBand | None = None
    debts_under_control: bool | None = None
    support: Support | None = None
    support_hours: int = 0
    support_provider: str | None = None
    housing_forms: tuple[str, ...] = ()
    bedrooms: int | None = None
    maximum_rent: int | None = None
    accessibility: Accessibility | None = None
    own_unit: Need = Need.NO
    not_in_group: Need = Need.NO
    low_stimulus: Need = Need.NO
    tenancies: frozenset[Tenancy] = frozenset()
    preferred: frozenset[str] = frozenset()
    acceptable: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    keep_apart: frozenset[str] = frozenset()
    target_groups: frozenset[TargetGroup] | None = None
    wishes: frozenset[Feature] = frozenset()
    facility_pressure: int | None = None
    consent: bool | None = None
    elsewhere: str | None = None

    @property
    def persons(self) -> int:
        """Return the size of the household."""
        return self.adults + self.children

    @property
    def deliverer(self) -> str:
        """Return the provider that will deliver the support."""
        return self.support_provider or self.provider

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong, apart from references."""
        owner = f"Client {self.id}"
        yield from out_of_range(owner, most=1_000, load=self.load)
        yield from out_of_range(owner, least=1, persons=self.persons)
        yield from out_of_range(
            owner,
            adults=self.adults,
            children=self.children,
            age=self.age,
            support_hours=self.support_hours,
            bedrooms=self.bedrooms,
            maximum_rent=self.maximum_rent,
            facility_pressure=self.facility_pressure,
        )
        yield from self._contradictions()

    def _contradictions(self) -> Iterator[str]:
        band, age = self.age_band, self.age
        if band is not None and age is not None and not band.first <= age <= band.last:
            yield f"Client {self.id}: age {age} is not in the band {band}."
        start, end = self.ready_from, self.ready_until
        if start is not None and end is not None and end < start:
            yield f"Client {self.id}: ready_until {end} is before ready_from {start}."
        if self.elsewhere is not None and self.origin != OUTSIDE:
            yield f"Client {self.id}: elsewhere is {self.elsewhere}, but origin is {self.origin}."
        if len(set(self.housing_forms)) < len(self.housing_forms):
            yield f"Client {self.id}: a housing form appears twice."


@dataclass(frozen=True, slots=True)
class Barred:
    """A pair that may not be proposed before `until`: declined before or, by `kind`, forbidden by a coordinator."""

    client: str
    dwelling: str
    until: date
    kind: DirectiveKind = DirectiveKind.DECLINED


@dataclass(frozen=True, slots=True)
class Forced:
    """A pair that a coordinator fixed for this run; no rule and no agreement is bent for it."""

    client: str
    dwelling: str
