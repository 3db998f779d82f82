"""Look up what dwellings and clients refer to, a thousand at once, so that pure rules can judge them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from matching.models import Area, Facility, HousingForm, Membership, Organisation, RegionMunicipality
from matching.vocabulary import AreaLevel, OrganisationKind
from matching.work import Work


@dataclass(frozen=True, slots=True)
class Place:
    """An area, and everything it lies in.

    Attributes
    ----------
    within
        Its own code, its district's and its municipality's.
    region_id
        Where its municipality matches; None: in no region.
    """

    code: str
    level: AreaLevel
    municipality: str
    within: frozenset[str]
    region_id: UUID | None


@dataclass(frozen=True, slots=True)
class Form:
    """What the rules ask of a housing form."""

    self_contained: bool
    in_group: bool
    retired: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules know of the world around dwellings and clients.

    Attributes
    ----------
    today
        The last day that is not in the future.
    regions
        Where the dwellings or clients may be.
    places
        The areas that were named, by code; unknown ones are missing.
    forms
        The housing forms, by region and code.
    providers
        Which of the providers that were named is active in which region: region, provider.
    facilities
        The facilities that were named: region, and provider when known.
    municipalities
        Those of each region that was asked for.
    """

    today: date
    regions: frozenset[UUID]
    places: dict[str, Place]
    forms: dict[tuple[UUID, str], Form]
    providers: frozenset[tuple[UUID, UUID]]
    facilities: dict[UUID, tuple[UUID, UUID | None]]
    municipalities: dict[UUID, frozenset[str]]

    def offers_form(self, region_id: UUID, code: str) -> bool:
        """Tell whether a region has this housing form, and did not retire it."""
        form = self.forms.get((region_id, code))
        return form is not None and not form.retired

    def is_municipality(self, code: str) -> bool:
        """Tell whether the map knows a municipality with this code."""
        return code in self.places and self.places[code].level is AreaLevel.MUNICIPALITY


async def surroundings(
    work: Work,
    *,
    region_ids: Collection[UUID],
    area_codes: Collection[str],
    provider_ids: Collection[UUID] = (),
    facility_ids: Collection[UUID] = (),
    whole: Collection[UUID] = (),
) -> Surroundings:
    """Return what the rules must know of these regions, areas, providers and facilities.

    Parameters
    ----------
    whole
        The regions of which all municipalities must be known.
    """
    return Surroundings(
        today=_today(work),
        regions=frozenset(region_ids),
        places=await _places(work, area_codes),
        forms=await _forms(work, region_ids),
        providers=await _providers(work, region_ids, provider_ids),
        facilities=await _facilities(work, facility_ids),
        municipalities=await _municipalities(work, whole),
    )


def _today(work: Work) -> date:
    """Return the date in the Netherlands, at the latest: UTC + 1 hour, in summer + 2."""
    return (work.at + timedelta(hours=2)).date()


async def _places(work: Work, codes: Collection[str]) -> dict[str, Place]:
    if not codes:
        return {}
    rows = await work.ask(
        select(Area.code, Area.level, Area.parent_code, Area.municipality_code, RegionMunicipality.region_id)
        .outerjoin(RegionMunicipality, RegionMunicipality.municipality_code == Area.municipality_code)
        .where(Area.code.in_(codes))
    )
    return {
        code: Place(code, level, municipality, frozenset({code, parent or code, municipality}), region_id)
        for code, level, parent, municipality, region_id in rows
    }


async def _forms(work: Work, region_ids: Collection[UUID]) -> dict[tuple[UUID, str], Form]:
    forms = await work.ask(
        select(
            HousingForm.region_id,
            HousingForm.code,
            HousingForm.self_contained,
            HousingForm.in_group,
            HousingForm.retired_at,
        ).where(HousingForm.region_id.in_(region_ids))
    )
    return {
        (region_id, code): Form(self_contained, in_group, retired_at is not None)
        for region_id, code, self_contained, in_group, retired_at in forms
    }


async def _providers(
    work: Work, region_ids: Collection[UUID], provider_ids: Collection[UUID]
) -> frozenset[tuple[UUID, UUID]]:
    if not provider_ids:
        return frozenset()
    rows = await work.ask(
        select(Membership.region_id, Membership.organisation_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.region_id.in_(region_ids),
            Membership.organisation_id.in_(provider_ids),
            Organisation.kind == OrganisationKind.PROVIDER,
            Organisation.suspended_at.is_(None),
        )
    )
    return frozenset((region_id, provider_id) for region_id, provider_id in rows)


async def _facilities(work: Work, facility_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, UUID | None]]:
    if not facility_ids:
        return {}
    rows = await work.ask(
        select(Facility.id, Facility.region_id, Facility.provider_id).where(Facility.id.in_(facility_ids))
    )
    return {facility_id: (region_id, provider_id) for facility_id, region_id, provider_id in rows}


async def _municipalities(work: Work, region_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    if not region_ids:
        return {}
    rows = await work.ask(
        select(RegionMunicipality.region_id, RegionMunicipality.municipality_code).where(
            RegionMunicipality.region_id.in_(region_ids)
        )
    )
    found: dict[UUID, set[str]] = {region_id: set() for region_id in region_ids}
    for region_id, code in rows:
        found[region_id].add(code)
    return {region_id: frozenset(codes) for region_id, codes in found.items()}
