"""The rules for one pair, written a second time, from the rules and not from `eligibility`.

Every function yields what is broken; `unknown` says that it can't be judged for want of a datum.
Two readings of the rules that agree are worth more than one that agrees with itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from matching.solver.instance import (
    Admission,
    Client,
    Dwelling,
    HousingForm,
    Instance,
    Neighbourhood,
    RentLimits,
)
from matching.vocabulary import Accessibility, DirectiveKind, IncomeBand, Need, Support

_LADDER = (
    Accessibility.NONE,
    Accessibility.SINGLE_FLOOR,
    Accessibility.ZERO_STEP,
    Accessibility.WALKER,
    Accessibility.WHEELCHAIR,
    Accessibility.LARGE_WHEELCHAIR,
)
"""The VERA labels in a row; WALKER_WITH_STEPS stands beside ZERO_STEP."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule a pair breaks, by its code."""

    rule: str
    detail: str
    unknown: bool = False


def broken_by_pair(instance: Instance, client: Client, dwelling: Dwelling) -> Iterator[Broken]:
    """Yield every rule this pair breaks or can't be judged by."""
    form = next(one for one in instance.housing_forms if one.code == dwelling.housing_form)
    place = next(one for one in instance.neighbourhoods if one.code == dwelling.neighbourhood)
    day = max(dwelling.available_from, instance.on)
    yield from _consent(client)
    yield from _ready(client, form, day, margin=instance.policy.ready_margin_days)
    yield from _form(client, form)
    yield from _household(client, dwelling, spare=instance.policy.spare_bedrooms)
    yield from _rent(client, dwelling, _limits_on(instance, day))
    yield from _age("age", client, dwelling.minimum_age, dwelling.maximum_age)
    yield from _accessibility(client, dwelling)
    yield from _area(client, dwelling, place)
    yield from _support(instance, client, dwelling, form, place)
    yield from _unit(client, dwelling, form)
    yield from _reservation(client, dwelling)
    yield from _barred(instance, client, dwelling)
    yield from _tenancy(client, dwelling)
    yield from _admission(client, form.admission)


def _limits_on(instance: Instance, day: date) -> RentLimits | None:
    for limits in instance.rent_limits:
        if limits.valid_from <= day < limits.valid_until:
            return limits
    return None


def _consent(client: Client) -> Iterator[Broken]:
    if client.consent is not True:
        yield Broken("consent", "There is no consent on file.", unknown=client.consent is None)


def _ready(client: Client, form: HousingForm, day: date, *, margin: int) -> Iterator[Broken]:
    if form.admission.readiness_needed:
        if client.ready_from is None:
            yield Broken("ready-in-time", "Readiness was not declared.", unknown=True)
        elif client.ready_from > day + timedelta(days=margin):
            yield Broken("ready-in-time", f"Ready from {client.ready_from}, the dwelling from {day}.")
    if client.ready_until is not None and client.ready_until < day:
        yield Broken("ready-in-time", f"Willing until {client.ready_until}, the dwelling from {day}.")


def _form(client: Client, form: HousingForm) -> Iterator[Broken]:
    if form.code not in client.housing_forms:
        yield Broken("housing-form", f"Form {form.code} does not fit.", unknown=not client.housing_forms)


def _household(client: Client, dwelling: Dwelling, *, spare: int) -> Iterator[Broken]:
    size = client.adults + client.children
    if dwelling.minimum_persons is not None and size < dwelling.minimum_persons:
        yield Broken("household", f"{size} persons, at least {dwelling.minimum_persons} asked.")
    if dwelling.maximum_persons is not None and size > dwelling.maximum_persons:
        yield Broken("household", f"{size} persons, at most {dwelling.maximum_persons} allowed.")
    if client.bedrooms is None or dwelling.bedrooms is None:
        yield Broken("household", "The bedrooms are not known.", unknown=True)
    elif not client.bedrooms <= dwelling.bedrooms <= client.bedrooms + spare:
        yield Broken("household", f"{dwelling.bedrooms} bedrooms, {client.bedrooms} needed.")


def _rent(client: Client, dwelling: Dwelling, limits: RentLimits | None) -> Iterator[Broken]:
    yield from _suitable_allocation(client, dwelling, limits)
    if client.maximum_rent is None or dwelling.rent is None:
        yield Broken("rent", "The rent or what the client can pay is not known.", unknown=True)
    elif dwelling.rent + dwelling.service_costs > client.maximum_rent:
        yield Broken("rent", "The rent with service costs is above what the client can pay.")


def _suitable_allocation(client: Client, dwelling: Dwelling, limits: RentLimits | None) -> Iterator[Broken]:
    band = client.income_band
    if band is IncomeBand.SOCIAL:
        return
    if band is None or dwelling.rent is None or limits is None:
        yield Broken("rent", "Suitable allocation can't be judged.", unknown=True)
        return
    cap = limits.high_cap if client.adults + client.children >= 3 else limits.low_cap
    if band is IncomeBand.SUITABLE and dwelling.rent > cap:
        yield Broken("rent", f"Rent {dwelling.rent} is above {cap}.")
    if band is IncomeBand.ABOVE and dwelling.rent <= limits.social_cap:
        yield Broken("rent", f"Rent {dwelling.rent} is social, the income is not.")


def _age(rule: str, client: Client, low: int | None, high: int | None) -> Iterator[Broken]:
    if low is None and high is None:
        return
    low, high = 0 if low is None else low, 999 if high is None else high
    if client.age is not None:
        youngest = oldest = client.age
    elif client.age_band is not None:
        youngest, oldest = client.age_band.first, client.age_band.last
    else:
        yield Broken(rule, "The age is not known.", unknown=True)
        return
    if oldest < low or youngest > high:
        yield Broken(rule, f"Aged {youngest} to {oldest}, asked {low} to {high}.")
    # The last band has no end: 130 stands for it, so an upper limit always cuts through it.
    elif youngest < low or oldest > high:
        yield Broken(rule, f"The limits {low} to {high} cut through the age band.", unknown=True)


def _accessibility(client: Client, dwelling: Dwelling) -> Iterator[Broken]:
    need, label = client.accessibility, dwelling.accessibility
    if need is Accessibility.NONE:
        return
    if need is None or label is None:
        yield Broken("accessibility", "The need or the label is not known.", unknown=True)
    elif not _reaches(label, need):
        yield Broken("accessibility", f"Label {label} does not cover {need}.")


def _reaches(label: Accessibility, need: Accessibility) -> bool:
    with_steps = Accessibility.WALKER_WITH_STEPS
    if label is need:
        return True
    if label is with_steps:
        return need in (Accessibility.NONE, Accessibility.SINGLE_FLOOR)
    if need is with_steps:
        return _LADDER.index(label) >= _LADDER.index(Accessibility.WALKER)
    return _LADDER.index(label) >= _LADDER.index(need)


def _area(client: Client, dwelling: Dwelling, place: Neighbourhood) -> Iterator[Broken]:
    for code in (place.code, place.district, place.municipality):
        if code in client.excluded:
            yield Broken("area", "The client must not live there.")
            break
    if dwelling.excluded_origins and client.origin is None:
        yield Broken("area", "The origin is not known.", unknown=True)
    elif client.origin in dwelling.excluded_origins or client.elsewhere in dwelling.excluded_origins:
        yield Broken("area", f"People from {client.elsewhere or client.origin} can't be placed there.")


def _support(
    instance: Instance, client: Client, dwelling: Dwelling, form: HousingForm, place: Neighbourhood
) -> Iterator[Broken]:
    if client.support is None:
        yield Broken("support", "The support needed is not known.", unknown=True)
        return
    if client.support is Support.NONE:
        return
    who = client.provider if client.support_provider is None else client.support_provider
    levels = [
        row.level.rank
        for row in instance.support
        if row.provider == who and row.municipality == place.municipality
    ]
    if not any(level >= client.support.rank for level in levels):
        yield Broken("support", f"{who} does not deliver {client.support} in {place.municipality}.")
    staffed = form.supervision is Support.NEARBY or dwelling.support_nearby is True
    if client.support is Support.NEARBY and not staffed:
        yield Broken("support", "Nobody is nearby.", unknown=dwelling.support_nearby is None)


def _unit(client: Client, dwelling: Dwelling, form: HousingForm) -> Iterator[Broken]:
    if client.own_unit is Need.MUST:
        if not form.self_contained:
            yield Broken("unit-and-stimulus", "The unit is shared.")
        elif dwelling.own_sanitary is not True:
            yield Broken("unit-and-stimulus", "No own sanitary.", unknown=dwelling.own_sanitary is None)
    if client.not_in_group is Need.MUST and form.group:
        yield Broken("unit-and-stimulus", "It is a group.")
    if client.low_stimulus is Need.MUST and dwelling.low_stimulus is not True:
        yield Broken("unit-and-stimulus", "Not low in stimulus.", unknown=dwelling.low_stimulus is None)


def _reservation(client: Client, dwelling: Dwelling) -> Iterator[Broken]:
    if dwelling.reserved_provider not in (None, client.provider):
        yield Broken("reservation", "It is reserved for another provider.")
    if dwelling.reserved_for:
        if client.target_groups is None:
            yield Broken("reservation", "The target groups are not known.", unknown=True)
        elif not dwelling.reserved_for & client.target_groups:
            yield Broken("reservation", "It is reserved for another target group.")


def _barred(instance: Instance, client: Client, dwelling: Dwelling) -> Iterator[Broken]:
    for bar in instance.barred:
        if (bar.client, bar.dwelling) == (client.id, dwelling.id) and bar.until > instance.on:
            rule = "forbidden" if bar.kind is DirectiveKind.FORBIDDEN else "declined-before"
            yield Broken(rule, f"Barred until {bar.until}.")


def _tenancy(client: Client, dwelling: Dwelling) -> Iterator[Broken]:
    if dwelling.tenancy is None or not client.tenancies:
        yield Broken("tenancy", "The kind of tenancy is not known.", unknown=True)
    elif dwelling.tenancy not in client.tenancies:
        yield Broken("tenancy", f"Tenancy {dwelling.tenancy} is not acceptable.")


def _admission(client: Client, rules: Admission) -> Iterator[Broken]:
    yield from _age("admission", client, rules.minimum_age, rules.maximum_age)
    if rules.children is not None and rules.children != bool(client.children):
        yield Broken("admission", "The form has another rule about children.")
    if rules.support_at_least not in (None, Support.NONE):
        if client.support is None:
            yield Broken("admission", "The support needed is not known.", unknown=True)
        elif client.support.rank < rules.support_at_least.rank:
            yield Broken("admission", f"The form asks a need of {rules.support_at_least}.")
    if rules.debts_under_control and client.debts_under_control is not True:
        unknown = client.debts_under_control is None
        yield Broken("admission", "Debts must be under control.", unknown=unknown)
    if rules.target_groups:
        if client.target_groups is None:
            yield Broken("admission", "The target groups are not known.", unknown=True)
        elif not rules.target_groups & client.target_groups:
            yield Broken("admission", "The form is for another target group.")
