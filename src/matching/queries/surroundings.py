"""Look up what dwellings and clients refer to, a thousand at once, so that pure rules can judge them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, String, Uuid, any_, bindparam, select

from matching.models import Area, Facility, HousingForm, Membership, Organisation, RegionMunicipality
from matching.questions import Question
from matching.vocabulary import AreaLevel, OrganisationKind
from matching.work import Record, Work


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
    places, forms, providers, facilities, municipalities = await work.answers(
        _PLACES(codes=list(area_codes)) if area_codes else None,
        _FORMS(regions=list(region_ids)),
        _PROVIDERS(regions=list(region_ids), providers=list(provider_ids)) if provider_ids else None,
        _FACILITIES(facilities=list(facility_ids)) if facility_ids else None,
        _MUNICIPALITIES(regions=list(whole)) if whole else None,
    )
    return Surroundings(
        today=_today(work),
        regions=frozenset(region_ids),
        places={row["code"]: _place(**row) for row in places},
        forms={(row["region_id"], row["code"]): _form(row) for row in forms},
        providers=frozenset((row["region_id"], row["organisation_id"]) for row in providers),
        facilities={row["id"]: (row["region_id"], row["provider_id"]) for row in facilities},
        municipalities=_by_region(municipalities, whole),
    )


def _today(work: Work) -> date:
    """Return the date in the Netherlands, at the latest: UTC + 1 hour, in summer + 2."""
    return (work.at + timedelta(hours=2)).date()


_IN_REGIONS = any_(bindparam("regions", type_=ARRAY(Uuid)))

_PLACES = Question.of(
    select(Area.code, Area.level, Area.parent_code, Area.municipality_code, RegionMunicipality.region_id)
    .outerjoin(RegionMunicipality, RegionMunicipality.municipality_code == Area.municipality_code)
    .where(Area.code == any_(bindparam("codes", type_=ARRAY(String))))
)

_FORMS = Question.of(
    select(
        HousingForm.region_id,
        HousingForm.code,
        HousingForm.self_contained,
        HousingForm.in_group,
        HousingForm.retired_at,
    ).where(HousingForm.region_id == _IN_REGIONS)
)

_PROVIDERS = Question.of(
    select(Membership.region_id, Membership.organisation_id)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(
        Membership.region_id == _IN_REGIONS,
        Membership.organisation_id == any_(bindparam("providers", type_=ARRAY(Uuid))),
        Organisation.kind == OrganisationKind.PROVIDER,
        Organisation.suspended_at.is_(None),
    )
)

_FACILITIES = Question.of(
    select(Facility.id, Facility.region_id, Facility.provider_id).where(
        Facility.id == any_(bindparam("facilities", type_=ARRAY(Uuid)))
    )
)

_MUNICIPALITIES = Question.of(
    select(RegionMunicipality.region_id, RegionMunicipality.municipality_code).where(
        RegionMunicipality.region_id == _IN_REGIONS
    )
)


def _place(
    code: str, level: str, parent_code: str | None, municipality_code: str, region_id: UUID | None
) -> Place:
    within = frozenset({code, parent_code or code, municipality_code})
    return Place(code, AreaLevel(level), municipality_code, within, region_id)


def _form(row: Record) -> Form:
    return Form(row["self_contained"], row["in_group"], row["retired_at"] is not None)


def _by_region(rows: list[Record], regions: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {region_id: set() for region_id in regions}
    for row in rows:
        found[row["region_id"]].add(row["municipality_code"])
    return {region_id: frozenset(codes) for region_id, codes in found.items()}
