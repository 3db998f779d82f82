"""What corporations offer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matching.solver.instance.faults import out_of_order, out_of_range
from matching.vocabulary import Accessibility, Feature, TargetGroup, Tenancy


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
        Municipality codes, also of elsewhere (or `OUTSIDE`), whose people can't be placed here.
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

    def faults(self) -> Iterator[str]:
        """Name every number that is wrong."""
        owner = f"Dwelling {self.id}"
        yield from out_of_range(owner, least=1, capacity=self.capacity)
        yield from out_of_range(
            owner,
            rent=self.rent,
            service_costs=self.service_costs,
            bedrooms=self.bedrooms,
            floor_area=self.floor_area,
            minimum_age=self.minimum_age,
            maximum_age=self.maximum_age,
            minimum_persons=self.minimum_persons,
            maximum_persons=self.maximum_persons,
        )
        yield from out_of_order(owner, self.minimum_age, self.maximum_age, names="the age limits")
        yield from out_of_order(owner, self.minimum_persons, self.maximum_persons, names="the person limits")
