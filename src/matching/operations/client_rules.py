"""What a client's housing profile may not be: contradict itself, or the region. Pure."""

from collections.abc import Iterator
from datetime import date

from matching.errors import Fault
from matching.models import Client
from matching.operations.drafts import Draft
from matching.operations.personal_traces import is_bsn, traces
from matching.queries.surroundings import Form, Surroundings
from matching.vocabulary import OUTSIDE, IncomeBand, IncomeKind, Need, Support, Urgency

EARLIEST = date(1980, 1, 1)
"""Whoever waits since before this day is a slip of the pen, which would go before everybody."""


def faults(client: Client | Draft, world: Surroundings) -> Iterator[Fault]:
    """Name everything that is wrong with a client."""
    yield from _identity(client)
    yield from _dates(client, world)
    yield from _urgency(client)
    yield from _household(client)
    yield from _support(client, world)
    yield from _housing_forms(client, world)
    yield from _living(client, world)
    yield from _origin(client, world)
    yield from _areas(client, world)
    yield from _excluded(client, world)


def _identity(client: Client | Draft) -> Iterator[Fault]:
    if client.reference.isdecimal() and is_bsn(client.reference):
        yield Fault(
            "reference",
            "citizen-service-number",
            "This may be a BSN; use a reference of your own.",
            "Dit kan een BSN zijn; gebruik een eigen kenmerk.",
        )


def _dates(client: Client | Draft, world: Surroundings) -> Iterator[Fault]:
    for path, day in (("onListSince", client.on_list_since), ("consentOn", client.consent_on)):
        if day is not None and day > world.today:
            yield Fault(path, "in-the-future", f"{day} is in the future.", f"{day} ligt in de toekomst.")
    if client.on_list_since < EARLIEST:
        yield Fault(
            "onListSince",
            "too-long-ago",
            f"Nobody waits since {client.on_list_since}; the earliest is {EARLIEST}.",
            f"Niemand wacht sinds {client.on_list_since}; de vroegste dag is {EARLIEST}.",
        )
    if client.ready_from and client.ready_until and client.ready_until < client.ready_from:
        yield Fault(
            "readyUntil",
            "period-out-of-order",
            f"{client.ready_until} is before readyFrom, {client.ready_from}.",
            f"{client.ready_until} ligt voor readyFrom, {client.ready_from}.",
        )


def _urgency(client: Client | Draft) -> Iterator[Fault]:
    texts = (("urgencyReason", client.urgency_reason), ("urgencyApprovedBy", client.urgency_approved_by))
    for path, text in texts:
        if client.urgency is not Urgency.REGULAR and not text:
            yield Fault(
                path,
                "needed-for-urgency",
                f"The urgency {client.urgency} needs this.",
                f"De urgentie {client.urgency} vraagt hierom.",
            )
        yield from traces(path, text)


def _household(client: Client | Draft) -> Iterator[Fault]:
    band, age = client.age_band, client.age
    if band is not None and age is not None and not band.first <= age <= band.last:
        yield Fault(
            "age",
            "age-outside-band",
            f"{age} does not lie in the age band {band}.",
            f"{age} ligt niet in de leeftijdsgroep {band}.",
        )
    needy = client.income_kind in (IncomeKind.BENEFIT, IncomeKind.NONE)
    if needy and client.income_band is IncomeBand.ABOVE:
        yield Fault(
            "incomeBand",
            "income-contradicts",
            f"With the income {client.income_kind} nobody is above the limits.",
            f"Met het inkomen {client.income_kind} komt niemand boven de grenzen uit.",
        )


def _support(client: Client | Draft, world: Surroundings) -> Iterator[Fault]:
    if client.support is Support.NONE and client.support_hours > 0:
        yield Fault(
            "supportHours",
            "hours-without-support",
            "No support is needed, yet there are hours.",
            "Er is geen begeleiding nodig, en toch zijn er uren.",
        )
    if client.support not in (None, Support.NONE) and client.support_hours == 0:
        yield Fault(
            "supportHours",
            "support-without-hours",
            f"Support {client.support} is needed; say how many hours a week.",
            f"Er is begeleiding ({client.support}) nodig; zeg hoeveel uur per week.",
        )
    provider_id = client.support_provider_id
    if provider_id is not None and (client.region_id, provider_id) not in world.providers:
        yield Fault(
            "supportProviderId",
            "unknown-provider",
            f"{provider_id} is no provider in the region; see /organisations?kind=provider.",
            f"{provider_id} is geen zorgaanbieder in de regio; zie /organisations?kind=provider.",
        )


def _housing_forms(client: Client | Draft, world: Surroundings) -> Iterator[Fault]:
    for position, code in enumerate(client.housing_forms):
        if not world.offers_form(client.region_id, code):
            yield _unknown_form(f"housingForms.{position}", code)
    current = client.current_housing_form
    if current is not None and (client.region_id, current) not in world.forms:
        yield _unknown_form("currentHousingForm", current)


def _unknown_form(path: str, code: str) -> Fault:
    return Fault(
        path,
        "unknown-housing-form",
        f"{code} is no housing form of the region, or was retired; see /housing-forms.",
        f"{code} is geen woonvorm van de regio, of is vervallen; zie /housing-forms.",
    )


def _living(client: Client | Draft, world: Surroundings) -> Iterator[Fault]:
    """Compare what must be with the forms that fit; no forms at all means that they are not known yet."""
    forms = [
        world.forms[client.region_id, code]
        for code in client.housing_forms
        if (client.region_id, code) in world.forms
    ]
    if client.own_unit is Need.MUST and _none_will_do([form.self_contained for form in forms]):
        yield Fault(
            "ownUnit",
            "no-form-has-own-unit",
            "An own unit is a must, but none of the housing forms has one.",
            "Een eigen wooneenheid is noodzakelijk, maar geen van de woonvormen heeft die.",
        )
    if client.not_in_group is Need.MUST and _none_will_do([_apart(form) for form in forms]):
        yield Fault(
            "notInGroup",
            "every-form-is-a-group",
            "Living in a group is out of the question, but all the housing forms are groups.",
            "Wonen in een groep kan niet, maar alle woonvormen zijn groepen.",
        )


def _apart(form: Form) -> bool:
    return not form.in_group


def _none_will_do(answers: list[bool]) -> bool:
    return bool(answers) and not any(answers)


def _origin(client: Client | Draft, world: Surroundings) -> Iterator[Fault]:
    origin = client.origin
    if origin is not None and origin != OUTSIDE and not world.is_municipality(origin):
        yield Fault(
            "origin",
            "unknown-municipality",
            f"{origin} is neither a municipality on the map nor the word {OUTSIDE}.",
            f"{origin} is geen gemeente op de kaart en ook niet het woord {OUTSIDE}.",
        )
    if client.facility_id is not None and not _from_here(client, world):
        yield Fault(
            "facilityId",
            "unknown-facility",
            f"{client.facility_id} is no facility of this provider in the region; see /facilities.",
            f"{client.facility_id} is geen voorziening van deze aanbieder in de regio; zie /facilities.",
        )


def _from_here(client: Client | Draft, world: Surroundings) -> bool:
    """Tell whether the facility is of the region and the provider; one without a provider is anybody's."""
    facility = world.facilities.get(client.facility_id) if client.facility_id else None
    if facility is None:
        return False
    region_id, provider_id = facility
    return region_id == client.region_id and provider_id in (None, client.provider_id)


def _areas(client: Client | Draft, world: Surroundings) -> Iterator[Fault]:
    for path, codes in (
        ("preferredAreas", client.preferred_areas),
        ("acceptableAreas", client.acceptable_areas),
        ("excludedAreas", client.excluded_areas),
    ):
        for position, code in enumerate(codes):
            if code not in world.places or world.places[code].region_id != client.region_id:
                yield Fault(
                    f"{path}.{position}",
                    "area-outside-region",
                    f"{code} is not an area of the region.",
                    f"{code} is geen gebied van de regio.",
                )


def _excluded(client: Client | Draft, world: Surroundings) -> Iterator[Fault]:
    excluded = frozenset(client.excluded_areas)
    for path, codes in (
        ("preferredAreas", client.preferred_areas),
        ("acceptableAreas", client.acceptable_areas),
    ):
        for position, code in enumerate(codes):
            if code in world.places and excluded & world.places[code].within:
                yield Fault(
                    f"{path}.{position}",
                    OVERLAP,
                    f"{code} lies in an excluded area.",
                    f"{code} ligt in een uitgesloten gebied.",
                )
    everywhere = world.municipalities.get(client.region_id, frozenset())
    if everywhere and everywhere <= excluded:
        yield Fault(
            "excludedAreas",
            "nowhere-left",
            "This excludes every municipality of the region.",
            "Dit sluit alle gemeenten van de regio uit.",
        )


OVERLAP = "area-excluded"
"""The fault that would tell who asks which areas are excluded."""
