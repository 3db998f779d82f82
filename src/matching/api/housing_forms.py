"""Housing forms: the rungs of a region's woonladder."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import BaseModel, Field

from matching.api.changes import partial
from matching.api.conditions import ATag, IfMatch, Tag
from matching.api.cursors import number_and_text_after
from matching.api.dependencies import AnyWork, CoordinatorWork
from matching.api.listing import APage, ListOut
from matching.api.lists import Unique
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.api.schemas import In, Moment, Out
from matching.errors import NotAllowed
from matching.models import HousingForm
from matching.operations import housing_forms
from matching.operations.housing_forms import HousingFormContradicts, HousingFormExists, HousingFormInUse
from matching.queries import housing_forms as questions
from matching.queries.housing_forms import HousingFormNotFound
from matching.queries.regions import RegionNeeded, RegionNotFound, only_region
from matching.vocabulary import Support, TargetGroup

router = open_router("/housing-forms", tag="housing-forms")

Code = Annotated[
    str,
    Field(
        min_length=2,
        max_length=40,
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        description="Code of the housing form.",
        examples=["hofje"],
    ),
]
FormCode = Annotated[
    str,
    Path(max_length=40, description="Code of the housing form.", examples=["credohuis"]),
]
RegionOf = Annotated[
    Slug | None,
    Query(
        alias="region",
        description="Region; may be left out if you work in one.",
        examples=["parkstad"],
    ),
]
Age = Annotated[int, Field(ge=0, le=120)]


class HousingFormFields(BaseModel):
    """What a housing form is, and whom it admits."""

    name_dutch: Annotated[
        str, Field(min_length=2, max_length=120, description="Dutch name.", examples=["Hofje"])
    ]
    name_english: Annotated[
        str,
        Field(min_length=2, max_length=120, description="English name.", examples=["Courtyard"]),
    ]
    vera: Annotated[
        str,
        Field(
            max_length=40,
            pattern=r"^([A-Z]+\.[A-Z]+)?$",
            description="VERA code, or empty.",
            examples=["WOONVORM.BEG"],
        ),
    ] = ""
    rung: Annotated[
        int,
        Field(
            ge=1,
            le=99,
            description="Rung: higher is more independent.",
            examples=[6],
        ),
    ]
    supervision: Annotated[
        Support,
        Field(
            description="Support that comes with the housing form itself.",
            examples=["ambulant"],
        ),
    ]
    self_contained: Annotated[
        bool,
        Field(description="Own front door, kitchen and sanitary.", examples=[True]),
    ]
    in_group: Annotated[bool, Field(description="Living in a group.", examples=[False])]
    readiness_needed: Annotated[
        bool,
        Field(
            description="Must be ready to leave first; not for Housing First.",
            examples=[True],
        ),
    ] = True
    minimum_age: Annotated[Age | None, Field(description="Lowest age. [year]", examples=[18])] = None
    maximum_age: Annotated[Age | None, Field(description="Highest age. [year]", examples=[27])] = None
    children: Annotated[
        bool | None,
        Field(
            description="true: only with children; false: only without; null: both.",
            examples=[None],
        ),
    ] = None
    support_at_least: Annotated[
        Support | None,
        Field(
            description="Least support that a client needs in order to belong here.",
            examples=["ambulant"],
        ),
    ] = None
    debts_under_control: Annotated[
        bool, Field(description="Debts under control first.", examples=[False])
    ] = False
    target_groups: Annotated[
        list[TargetGroup],
        Field(
            max_length=10,
            description="For whom; empty: everybody.",
            examples=[["leaving-sheltered-living"]],
        ),
        Unique(),
    ] = Field(default_factory=list)


class HousingFormIn(In, HousingFormFields):
    """A housing form to add."""

    code: Code


@partial
class HousingFormChangeIn(In, HousingFormFields):
    """What changes about a housing form; what is left out stays."""

    retired: Annotated[
        bool,
        Field(
            description="Retired: nobody names it any more.",
            examples=[False],
        ),
    ]


class HousingFormOut(Out, HousingFormFields):
    """A housing form of a region."""

    id: Annotated[UUID, Field(description="Identity.")]
    code: Code
    retired_at: Annotated[Moment | None, Field(description="When retired.")]
    modified_at: Annotated[Moment, Field(description="When it was last changed.")]


class HousingFormListOut(ListOut):
    """A page of the woonladder."""

    items: list[HousingFormOut]


def _out(form: HousingForm, tag: Tag) -> HousingFormOut:
    tag.tell(form.revision)
    return HousingFormOut.model_validate(form)


@router.get("", responses=refuses(RegionNeeded, RegionNotFound))
async def list_housing_forms(page: APage, work: AnyWork, region: RegionOf = None) -> HousingFormListOut:
    """Show the woonladder of a region, from below."""
    place = await only_region(work, slug=region)
    found = await questions.woonladder(
        work, region_id=place.id, after=number_and_text_after(page), limit=page.limit
    )
    full = len(found) == page.limit
    return HousingFormListOut(
        items=[HousingFormOut.model_validate(form) for form in found],
        next=page.point_on(found[-1].rung, found[-1].code) if full else None,
    )


@router.get("/{code}", responses=refuses(RegionNeeded, RegionNotFound, HousingFormNotFound))
async def get_housing_form(
    code: FormCode, work: AnyWork, tag: ATag, region: RegionOf = None
) -> HousingFormOut:
    """Show a housing form."""
    place = await only_region(work, slug=region)
    return _out(await questions.housing_form(work, region_id=place.id, code=code), tag)


@router.post(
    "",
    status_code=201,
    responses=refuses(NotAllowed, RegionNeeded, RegionNotFound, HousingFormContradicts, HousingFormExists),
)
async def make_housing_form(
    body: HousingFormIn, work: CoordinatorWork, response: Response, tag: ATag, region: RegionOf = None
) -> HousingFormOut:
    """Add a housing form to the woonladder."""
    place = await only_region(work, slug=region)
    form = await housing_forms.make_housing_form(work, region=place, **body.model_dump())
    response.headers["Location"] = f"/v1/housing-forms/{form.code}?region={place.slug}"
    return _out(form, tag)


@router.patch(
    "/{code}",
    responses=refuses(
        NotAllowed,
        RegionNeeded,
        RegionNotFound,
        HousingFormNotFound,
        HousingFormContradicts,
        HousingFormInUse,
    ),
)
async def change_housing_form(
    *,
    code: FormCode,
    body: HousingFormChangeIn,
    work: CoordinatorWork,
    expected: IfMatch,
    tag: ATag,
    region: RegionOf = None,
) -> HousingFormOut:
    """Change a housing form, or retire it."""
    place = await only_region(work, slug=region)
    changes = body.model_dump(exclude_unset=True)
    form = await housing_forms.change_housing_form(
        work, region=place, code=code, expected=expected, **changes
    )
    return _out(form, tag)
