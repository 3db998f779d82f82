"""What every rule can look up: the day, the policy, and the region by code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matching.solver.instance import (
    Client,
    Dwelling,
    HousingForm,
    Instance,
    Neighbourhood,
    Policy,
    RentLimits,
    SupportCapacity,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """The part of an instance that is the same for every pair.

    Attributes
    ----------
    support
        By provider and municipality.
    barred
        Per client the dwellings that may not be proposed again, with the day the bar ends.
    """

    on: date
    policy: Policy
    forms: Mapping[str, HousingForm]
    neighbourhoods: Mapping[str, Neighbourhood]
    support: Mapping[tuple[str, str], SupportCapacity]
    rent_limits: tuple[RentLimits, ...]
    barred: Mapping[str, Mapping[str, date]]
    barred_dwellings: frozenset[str]

    def form(self, dwelling: Dwelling) -> HousingForm:
        """Return the dwelling's rung of the woonladder."""
        return self.forms[dwelling.housing_form]

    def municipality(self, dwelling: Dwelling) -> str:
        """Return the code of the municipality the dwelling stands in."""
        return self.neighbourhoods[dwelling.neighbourhood].municipality

    def areas(self, dwelling: Dwelling) -> frozenset[str]:
        """Return the codes of the neighbourhood, the district and the municipality."""
        place = self.neighbourhoods[dwelling.neighbourhood]
        return frozenset((place.code, place.district, place.municipality))

    def first_day(self, dwelling: Dwelling) -> date:
        """Return the first day somebody can move in: never before the day of the run."""
        return max(dwelling.available_from, self.on)

    def limits_on(self, day: date) -> RentLimits | None:
        """Return the rent limits of that day; None where none were entered."""
        valid = (limits for limits in self.rent_limits if limits.valid_from <= day < limits.valid_until)
        return next(valid, None)

    def delivery(self, client: Client, dwelling: Dwelling) -> SupportCapacity | None:
        """Return what the client's deliverer can do where the dwelling stands; None: nothing."""
        return self.support.get((client.deliverer, self.municipality(dwelling)))


def setting_of(instance: Instance) -> Setting:
    """Prepare what the rules look up."""
    barred = _still_barred(instance)
    return Setting(
        on=instance.on,
        policy=instance.policy,
        forms={form.code: form for form in instance.housing_forms},
        neighbourhoods={place.code: place for place in instance.neighbourhoods},
        support={(row.provider, row.municipality): row for row in instance.support},
        rent_limits=instance.rent_limits,
        barred=barred,
        barred_dwellings=frozenset(dwelling for dwellings in barred.values() for dwelling in dwellings),
    )


def _still_barred(instance: Instance) -> dict[str, dict[str, date]]:
    """Return the bars that have not ended; of two bars on one pair the later end counts."""
    barred: dict[str, dict[str, date]] = {}
    for bar in instance.barred:
        if bar.until > instance.on:
            ends = barred.setdefault(bar.client, {})
            ends[bar.dwelling] = max(bar.until, ends.get(bar.dwelling, bar.until))
    return barred
