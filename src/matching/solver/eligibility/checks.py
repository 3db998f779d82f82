"""The list of all checks: which rule each belongs to, who judges, and what it reads.

A check reads a few attributes only. So it is judged once for each combination of values that occurs,
and spread over all pairs that share them: three million pairs, a few thousand judgements.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from operator import attrgetter

from matching.solver.eligibility import home, person, place, rent
from matching.solver.eligibility.ages import dwelling_age, form_age
from matching.solver.eligibility.answers import Answer, Rule
from matching.solver.eligibility.setting import Setting
from matching.solver.instance import Client, Dwelling

ClientKey = Callable[[Setting, Client], Hashable]
DwellingKey = Callable[[Setting, Dwelling], Hashable]


@dataclass(frozen=True, slots=True)
class Check:
    """One question of a rule.

    Attributes
    ----------
    judge
        The rule itself; its only home.
    client, dwelling
        What it reads: two clients with the same key get the same answer, and so for dwellings.
    """

    rule: Rule
    judge: Callable[[Setting, Client, Dwelling], Answer]
    client: ClientKey
    dwelling: DwellingKey


def _client(*names: str) -> ClientKey:
    read = attrgetter(*names)
    return lambda _setting, client: read(client)


def _dwelling(*names: str) -> DwellingKey:
    read = attrgetter(*names)
    return lambda _setting, dwelling: read(dwelling)


def _nothing(_setting: Setting, _dwelling: Dwelling) -> Hashable:
    return None


def _first_day(setting: Setting, dwelling: Dwelling) -> Hashable:
    return setting.first_day(dwelling)


def _first_day_and_form(setting: Setting, dwelling: Dwelling) -> Hashable:
    return setting.first_day(dwelling), dwelling.housing_form


def _rent_and_first_day(setting: Setting, dwelling: Dwelling) -> Hashable:
    return dwelling.rent, setting.limits_on(setting.first_day(dwelling))


def _costs(_setting: Setting, dwelling: Dwelling) -> Hashable:
    return None if dwelling.rent is None else dwelling.rent + dwelling.service_costs


def _municipality(setting: Setting, dwelling: Dwelling) -> Hashable:
    return setting.municipality(dwelling)


def _income_and_size(_setting: Setting, client: Client) -> Hashable:
    return client.income_band, client.persons <= 2


def _barred_client(setting: Setting, client: Client) -> Hashable:
    return client.id if client.id in setting.barred_clients else None


def _barred_dwelling(setting: Setting, dwelling: Dwelling) -> Hashable:
    return dwelling.id if dwelling.id in setting.barred_dwellings else None


def _has_children(_setting: Setting, client: Client) -> Hashable:
    return client.children > 0


_FORM = _dwelling("housing_form")
_AGE = _client("age", "age_band")

CHECKS: tuple[Check, ...] = (
    Check(Rule.CONSENT, person.consents, _client("consent"), _nothing),
    Check(Rule.READY, person.ready, _client("ready_from"), _first_day_and_form),
    Check(Rule.READY, person.within_window, _client("ready_until"), _first_day),
    Check(Rule.HOUSING_FORM, home.form_fits, _client("housing_forms"), _FORM),
    Check(
        Rule.HOUSEHOLD,
        person.persons_fit,
        _client("persons"),
        _dwelling("minimum_persons", "maximum_persons"),
    ),
    Check(Rule.HOUSEHOLD, person.bedrooms_fit, _client("bedrooms"), _dwelling("bedrooms")),
    Check(Rule.RENT, rent.suitably_allocated, _income_and_size, _rent_and_first_day),
    Check(Rule.RENT, rent.affordable, _client("maximum_rent"), _costs),
    Check(Rule.AGE, dwelling_age, _AGE, _dwelling("minimum_age", "maximum_age")),
    Check(Rule.ACCESSIBILITY, place.accessible, _client("accessibility"), _dwelling("accessibility")),
    Check(Rule.AREA, place.not_excluded_by_client, _client("excluded"), _dwelling("neighbourhood")),
    Check(
        Rule.AREA,
        place.not_excluded_by_dwelling,
        _client("origin", "elsewhere"),
        _dwelling("excluded_origins"),
    ),
    Check(Rule.SUPPORT, place.delivered, _client("support", "deliverer"), _municipality),
    Check(Rule.SUPPORT, place.near_support, _client("support"), _dwelling("support_nearby", "housing_form")),
    Check(Rule.UNIT, home.own_unit, _client("own_unit"), _dwelling("own_sanitary", "housing_form")),
    Check(Rule.UNIT, home.not_in_group, _client("not_in_group"), _FORM),
    Check(Rule.UNIT, home.low_stimulus, _client("low_stimulus"), _dwelling("low_stimulus")),
    Check(Rule.RESERVATION, home.free_for_provider, _client("provider"), _dwelling("reserved_provider")),
    Check(Rule.RESERVATION, home.free_for_target_group, _client("target_groups"), _dwelling("reserved_for")),
    Check(Rule.DECLINED, person.not_declined, _barred_client, _barred_dwelling),
    Check(Rule.FORBIDDEN, person.not_forbidden, _barred_client, _barred_dwelling),
    Check(Rule.TENANCY, home.tenancy_acceptable, _client("tenancies"), _dwelling("tenancy")),
    Check(Rule.ADMISSION, form_age, _AGE, _FORM),
    Check(Rule.ADMISSION, home.form_admits_children, _has_children, _FORM),
    Check(Rule.ADMISSION, home.form_admits_support, _client("support"), _FORM),
    Check(Rule.ADMISSION, home.form_admits_debts, _client("debts_under_control"), _FORM),
    Check(Rule.ADMISSION, home.form_admits_target_group, _client("target_groups"), _FORM),
)
