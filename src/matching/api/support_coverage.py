"""Support coverage: where a provider delivers support, how heavy, and for how many hours a week."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import Field

from matching.api.conditions import ATag, IfMatch, Tag
from matching.api.dependencies import CarerWork
from matching.api.housing_forms import RegionOf
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import AreaCode, In, Out, Points
from matching.errors import NotAllowed
from matching.examples import PROVIDER
from matching.models import SupportCoverage
from matching.operations import coverages
from matching.operations.coverages import Coverage, CoverageContradicts
from matching.queries import coverages as questions
from matching.queries.coverages import NotAProvider
from matching.queries.organisations import OrganisationNotFound
from matching.queries.regions import RegionNeeded, RegionNotFound, only_region
from matching.vocabulary import Support

router = open_router("/organisations", tag="organisations")

ProviderId = Annotated[UUID, Path(description="Identity of the provider.", examples=[PROVIDER])]
Municipality = Annotated[AreaCode, Field(description="Municipality of the region.", examples=["GM0917"])]
Level = Annotated[
    Support,
    Field(description="Heaviest support there is.", examples=["nearby-24h"]),
]
Hours = Annotated[
    Points | None,
    Field(description="Hours a week; null: without a limit.", examples=[120.5]),
]


_EXAMPLE = [
    {"municipality": "GM0917", "level": "nearby-24h", "hours": 80},
    {"municipality": "GM0928", "level": "nearby-24h", "hours": 40},
    {"municipality": "GM0882", "level": "on-call", "hours": 30},
    {"municipality": "GM0899", "level": "on-call", "hours": 20},
    {"municipality": "GM1954", "level": "on-call", "hours": 24},
    {"municipality": "GM0986", "level": "ambulant", "hours": 8},
    {"municipality": "GM0965", "level": "ambulant", "hours": 6},
]
"""What the demo's provider delivers, so that executing the example leaves the demo as it is."""


class CoverageIn(In):
    """The support in one municipality."""

    municipality: Municipality
    level: Level
    hours: Hours = None


class SupportCoverageIn(In):
    """All the support a provider delivers in a region."""

    coverage: Annotated[
        list[CoverageIn],
        Field(
            max_length=60,
            description="A row for each municipality.",
            examples=[_EXAMPLE],
        ),
    ]


class CoverageOut(Out):
    """The support in one municipality."""

    municipality: Municipality
    level: Level
    hours: Hours


class SupportCoverageOut(Out):
    """All the support a provider delivers in a region."""

    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    coverage: list[CoverageOut]


def _out(region: str, rows: list[SupportCoverage], tag: Tag) -> SupportCoverageOut:
    tag.tell(questions.tag_of(rows))
    return SupportCoverageOut(
        region=region,
        coverage=[
            CoverageOut(municipality=row.municipality_code, level=row.level, hours=row.hours) for row in rows
        ],
    )


@router.get(
    "/{organisation_id}/support-coverage",
    responses=refuses(NotAllowed, OrganisationNotFound, NotAProvider, RegionNeeded, RegionNotFound),
)
async def get_support_coverage(
    organisation_id: ProviderId, work: CarerWork, tag: ATag, region: RegionOf = None
) -> SupportCoverageOut:
    """Show where a provider delivers support."""
    provider = await questions.covering_provider(work, organisation_id=organisation_id)
    place = await only_region(work, slug=region)
    rows = await questions.coverage(work, region_id=place.id, provider_id=provider.id)
    return _out(place.slug, rows, tag)


@router.put(
    "/{organisation_id}/support-coverage",
    responses=refuses(
        NotAllowed, OrganisationNotFound, NotAProvider, RegionNeeded, RegionNotFound, CoverageContradicts
    ),
)
async def set_support_coverage(
    *,
    organisation_id: ProviderId,
    body: SupportCoverageIn,
    work: CarerWork,
    expected: IfMatch,
    tag: ATag,
    region: RegionOf = None,
) -> SupportCoverageOut:
    """Replace all that a provider delivers in a region."""
    place = await only_region(work, slug=region)
    rows = await coverages.set_coverage(
        work,
        region=place,
        organisation_id=organisation_id,
        coverage=[Coverage(**row.model_dump()) for row in body.coverage],
        expected=expected,
    )
    return _out(place.slug, rows, tag)
