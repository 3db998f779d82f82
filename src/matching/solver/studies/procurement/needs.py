"""The dwelling that is made for a client: it has what they need, and no more."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matching.solver.eligibility import Rule, Setting, Verdict, outcomes
from matching.solver.eligibility.rent import affordable, suitably_allocated
from matching.solver.instance import Client, Dwelling, Instance
from matching.solver.studies.procurement.parts import RENT_STEP, Terms
from matching.solver.studies.scenario import NEW_CORPORATION
from matching.vocabulary import Accessibility, Support, Tenancy
from matching.vocabulary import Need as Asked

_OF_THE_PLACE = frozenset({Rule.AREA, Rule.SUPPORT})
"""What the place decides, and no dwelling can mend."""


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of dwelling. [rent: eurocent/month, service costs included]"""

    housing_form: str
    bedrooms: int
    rent: int
    accessibility: Accessibility
    tenancy: Tenancy
    low_stimulus: bool
    support_nearby: bool

    def dwelling(self, name: str, *, neighbourhood: str, since: date, capacity: int) -> Dwelling:
        """Return such dwellings in a neighbourhood, of no corporation yet."""
        return Dwelling(
            id=name,
            neighbourhood=neighbourhood,
            corporation=NEW_CORPORATION,
            housing_form=self.housing_form,
            rent=self.rent,
            available_from=since,
            tenancy=self.tenancy,
            bedrooms=self.bedrooms,
            accessibility=self.accessibility,
            own_sanitary=True,
            low_stimulus=self.low_stimulus,
            support_nearby=self.support_nearby,
            capacity=capacity,
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """What dwellings are made on.

    Attributes
    ----------
    forms
        Housing forms that may be asked for.
    rents
        Rents that may be asked for, the highest first. [eurocent/month]
    since
        From when the dwellings are there.
    """

    setting: Setting
    forms: Collection[str]
    rents: Sequence[int]
    since: date


def needs_of(instance: Instance, setting: Setting, terms: Terms) -> dict[str, Need]:
    """Return the kind of dwelling that is made for each client, by id; who can have none is left out."""
    bench = Bench(
        setting,
        forms=terms.housing_forms or [form.code for form in instance.housing_forms],
        rents=_rents(instance, terms),
        since=terms.available_from or instance.on,
    )
    made = {client.id: need_of(client, bench) for client in instance.clients}
    return {client: need for client, need in made.items() if need is not None}


def need_of(client: Client, bench: Bench) -> Need | None:
    """Return what is made for a client: the first form and tenancy that will do, at the highest rent.

    None where no dwelling would do, or where it is not known what they need.
    """
    return next((need for need in _tried(client, bench) if _suits(client, need, bench)), None)


def _tried(client: Client, bench: Bench) -> Iterator[Need]:
    rent = next((rent for rent in bench.rents if _payable(client, rent, bench)), None)
    if rent is None or client.bedrooms is None:
        return
    for form in (one for one in client.housing_forms if one in bench.forms):
        for tenancy in (one for one in Tenancy if one in client.tenancies):
            yield Need(
                housing_form=form,
                bedrooms=client.bedrooms,
                rent=rent,
                accessibility=client.accessibility or Accessibility.NONE,
                tenancy=tenancy,
                low_stimulus=client.low_stimulus is Asked.MUST,
                support_nearby=client.support is Support.NEARBY,
            )


def _rents(instance: Instance, terms: Terms) -> list[int]:
    if terms.rents:
        return sorted(terms.rents, reverse=True)
    most = max((client.maximum_rent or 0 for client in instance.clients), default=0)
    return list(range(most - most % RENT_STEP, 0, -RENT_STEP))


def _payable(client: Client, rent: int, bench: Bench) -> bool:
    home = Need("", 0, rent, Accessibility.NONE, Tenancy.OWN_NAME, False, False).dwelling(
        "", neighbourhood="", since=bench.since, capacity=1
    )
    checks = (suitably_allocated, affordable)
    return all(check(bench.setting, client, home).verdict is Verdict.FITS for check in checks)


def _suits(client: Client, need: Need, bench: Bench) -> bool:
    """Tell whether all but the place is right; where it stands is looked at street by street."""
    somewhere = next(iter(bench.setting.neighbourhoods), None)
    if somewhere is None:
        return False
    home = need.dwelling("", neighbourhood=somewhere, since=bench.since, capacity=1)
    found = outcomes(bench.setting, client=client, dwelling=home)
    return all(outcome.rule in _OF_THE_PLACE for outcome in found)
