"""Regions: the municipalities that match together."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from pydantic import Field

from matching.api.conditions import ATag, IfMatch, Tag
from matching.api.dependencies import AnyWork, OperatorWork
from matching.api.listing import ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import AreaCode, In, Moment, Out
from matching.errors import NotAllowed
from matching.models import Region
from matching.operations import regions
from matching.operations.regions import (
    MunicipalityInUse,
    MunicipalityTaken,
    RegionExists,
    UnknownMunicipality,
)
from matching.queries import regions as questions
from matching.queries.regions import RegionNotFound
from matching.work import Work

router = open_router("/regions", tag="regions")

Slug = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$",
        description="Short name of the region, as it stands in addresses.",
        examples=["parkstad"],
    ),
]
RegionSlug = Annotated[str, Path(description="Short name of the region.", examples=["parkstad"])]
Name = Annotated[
    str, Field(min_length=2, max_length=120, description="Name of the region.", examples=["Parkstad"])
]
Municipalities = Annotated[
    list[AreaCode],
    Field(
        min_length=1,
        max_length=60,
        description="Codes of the municipalities that match together.",
        examples=[["GM0882", "GM0899", "GM0917", "GM0928", "GM0965", "GM0986", "GM1954"]],
    ),
]


class RegionIn(In):
    """A region to make."""

    slug: Annotated[Slug, Field(examples=["voorbeeldstad"])]
    name: Annotated[Name, Field(examples=["Voorbeeldstad"])]
    municipalities: Annotated[Municipalities, Field(examples=[["GM9999"]])]


class RegionChangeIn(In):
    """What changes about a region; what is left out stays."""

    name: Name | None = None
    municipalities: Municipalities | None = None


class RegionOut(Out):
    """A region."""

    id: Annotated[UUID, Field(description="Identity.")]
    slug: Slug
    name: Name
    municipalities: Municipalities
    created_at: Annotated[Moment, Field(description="When the region was made.")]


class RegionListOut(ListOut):
    """The regions you work in."""

    items: list[RegionOut]


async def _out(work: Work, region: Region) -> RegionOut:
    held = await questions.municipalities_of(work, region_id=region.id)
    return RegionOut(
        id=region.id, slug=region.slug, name=region.name, municipalities=held, created_at=region.created_at
    )


async def _told(work: Work, region: Region, tag: Tag) -> RegionOut:
    tag.tell(region.revision)
    return await _out(work, region)


@router.get("")
async def list_regions(work: AnyWork) -> RegionListOut:
    """Show the regions in which you work."""
    return RegionListOut(items=[await _out(work, region) for region in await questions.visible_regions(work)])


@router.post(
    "",
    status_code=201,
    responses=refuses(NotAllowed, RegionExists, UnknownMunicipality, MunicipalityTaken),
)
async def make_region(body: RegionIn, work: OperatorWork, response: Response, tag: ATag) -> RegionOut:
    """Make a region, with its municipalities and the standard woonladder."""
    region = await regions.make_region(work, **body.model_dump())
    response.headers["Location"] = f"/v1/regions/{region.slug}"
    return await _told(work, region, tag)


@router.get("/{slug}", responses=refuses(RegionNotFound))
async def get_region(slug: RegionSlug, work: AnyWork, tag: ATag) -> RegionOut:
    """Show a region."""
    return await _told(work, await questions.region(work, slug=slug), tag)


@router.patch(
    "/{slug}",
    responses=refuses(NotAllowed, RegionNotFound, UnknownMunicipality, MunicipalityTaken, MunicipalityInUse),
)
async def change_region(
    slug: RegionSlug, body: RegionChangeIn, work: OperatorWork, expected: IfMatch, tag: ATag
) -> RegionOut:
    """Give a region another name or other municipalities."""
    region = await questions.region(work, slug=slug)
    changes = body.model_dump(exclude_unset=True)
    changed = await regions.change_region(work, region=region, expected=expected, **changes)
    return await _told(work, changed, tag)
