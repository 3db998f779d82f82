"""What every rule can look up: the day, the policy, and the region by code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matching.solver.instance import (
    Barred,
    Client,
    Dwelling,
    HousingForm,
    Instance,
    Neighbourhood,
    Policy,
    RentLimits,
    SupportCapacity,
)
from matching.vocabulary import DirectiveKind


@dataclass(frozen=True, slots=True)
class Setting:
    """The part of an instance that is the same for every pair.

    Attributes
    ----------
    support
        By provider and municipality.
    declined, forbidden
        Per client the dwellings that may not be proposed, with the day the bar ends.
    barred_clients, barred_dwellings
        Who and what stands in one of these.
    """

    on: date
    policy: Policy
    forms: Mapping[str, HousingForm]
    neighbourhoods: Mapping[str, Neighbourhood]
    support: Mapping[tuple[str, str], SupportCapacity]
    rent_limits: tuple[RentLimits, ...]
    declined: Mapping[str, Mapping[str, date]]
    forbidden: Mapping[str, Mapping[str, date]]
    barred_clients: frozenset[str]
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
    standing = [bar for bar in instance.barred if bar.until > instance.on]
    return Setting(
        on=instance.on,
        policy=instance.policy,
        forms={form.code: form for form in instance.housing_forms},
        neighbourhoods={place.code: place for place in instance.neighbourhoods},
        support={(row.provider, row.municipality): row for row in instance.support},
        rent_limits=instance.rent_limits,
        declined=_ends(bar for bar in standing if bar.kind is not DirectiveKind.FORBIDDEN),
        forbidden=_ends(bar for bar in standing if bar.kind is DirectiveKind.FORBIDDEN),
        barred_clients=frozenset(bar.client for bar in standing),
        barred_dwellings=frozenset(bar.dwelling for bar in standing),
    )


def _ends(bars: Iterable[Barred]) -> dict[str, dict[str, date]]:
    """Return when the bars end; of two bars on one pair the later end counts."""
    found: dict[str, dict[str, date]] = {}
    for bar in bars:
        ends = found.setdefault(bar.client, {})
        ends[bar.dwelling] = max(bar.until, ends.get(bar.dwelling, bar.until))
    return found
