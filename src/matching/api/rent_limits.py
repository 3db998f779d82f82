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

    valid_from: Annotated[date, Field(description="Eerste dag. / First day.", examples=["2040-01-01"])]
    valid_until: Annotated[
        date, Field(description="Dag waarop zij niet meer gelden. / Day they end.", examples=["2041-01-01"])
    ]
    quality_discount_cap: Annotated[
        Rent, Field(description="Kwaliteitskortingsgrens. [eurocent/maand]", examples=[49_820])
    ]
    low_cap: Annotated[
        Rent,
        Field(
            description="Aftoppingsgrens voor een of twee personen. [eurocent/maand] / For one or two persons.",
            examples=[71_302],
        ),
    ]
    high_cap: Annotated[
        Rent,
        Field(
            description="Aftoppingsgrens vanaf drie personen. [eurocent/maand] / For three or more.",
            examples=[76_414],
        ),
    ]
    social_cap: Annotated[
        Rent, Field(description="DAEB-huurgrens. [eurocent/maand] / Social rent limit.", examples=[93_293])
    ]
    middle_cap: Annotated[
        Rent, Field(description="Liberalisatiegrens middenhuur. [eurocent/maand]", examples=[122_807])
    ]
    suitable_income_single: Annotated[
        Money,
        Field(
            description="Passend toewijzen: inkomensgrens eenpersoons. [eurocent/jaar]", examples=[2_940_000]
        ),
    ]
    suitable_income_shared: Annotated[
        Money,
        Field(
            description="Passend toewijzen: inkomensgrens meerpersoons. [eurocent/jaar]", examples=[3_992_500]
        ),
    ]
    suitable_income_single_senior: Annotated[
        Money,
        Field(
            description="Passend toewijzen: eenpersoons, AOW-leeftijd. [eurocent/jaar]", examples=[2_877_500]
        ),
    ]
    suitable_income_shared_senior: Annotated[
        Money,
        Field(
            description="Passend toewijzen: meerpersoons, AOW-leeftijd. [eurocent/jaar]", examples=[3_865_000]
        ),
    ]
    social_income_single: Annotated[
        Money, Field(description="DAEB-inkomensgrens eenpersoons. [eurocent/jaar]", examples=[5_153_700])
    ]
    social_income_shared: Annotated[
        Money, Field(description="DAEB-inkomensgrens meerpersoons. [eurocent/jaar]", examples=[5_691_000])
    ]
    source: Annotated[
        str,
        Field(
            min_length=3,
            max_length=400,
            description="Waar de bedragen vandaan komen. / Where the amounts come from.",
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
        Query(description="Alleen die op deze dag gelden. / Those of this day.", examples=["2026-12-01"]),
    ] = None,
) -> RentLimitsListOut:
    """Toon de huur- en inkomensgrenzen. / The rent and income limits."""
    found = await questions.rent_limits(work, on=on, after=day_after(page), limit=page.limit)
    full = len(found) == page.limit
    return RentLimitsListOut(
        items=[RentLimitsOut.model_validate(row) for row in found],
        next=page.point_on(found[-1].valid_from.isoformat()) if full else None,
    )


@router.post("", status_code=201, responses=refuses(NotAllowed, RentLimitsContradict, RentLimitsOverlap))
async def set_rent_limits(body: RentLimitsIn, work: OperatorWork) -> RentLimitsOut:
    """Stel de grenzen van een periode vast. / Set the limits of a period."""
    limits = RentLimits(**body.model_dump())
    return RentLimitsOut.model_validate(await rent_limits.set_rent_limits(work, limits=limits))
