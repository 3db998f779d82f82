"""What a row of ours is to the solver: decimals as whole hundredths, ids as texts, names as codes."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from matching import models
from matching.models import (
    Area,
    SupportCoverage,
)
from matching.queries.agreements import ComplexCapTerm, Wording
from matching.queries.usage import Resident, Usage, origin_in
from matching.solver import (
    Admission,
    Barred,
    Client,
    Complex,
    Corporation,
    District,
    Dwelling,
    Forced,
    HousingForm,
    KeepApart,
    Municipality,
    Neighbourhood,
    OriginLimit,
    Policy,
    RentLimits,
    SupportCapacity,
)
from matching.vocabulary import (
    OUTSIDE,
    UNKNOWN,
    AreaLevel,
    DirectiveKind,
    Feature,
    Support,
    TargetGroup,
    Tenancy,
)


def loads(facility_load: dict[str, Decimal], used: Usage) -> dict[str, Decimal]:
    """Add what people bring to a neighbourhood to what its facilities do. [points]"""
    areas = facility_load.keys() | used.load.keys()
    return {area: facility_load.get(area, Decimal(0)) + used.load.get(area, Decimal(0)) for area in areas}


def hundredths(number: Decimal) -> int:
    """Return a decimal of two digits as whole hundredths."""
    return int(number.scaleb(2).to_integral_exact())


def barred(directives: Iterable[models.PairDirective]) -> tuple[Barred, ...]:
    """Return the pairs that were declined before, or that a coordinator excluded."""
    return tuple(
        Barred(str(one.client_id), str(one.dwelling_id), one.until, one.kind)
        for one in directives
        if one.kind is not DirectiveKind.FORCED
    )


def forced(directives: Iterable[models.PairDirective]) -> tuple[Forced, ...]:
    """Return the pairs that a coordinator fixed."""
    return tuple(
        Forced(str(one.client_id), str(one.dwelling_id))
        for one in directives
        if one.kind is DirectiveKind.FORCED
    )


def keep_apart(
    used: Usage, *, areas: Collection[str], complexes: tuple[Complex, ...]
) -> tuple[KeepApart, ...]:
    """Return who lives where already; a place matters only where somebody can still come to live."""
    known = {one.code for one in complexes}
    return tuple(
        KeepApart(one.token, one.neighbourhood, code if (code := _complex_of(one)) in known else None)
        for one in used.residents
        if one.neighbourhood in areas
    )


def _complex_of(one: Resident) -> str | None:
    return _complex_code(one.corporation_id, one.complex) if one.complex else None


def clients(
    found: Iterable[models.Client],
    dwellings: Iterable[models.Dwelling],
    *,
    areas: frozenset[str],
    pressure: dict[UUID, Decimal],
) -> tuple[Client, ...]:
    """Return clients as the solver knows them beside these dwellings.

    Parameters
    ----------
    areas
        The codes of the region's areas; of a wish, what left the region says nothing any more.
    pressure
        How full each facility is.
    """
    named = {code for row in dwellings for code in row.excluded_origins}
    elsewhere = named.difference(areas, {OUTSIDE})
    return tuple(_client(row, areas, elsewhere, pressure) for row in found)


def _client(
    row: models.Client, areas: frozenset[str], elsewhere: Collection[str], pressure: dict[UUID, Decimal]
) -> Client:
    full = pressure.get(row.facility_id) if row.facility_id else None
    return Client(
        id=str(row.id),
        provider=str(row.provider_id),
        urgency=row.urgency,
        on_list_since=row.on_list_since,
        load=hundredths(row.load),
        adults=row.adults,
        children=len(row.children_ages),
        origin=None if row.origin is None else origin_in(areas, code=row.origin),
        ready_from=row.ready_from,
        ready_until=row.ready_until,
        age_band=row.age_band,
        age=row.age,
        income_kind=row.income_kind,
        income_band=row.income_band,
        debts_under_control=row.debts_under_control,
        support=row.support,
        support_hours=hundredths(row.support_hours),
        support_provider=str(row.support_provider_id) if row.support_provider_id else None,
        housing_forms=tuple(row.housing_forms),
        bedrooms=row.bedrooms,
        maximum_rent=row.maximum_rent,
        accessibility=row.accessibility,
        own_unit=row.own_unit,
        not_in_group=row.not_in_group,
        low_stimulus=row.low_stimulus,
        tenancies=frozenset(map(Tenancy, row.tenancies)),
        preferred=areas.intersection(row.preferred_areas),
        acceptable=areas.intersection(row.acceptable_areas),
        excluded=areas.intersection(row.excluded_areas),
        keep_apart=frozenset(row.keep_apart),
        target_groups=None if row.target_groups is None else frozenset(map(TargetGroup, row.target_groups)),
        wishes=frozenset(map(Feature, row.wishes)),
        facility_pressure=None if full is None else int(full * 10_000),
        consent=None if row.consent_on is None else True,
        elsewhere=row.origin if row.origin in elsewhere else None,
    )


def dwelling(row: models.Dwelling, *, taken: int) -> Dwelling:
    """Return a dwelling with the places that are still free."""
    return Dwelling(
        id=str(row.id),
        neighbourhood=row.neighbourhood_code,
        corporation=str(row.corporation_id),
        housing_form=row.housing_form,
        rent=row.rent,
        available_from=row.available_from,
        tenancy=row.tenancy,
        service_costs=row.service_costs,
        complex=_complex_code(row.corporation_id, row.complex) if row.complex else None,
        bedrooms=row.bedrooms,
        floor_area=row.floor_area,
        accessibility=row.accessibility,
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        minimum_persons=row.minimum_persons,
        maximum_persons=row.maximum_persons,
        own_sanitary=row.own_sanitary,
        low_stimulus=row.low_stimulus,
        support_nearby=row.support_nearby,
        reserved_for=frozenset(map(TargetGroup, row.reserved_for)),
        reserved_provider=str(row.reserved_provider_id) if row.reserved_provider_id else None,
        excluded_origins=frozenset(row.excluded_origins),
        features=frozenset(map(Feature, row.features)),
        capacity=row.capacity - taken,
    )


def _complex_code(corporation_id: UUID, complex_name: str) -> str:
    """Return a complex's code: names are a corporation's own, so two may use the same."""
    return f"{corporation_id}:{complex_name}"


def form(row: models.HousingForm) -> HousingForm:
    """Return a housing form with its admission rules."""
    return HousingForm(
        code=row.code,
        supervision=row.supervision,
        self_contained=row.self_contained,
        group=row.in_group,
        admission=Admission(
            readiness_needed=row.readiness_needed,
            minimum_age=row.minimum_age,
            maximum_age=row.maximum_age,
            children=row.children,
            support_at_least=row.support_at_least,
            debts_under_control=row.debts_under_control,
            target_groups=frozenset(map(TargetGroup, row.target_groups)),
        ),
    )


def municipalities(areas: list[Area], wording: Wording, used: Usage) -> tuple[Municipality, ...]:
    """Return every municipality with its quota, and what of it is used."""
    quotas = {quota.municipality: quota for quota in wording.quotas}
    return tuple(
        Municipality(
            code=area.code,
            target_share=hundredths(quota.target_share),
            maximum=quota.maximum,
            minimum=quota.minimum,
            imports_maximum=quota.imports_maximum,
            placed=quota.placed_before + used.placed[area.code],
            imports_placed=quota.imports_before + used.imports[area.code],
        )
        if (quota := quotas.get(area.code))
        else Municipality(code=area.code)
        for area in areas
        if area.level is AreaLevel.MUNICIPALITY
    )


def origin_limits(areas: Collection[str], wording: Wording, used: Usage) -> tuple[OriginLimit, ...]:
    """Return every limit on an origin among the region's municipalities, and what of it is used."""
    origins = {OUTSIDE, UNKNOWN, *areas}
    return tuple(
        OriginLimit(
            origin=None if limit.origin == UNKNOWN else limit.origin,
            municipality=limit.municipality,
            maximum=limit.maximum,
            placed=limit.placed_before + used.moves[limit.origin, limit.municipality],
        )
        for limit in wording.origin_limits
        # One about a municipality that left the region counts nobody any more.
        if limit.origin in origins and limit.municipality in areas
    )


def districts(
    areas: list[Area], wording: Wording, *, load: dict[str, Decimal], on: date
) -> tuple[District, ...]:
    """Return every district with its cap, and what it carries."""
    caps = wording.caps_on(on)
    carried: dict[str, Decimal] = defaultdict(Decimal)
    for area in areas:
        if area.level is AreaLevel.NEIGHBOURHOOD and area.parent_code:
            carried[area.parent_code] += load.get(area.code, Decimal(0))
    return tuple(
        District(
            code=area.code,
            municipality=area.municipality_code,
            capacity=hundredths(cap.points) if (cap := caps.get(area.code)) else None,
            carried=hundredths(carried[area.code] + (cap.carried_before if cap else 0)),
        )
        for area in areas
        if area.level is AreaLevel.DISTRICT
    )


def neighbourhoods(
    areas: list[Area], wording: Wording, *, load: dict[str, Decimal], on: date
) -> tuple[Neighbourhood, ...]:
    """Return every neighbourhood with its cap, and what it carries."""
    caps = wording.caps_on(on)
    return tuple(
        Neighbourhood(
            code=area.code,
            municipality=area.municipality_code,
            district=area.parent_code or "",
            capacity=hundredths(cap.points) if (cap := caps.get(area.code)) else None,
            carried=hundredths(load.get(area.code, Decimal(0)) + (cap.carried_before if cap else 0)),
        )
        for area in areas
        if area.level is AreaLevel.NEIGHBOURHOOD
    )


def corporations(ids: Iterable[UUID], wording: Wording, used: Usage) -> tuple[Corporation, ...]:
    """Return every corporation with its commitment, and what of it is used."""
    commitments = {commitment.organisation: commitment for commitment in wording.commitments}
    return tuple(
        Corporation(
            str(one), agreed.dwellings, agreed.supplied_before + used.supplied[one], agreed.offers_more
        )
        if (agreed := commitments.get(one))
        else Corporation(str(one))
        for one in ids
    )


def complexes(
    dwellings: list[models.Dwelling], caps: tuple[ComplexCapTerm, ...], used: Usage
) -> tuple[Complex, ...]:
    """Return the complexes of these dwellings with their caps, and what they carry."""
    named = {_complex_code(row.corporation_id, row.complex) for row in dwellings if row.complex}
    capped = {_complex_code(cap.organisation, cap.complex): cap for cap in caps}
    carried = {_complex_code(*place): load for place, load in used.complex_load.items()}
    return tuple(
        Complex(
            code,
            hundredths(cap.points),
            hundredths(cap.carried_before + carried.get(code, Decimal(0))),
        )
        if (cap := capped.get(code))
        else Complex(code)
        for code in sorted(named)
    )


def support(row: SupportCoverage, used: Usage) -> SupportCapacity:
    """Return what a provider can still take on there, beside what stands already."""
    taken = used.hours.get((row.provider_id, row.municipality_code), Decimal(0))
    return SupportCapacity(
        provider=str(row.provider_id),
        municipality=row.municipality_code,
        level=Support(row.level),
        hours=None if row.hours is None else hundredths(max(Decimal(0), row.hours - taken)),
    )


def rent_limits(row: models.RentLimits) -> RentLimits:
    """Return the limits of a year."""
    return RentLimits(row.valid_from, row.valid_until, row.low_cap, row.high_cap, row.social_cap)


def policy(wording: Wording) -> Policy:
    """Return what the covenant says about what is best."""
    weights = wording.policy
    return Policy(
        goals=wording.goals,
        urgency_weight=weights.urgency_weight,
        waiting_weight=weights.waiting_weight,
        waiting_months=weights.waiting_months,
        suitability_weight=weights.suitability_weight,
        ready_margin_days=weights.ready_margin_days,
        spare_bedrooms=weights.spare_bedrooms,
    )
