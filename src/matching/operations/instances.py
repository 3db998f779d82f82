"""The seam between what we remember and what the solver thinks about: rows to one frozen instance.

Decimals become whole hundredths here, ids become texts, and everything stands in a stable order,
so that the same region on the same day gives the same instance.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from matching import models
from matching.models import (
    Area,
    ClientState,
    DwellingState,
    Membership,
    Organisation,
    Proposal,
    ProposalState,
    RegionMunicipality,
    SupportCoverage,
)
from matching.queries import facilities, rent_limits
from matching.queries.agreements import Agreement, ComplexCapTerm, PartyTerm, Wording
from matching.solver import (
    OUTSIDE,
    Admission,
    Client,
    Complex,
    Corporation,
    District,
    Dwelling,
    HousingForm,
    Instance,
    Municipality,
    Neighbourhood,
    Policy,
    RentLimits,
    SupportCapacity,
)
from matching.vocabulary import AreaLevel, Feature, OrganisationKind, Support, TargetGroup, Tenancy
from matching.work import Work


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A region, frozen.

    Attributes
    ----------
    no_party
        Waiting clients and offered dwellings whose organisation takes no part in the covenant today.
    """

    instance: Instance
    no_party: dict[str, int]


async def take_snapshot(work: Work, *, agreement: Agreement) -> Snapshot:
    """Freeze a region as it is at this moment, under one version of its covenant."""
    on, region_id, wording = work.at.date(), agreement.region_id, agreement.wording
    areas = await _areas(work, region_id)
    parties = {party.organisation for party in wording.parties if _takes_part(party, on)}
    every_client = await _waiting(work, region_id)
    every_dwelling = await _on_offer(work, region_id, on)
    clients = [row for row in every_client if row.provider_id in parties]
    dwellings = [row for row in every_dwelling if row.corporation_id in parties]
    pressure = await facilities.facility_pressure(work, region_id=region_id, on=on)
    load = await facilities.facility_load(work, region_id=region_id, on=on)
    instance = Instance(
        on=on,
        clients=tuple(_client(row, region=areas, pressure=pressure) for row in clients),
        dwellings=tuple(_dwelling(row) for row in dwellings),
        housing_forms=tuple(_form(row) for row in await _forms(work, region_id)),
        municipalities=_municipalities(areas, wording),
        districts=_districts(areas, wording, load=load, on=on),
        neighbourhoods=_neighbourhoods(areas, wording, load=load, on=on),
        corporations=_corporations(await _corporation_ids(work, region_id), wording),
        complexes=_complexes(dwellings, wording.complex_caps),
        support=tuple(_support(row) for row in await _coverage(work, region_id)),
        rent_limits=tuple(_rent_limits(row) for row in await rent_limits.rent_limits(work)),
        previous=await _previous(work, region_id),
        policy=_policy(wording),
    )
    left_out = {
        "clients": len(every_client) - len(clients),
        "dwellings": len(every_dwelling) - len(dwellings),
    }
    return Snapshot(instance, left_out)


def hundredths(number: Decimal) -> int:
    """Return a decimal of two digits as whole hundredths."""
    return int(number.scaleb(2).to_integral_exact())


def _takes_part(party: PartyTerm, on: date) -> bool:
    return party.joined_on <= on and (party.left_on is None or on < party.left_on)


async def _areas(work: Work, region_id: UUID) -> list[Area]:
    held = select(RegionMunicipality.municipality_code).where(RegionMunicipality.region_id == region_id)
    query = select(Area).where(Area.municipality_code.in_(held)).order_by(Area.code)
    return list(await work.session.scalars(query))


async def _waiting(work: Work, region_id: UUID) -> list[models.Client]:
    query = (
        select(models.Client)
        .where(
            models.Client.region_id == region_id,
            models.Client.state == ClientState.WAITING,
        )
        .order_by(models.Client.id)
    )
    return list(await work.session.scalars(query))


async def _on_offer(work: Work, region_id: UUID, on: date) -> list[models.Dwelling]:
    row = models.Dwelling
    query = (
        select(row)
        .where(row.region_id == region_id, row.state == DwellingState.OFFERED)
        .where(row.available_until.is_(None) | (row.available_until > on))
        .order_by(row.id)
    )
    return list(await work.session.scalars(query))


async def _forms(work: Work, region_id: UUID) -> list[models.HousingForm]:
    row = models.HousingForm
    return list(await work.session.scalars(select(row).where(row.region_id == region_id).order_by(row.code)))


async def _corporation_ids(work: Work, region_id: UUID) -> list[UUID]:
    query = (
        select(Organisation.id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.region_id == region_id, Organisation.kind == OrganisationKind.CORPORATION)
        .order_by(Organisation.id)
    )
    return list(await work.session.scalars(query))


async def _coverage(work: Work, region_id: UUID) -> list[SupportCoverage]:
    query = (
        select(SupportCoverage)
        .where(SupportCoverage.region_id == region_id)
        .order_by(SupportCoverage.provider_id, SupportCoverage.municipality_code)
    )
    return list(await work.session.scalars(query))


async def _previous(work: Work, region_id: UUID) -> frozenset[tuple[str, str]]:
    """Return the pairs that are on the table now, which stability holds on to."""
    rows = await work.session.execute(
        select(Proposal.client_id, Proposal.dwelling_id).where(
            Proposal.region_id == region_id, Proposal.state == ProposalState.PROPOSED
        )
    )
    return frozenset((str(client_id), str(dwelling_id)) for client_id, dwelling_id in rows)


def _client(row: models.Client, *, region: list[Area], pressure: dict[UUID, Decimal]) -> Client:
    full = pressure.get(row.facility_id) if row.facility_id else None
    return Client(
        id=str(row.id),
        provider=str(row.provider_id),
        urgency=row.urgency,
        on_list_since=row.on_list_since,
        load=hundredths(row.load),
        adults=row.adults,
        children=len(row.children_ages),
        origin=_origin(row.origin, region),
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
        preferred=frozenset(row.preferred_areas),
        acceptable=frozenset(row.acceptable_areas),
        excluded=frozenset(row.excluded_areas),
        keep_apart=frozenset(row.keep_apart),
        target_groups=None if row.target_groups is None else frozenset(map(TargetGroup, row.target_groups)),
        wishes=frozenset(map(Feature, row.wishes)),
        facility_pressure=None if full is None else int(full * 10_000),
        consent=None if row.consent_on is None else True,
    )


def _origin(code: str | None, region: list[Area]) -> str | None:
    """Return where somebody comes from as the region sees it: a municipality elsewhere is outside."""
    if code is None or code == OUTSIDE:
        return code
    return code if any(area.code == code for area in region) else OUTSIDE


def _dwelling(row: models.Dwelling) -> Dwelling:
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
        capacity=row.capacity,
    )


def _complex_code(corporation_id: UUID, complex_name: str) -> str:
    """Return a complex's code: names are a corporation's own, so two may use the same."""
    return f"{corporation_id}:{complex_name}"


def _form(row: models.HousingForm) -> HousingForm:
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


def _municipalities(areas: list[Area], wording: Wording) -> tuple[Municipality, ...]:
    quotas = {quota.municipality: quota for quota in wording.quotas}
    return tuple(
        Municipality(
            code=area.code,
            target_share=hundredths(quota.target_share),
            maximum=quota.maximum,
            minimum=quota.minimum,
            imports_maximum=quota.imports_maximum,
            placed=quota.placed_before,
            imports_placed=quota.imports_before,
        )
        if (quota := quotas.get(area.code))
        else Municipality(code=area.code)
        for area in areas
        if area.level is AreaLevel.MUNICIPALITY
    )


def _districts(
    areas: list[Area], wording: Wording, *, load: dict[str, Decimal], on: date
) -> tuple[District, ...]:
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


def _neighbourhoods(
    areas: list[Area], wording: Wording, *, load: dict[str, Decimal], on: date
) -> tuple[Neighbourhood, ...]:
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


def _corporations(ids: Iterable[UUID], wording: Wording) -> tuple[Corporation, ...]:
    commitments = {commitment.organisation: commitment for commitment in wording.commitments}
    return tuple(
        Corporation(str(one), agreed.dwellings, agreed.supplied_before, agreed.offers_more)
        if (agreed := commitments.get(one))
        else Corporation(str(one))
        for one in ids
    )


def _complexes(dwellings: list[models.Dwelling], caps: tuple[ComplexCapTerm, ...]) -> tuple[Complex, ...]:
    named = {_complex_code(row.corporation_id, row.complex) for row in dwellings if row.complex}
    capped = {_complex_code(cap.organisation, cap.complex): cap for cap in caps}
    return tuple(
        Complex(code, hundredths(cap.points), hundredths(cap.carried_before))
        if (cap := capped.get(code))
        else Complex(code)
        for code in sorted(named)
    )


def _support(row: SupportCoverage) -> SupportCapacity:
    return SupportCapacity(
        provider=str(row.provider_id),
        municipality=row.municipality_code,
        level=Support(row.level),
        hours=None if row.hours is None else hundredths(row.hours),
    )


def _rent_limits(row: models.RentLimits) -> RentLimits:
    return RentLimits(row.valid_from, row.valid_until, row.low_cap, row.high_cap, row.social_cap)


def _policy(wording: Wording) -> Policy:
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
