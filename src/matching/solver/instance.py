"""What a matching is made from: frozen, validated once, without a name or an address.

Every number is an integer: money in eurocents, load and hours in hundredths. `None` means
"not known", never "no" or "nothing": a rule that needs it answers *needs data*.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from matching.vocabulary import (
    Accessibility,
    AgeBand,
    Feature,
    Goal,
    IncomeBand,
    IncomeKind,
    Need,
    Support,
    TargetGroup,
    Tenancy,
    Urgency,
)

OUTSIDE = "outside"
"""The origin of a client who comes from no municipality of the region."""


@dataclass(frozen=True, slots=True)
class Admission:
    """The admission rules of a housing form; an empty rule admits everybody.

    Attributes
    ----------
    readiness_needed
        False where nobody has to be declared ready first (Housing First).
    minimum_age, maximum_age
        Inclusive. [year]
    children
        True: only households with children; False: only without; None: both.
    support_at_least
        The least support a client must need to belong here; None: any.
    debts_under_control
        True where debts must be under control first.
    target_groups
        Any one of these admits; empty: everybody.
    """

    readiness_needed: bool = True
    minimum_age: int | None = None
    maximum_age: int | None = None
    children: bool | None = None
    support_at_least: Support | None = None
    debts_under_control: bool = False
    target_groups: frozenset[TargetGroup] = frozenset()


@dataclass(frozen=True, slots=True)
class HousingForm:
    """A rung of the region's woonladder.

    Attributes
    ----------
    supervision
        The support that is present in the form itself.
    self_contained
        True when every household has its own front door, kitchen and sanitary.
    group
        True when people live in a group.
    """

    code: str
    supervision: Support
    self_contained: bool
    group: bool
    admission: Admission = Admission()


@dataclass(frozen=True, slots=True)
class RentLimits:
    """The year's limits of suitable allocation (passend toewijzen, Woningwet art. 46). [eurocent/month]

    Attributes
    ----------
    low_cap, high_cap
        Aftoppingsgrens for one and two persons, and for three or more.
    social_cap
        DAEB rent limit: a dwelling at or below it is a social dwelling.
    """

    valid_from: date
    valid_until: date
    low_cap: int
    high_cap: int
    social_cap: int


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and what the covenant agreed for it, for this term.

    Attributes
    ----------
    target_share
        Agreed share of all placements of the term. [hundredths of a percent, 0..10,000]
    maximum, minimum
        Most and least placements in the term; None: not agreed. [placement]
    imports_maximum
        Most placements of clients whose origin is another municipality or unknown; None: no limit.
    placed, imports_placed
        Used already in this term, live proposals that stay included. [placement]
    """

    code: str
    target_share: int = 0
    maximum: int | None = None
    minimum: int | None = None
    imports_maximum: int | None = None
    placed: int = 0
    imports_placed: int = 0


@dataclass(frozen=True, slots=True)
class District:
    """A district; `capacity` None means that no cap was set. [hundredths of a point]"""

    code: str
    municipality: str
    capacity: int | None = None
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A neighbourhood: what it can carry and carries already. [hundredths of a point]"""

    code: str
    municipality: str
    district: str
    capacity: int | None = None
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Complex:
    """A building or complex with a cap of its own. [hundredths of a point]"""

    code: str
    capacity: int | None = None
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Corporation:
    """A corporation and its commitment.

    Attributes
    ----------
    commitment
        Dwellings it agreed to supply in the term; None: no commitment, everything offered may be used.
    supplied
        Used already in this term, live proposals that stay included. [placement]
    offers_more
        True when it said that what it offers above the commitment may be used too.
    """

    code: str
    commitment: int | None = None
    supplied: int = 0
    offers_more: bool = False


@dataclass(frozen=True, slots=True)
class SupportCapacity:
    """Where a provider delivers support, and how much more it can.

    Attributes
    ----------
    level
        The heaviest support it delivers there.
    hours
        Hours a week it can still take on there; None: no limit. [hundredths of an hour/week]
    """

    provider: str
    municipality: str
    level: Support
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class KeepApart:
    """A token somebody who lives here already carries; nobody with the same token may join them.

    `neighbourhood` and `complex` are codes; `complex` may be None.
    """

    token: str
    neighbourhood: str
    complex: str | None = None


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A dwelling on offer.

    Attributes
    ----------
    rent
        Rekenhuur. [eurocent/month]
    service_costs
        What comes on top each month. [eurocent/month]
    available_from
        First day somebody can live there.
    floor_area
        Gebruiksoppervlakte. [m2]
    minimum_persons, maximum_persons
        Inclusive; None: no limit of the dwelling's own.
    own_sanitary, low_stimulus, support_nearby
        None: not known.
    reserved_for
        Any one of these target groups may come; empty: no reservation.
    reserved_provider
        Only clients of this provider; None: no reservation.
    excluded_origins
        Municipality codes (or `OUTSIDE`) whose people can't be placed here.
    capacity
        Equal units still free. [placement]
    """

    id: str
    neighbourhood: str
    corporation: str
    housing_form: str
    rent: int | None
    available_from: date
    tenancy: Tenancy | None
    service_costs: int = 0
    complex: str | None = None
    bedrooms: int | None = None
    floor_area: int | None = None
    accessibility: Accessibility | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    minimum_persons: int | None = None
    maximum_persons: int | None = None
    own_sanitary: bool | None = None
    low_stimulus: bool | None = None
    support_nearby: bool | None = None
    reserved_for: frozenset[TargetGroup] = frozenset()
    reserved_provider: str | None = None
    excluded_origins: frozenset[str] = frozenset()
    features: frozenset[Feature] = frozenset()
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class Client:
    """A household ready to move on, as needs; never a name or a diagnosis.

    Attributes
    ----------
    provider
        Who put the client forward.
    origin
        Municipality code, `OUTSIDE`, or None when unknown.
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
        Whether consent to share the profile is on file.
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

    @property
    def persons(self) -> int:
        """Return the size of the household."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class Barred:
    """A pair that was declined before and may not be proposed again before `until`."""

    client: str
    dwelling: str
    until: date


@dataclass(frozen=True, slots=True)
class Policy:
    """What the covenant says about what is best.

    Attributes
    ----------
    goals
        Most important first, each once.
    urgency_weight
        Points for a placement of each class; see docs/model.md for why they differ so much.
    waiting_weight, waiting_months
        Points for each whole month on the list, and the month after which no more are added.
    suitability_weight
        Weight of each suitability term by name; 0 switches a term off.
    ready_margin_days
        A client who is ready this many days after the dwelling comes free is still in time. [day]
    spare_bedrooms
        Bedrooms above the household's need that are still not "far too large".
    """

    goals: tuple[Goal, ...] = (Goal.PRIORITY, Goal.SPREAD, Goal.SUITABILITY, Goal.STABILITY)
    urgency_weight: tuple[tuple[Urgency, int], ...] = (
        (Urgency.CRISIS, 7_600),
        (Urgency.URGENT, 700),
        (Urgency.REGULAR, 10),
    )
    waiting_weight: int = 1
    waiting_months: int = 60
    suitability_weight: tuple[tuple[str, int], ...] = (
        ("housing-form", 20),
        ("area", 20),
        ("origin", 20),
        ("bedrooms", 10),
        ("rent", 5),
        ("wishes", 5),
        ("needs", 10),
        ("scarcity", 5),
        ("outflow", 5),
    )
    ready_margin_days: int = 30
    spare_bedrooms: int = 1


class InvalidInstance(ValueError):
    """The instance contradicts itself."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


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
        Pairs declined before.

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

    def __post_init__(self) -> None:
        from matching.solver.consistency import faults

        found = faults(self)
        if found:
            raise InvalidInstance(found)
