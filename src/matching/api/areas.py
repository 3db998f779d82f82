"""Areas: municipalities, districts and neighbourhoods of Statistics Netherlands (CBS)."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field

from matching.api.cursors import text_after
from matching.api.dependencies import AnyWork, OperatorWork
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.api.schemas import AreaCode, In, Moment, Out
from matching.errors import NotAllowed
from matching.operations import areas
from matching.operations.area_files import UnusableAreaFile
from matching.queries import areas as questions
from matching.queries import regions
from matching.queries.areas import AreaFilter, AreaNotFound
from matching.queries.regions import RegionNotFound
from matching.vocabulary import AreaLevel

router = open_router("/areas", tag="areas")
import_router = open_router("/area-imports", tag="areas")

LARGEST_IMPORT = 25_000_000
"""The largest GeoJSON that is read over HTTP; the command takes larger files. [byte]"""

Code = Annotated[AreaCode, Path(description="Code of Statistics Netherlands (CBS).", examples=["GM0917"])]
Year = Annotated[
    int,
    Field(
        ge=1995,
        le=2100,
        description="Year of the boundaries.",
        examples=[2024],
    ),
]
Figure = Annotated[int | None, Field(description="null: het CBS publiceert het niet.", examples=[46072])]
_EXAMPLE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"statcode": "GM9999", "statnaam": "Voorbeeldstad", "aantalHuishoudens": 5},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[5.9, 50.9], [5.99, 50.9], [5.99, 50.95], [5.9, 50.95], [5.9, 50.9]]],
            },
        }
    ],
}


class AreaOut(Out):
    """An area on the map."""

    code: AreaCode
    level: Annotated[
        AreaLevel, Field(description="Municipality, district or neighbourhood.", examples=["municipality"])
    ]
    year: Year
    name: Annotated[str, Field(description="Name.", examples=["Heerlen"])]
    parent_code: Annotated[
        AreaCode | None,
        Field(
            alias="parent",
            description="The district of a neighbourhood, the municipality of a district.",
            examples=[None],
        ),
    ]
    municipality_code: Annotated[
        AreaCode,
        Field(alias="municipality", description="Municipality.", examples=["GM0917"]),
    ]
    households: Annotated[Figure, Field(description="Households; null: unknown.")]
    inhabitants: Annotated[Figure, Field(description="Inhabitants; null: unknown.")]
    longitude: Annotated[float | None, Field(description="Centroid, longitude.", examples=[5.96928])]
    latitude: Annotated[float | None, Field(description="Centroid, latitude.", examples=[50.89332])]
    modified_at: Annotated[Moment, Field(description="When it was last changed.")]
    outline: Annotated[
        dict[str, Any] | None,
        Field(
            description="Simplified outline as a GeoJSON geometry; in a list only with `outline=true`.",
            examples=[None],
        ),
    ] = None


class AreaListOut(ListOut):
    """A page of areas."""

    items: list[AreaOut]


class AreaImportIn(In):
    """Areas to put on the map."""

    year: Year
    geojson: Annotated[
        dict[str, Any],
        Field(
            description="GeoJSON FeatureCollection in WGS84 with CBS codes, as PDOK publishes it.",
            examples=[_EXAMPLE],
        ),
    ]


class NoteOut(Out):
    """Something the importer should know."""

    english: Annotated[str, Field(description="In English.")]
    dutch: Annotated[str, Field(description="In Dutch.")]


class AreaImportOut(Out):
    """What an import did."""

    year: Year
    added: Annotated[int, Field(description="New on the map.", examples=[1])]
    changed: Annotated[int, Field(description="Changed.", examples=[0])]
    unchanged: Annotated[int, Field(description="Was like this already.", examples=[0])]
    skipped: Annotated[int, Field(description="Left alone: the map is newer.", examples=[0])]
    notes: Annotated[list[NoteOut], Field(description="What you should know.")]


_LISTED = set(AreaOut.model_fields) - {"outline"}


@router.get("", responses=refuses(RegionNotFound))
async def list_areas(
    *,
    page: APage,
    work: AnyWork,
    level: Annotated[
        AreaLevel | None,
        Query(description="Only this level.", examples=["neighbourhood"]),
    ] = None,
    municipality: Annotated[
        AreaCode | None,
        Query(description="Only in this municipality.", examples=["GM0917"]),
    ] = None,
    region: Annotated[Slug | None, Query(description="Only in this region.", examples=["parkstad"])] = None,
    name: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=120,
            description="Start of the name.",
            examples=["Ver"],
        ),
    ] = None,
    outline: Annotated[bool, Query(description="With the outline.", examples=[False])] = False,
) -> AreaListOut:
    """Show municipalities, districts and neighbourhoods."""
    place = await regions.region(work, slug=region) if region else None
    wanted = AreaFilter(level=level, municipality=municipality, region=place, name=name)
    ask = questions.outlined_areas if outline else questions.areas
    found = await ask(work, wanted=wanted, after=text_after(page), limit=page.limit)
    fields = [*_LISTED, "outline"] if outline else _LISTED
    items = [AreaOut.model_validate({name: getattr(area, name) for name in fields}) for area in found]
    return AreaListOut(items=items, next=page.point_on(found[-1].code) if len(found) == page.limit else None)


@router.get("/{code}", responses=refuses(AreaNotFound))
async def get_area(code: Code, work: AnyWork) -> AreaOut:
    """Show an area with its outline."""
    return AreaOut.model_validate(await questions.area(work, code=code))


@import_router.post("", max_body_size=LARGEST_IMPORT, responses=refuses(NotAllowed, UnusableAreaFile))
async def import_areas(body: AreaImportIn, work: OperatorWork) -> AreaImportOut:
    """Put areas on the map.

    Sending the same twice changes nothing. Boundaries of an older year never replace newer ones. If anything
    is wrong, you hear all of it at once and nothing is stored.
    """
    result = await areas.import_geojson(work, geojson=body.geojson, year=body.year)
    return AreaImportOut.model_validate(result)
