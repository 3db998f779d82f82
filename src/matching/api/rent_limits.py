"""Rent limits: what is suitable, per year, for the whole country."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from matching.api.cursors import day_after
from matching.api.dependencies import AnyWork, OperatorWork
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import In, Money, Out, Rent
from matching.errors import NotAllowed
from matching.models import RentLimits
from matching.operations import rent_limits
from matching.operations.rent_limits import RentLimitsContradict, RentLimitsOverlap
from matching.queries import rent_limits as questions

router = open_router("/rent-limits", tag="rent-limits")


class RentLimitsFields(BaseModel):
    """The rent and income limits of a period."""

    valid_from: Annotated[date, Field(description="First day.", examples=["2040-01-01"])]
    valid_until: Annotated[
        date, Field(description="Day on which they hold no more.", examples=["2041-01-01"])
    ]
    quality_discount_cap: Annotated[
        Rent,
        Field(
            description="Quality discount limit (kwaliteitskortingsgrens). [eurocent/month]",
            examples=[49_820],
        ),
    ]
    low_cap: Annotated[
        Rent,
        Field(
            description="Capping limit (aftoppingsgrens) for one or two persons. [eurocent/month]",
            examples=[71_302],
        ),
    ]
    high_cap: Annotated[
        Rent,
        Field(
            description="Capping limit (aftoppingsgrens) from three persons on. [eurocent/month]",
            examples=[76_414],
        ),
    ]
    social_cap: Annotated[
        Rent, Field(description="Rent limit of social housing (DAEB). [eurocent/month]", examples=[93_293])
    ]
    middle_cap: Annotated[
        Rent,
        Field(description="Limit of middle rents (liberalisatiegrens). [eurocent/month]", examples=[122_807]),
    ]
    suitable_income_single: Annotated[
        Money,
        Field(
            description="Suitable allocation: income limit of one person. [eurocent/year]",
            examples=[2_940_000],
        ),
    ]
    suitable_income_shared: Annotated[
        Money,
        Field(
            description="Suitable allocation: income limit of several persons. [eurocent/year]",
            examples=[3_992_500],
        ),
    ]
    suitable_income_single_senior: Annotated[
        Money,
        Field(
            description="Suitable allocation: one person of pension age (AOW). [eurocent/year]",
            examples=[2_877_500],
        ),
    ]
    suitable_income_shared_senior: Annotated[
        Money,
        Field(
            description="Suitable allocation: several persons of pension age (AOW). [eurocent/year]",
            examples=[3_865_000],
        ),
    ]
    social_income_single: Annotated[
        Money,
        Field(
            description="Income limit of social housing (DAEB), one person. [eurocent/year]",
            examples=[5_153_700],
        ),
    ]
    social_income_shared: Annotated[
        Money,
        Field(
            description="Income limit of social housing (DAEB), several persons. [eurocent/year]",
            examples=[5_691_000],
        ),
    ]
    source: Annotated[
        str,
        Field(
            min_length=3,
            max_length=400,
            description="Where the amounts come from.",
            examples=["Voorbeeld: Staatscourant 2039, 12345"],
        ),
    ]


class RentLimitsIn(In, RentLimitsFields):
    """Limits to set."""


class RentLimitsOut(Out, RentLimitsFields):
    """Limits that are set."""


class RentLimitsListOut(ListOut):
    """A page of limits, oldest first."""

    items: list[RentLimitsOut]


@router.get("")
async def list_rent_limits(
    page: APage,
    work: AnyWork,
    on: Annotated[
        date | None,
        Query(description="Only those that hold on this day.", examples=["2026-12-01"]),
    ] = None,
) -> RentLimitsListOut:
    """Show the rent and income limits."""
    found = await questions.rent_limits(work, on=on, after=day_after(page), limit=page.limit)
    full = len(found) == page.limit
    return RentLimitsListOut(
        items=[RentLimitsOut.model_validate(row) for row in found],
        next=page.point_on(found[-1].valid_from.isoformat()) if full else None,
    )


@router.post("", status_code=201, responses=refuses(NotAllowed, RentLimitsContradict, RentLimitsOverlap))
async def set_rent_limits(body: RentLimitsIn, work: OperatorWork) -> RentLimitsOut:
    """Set the limits of a period."""
    limits = RentLimits(**body.model_dump())
    return RentLimitsOut.model_validate(await rent_limits.set_rent_limits(work, limits=limits))
