"""Outcomes: whether people still live where they were placed."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Response
from pydantic import Field

from matching import examples
from matching.api.dependencies import CarerWork
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import In, Moment, Out
from matching.errors import NotAllowed
from matching.operations import outcomes
from matching.operations.outcomes import OutcomeKnown, OutcomeTooEarly
from matching.queries import outcomes as questions
from matching.queries.placements import PlacementNotFound
from matching.workflow.placements import PlacementMovedOn

router = open_router("/placements", tag="pilot-light")

PlacementId = Annotated[
    UUID,
    Path(description="Identity of the placement.", examples=[examples.PLACEMENT_LIVED_IN]),
]
Months = Annotated[
    Literal[3, 6, 12, 24],
    Field(description="After how many months: 3, 6, 12 or 24.", examples=[3]),
]


class OutcomeIn(In):
    """Whether somebody still lives there."""

    months: Months
    still_housed: Annotated[bool, Field(description="Does the client still live there?", examples=[True])]


class OutcomeOut(Out):
    """What is known of one of the four moments."""

    months: Months
    due_on: Annotated[date, Field(description="From which day on it can be said.")]
    due: Annotated[bool, Field(description="Is asked for now.")]
    still_housed: Annotated[bool | None, Field(description="Still lives there; null: not known yet.")]
    recorded_at: Annotated[Moment | None, Field(description="When recorded.")]


class OutcomeListOut(Out):
    """The four moments of a placement."""

    items: list[OutcomeOut]


@router.get("/{placement_id}/outcomes", responses=refuses(NotAllowed, PlacementNotFound))
async def list_outcomes(placement_id: PlacementId, work: CarerWork) -> OutcomeListOut:
    """Show whether the client still lived there after 3, 6, 12 and 24 months."""
    found = await questions.outcomes_of(work, placement_id=placement_id)
    return OutcomeListOut(items=[OutcomeOut.model_validate(one) for one in found])


@router.post(
    "/{placement_id}/outcomes",
    status_code=201,
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, OutcomeTooEarly, OutcomeKnown),
)
async def record_outcome(
    placement_id: PlacementId, body: OutcomeIn, work: CarerWork, response: Response
) -> OutcomeOut:
    """Record whether the client still lives there; once for each moment.

    If the placement was over by then, the clock records that the client no longer lived there.
    """
    await outcomes.record_outcome(
        work, placement_id=placement_id, months=body.months, still_housed=body.still_housed
    )
    response.headers["Location"] = f"/v1/placements/{placement_id}/outcomes"
    found = await questions.outcomes_of(work, placement_id=placement_id)
    return OutcomeOut.model_validate(next(one for one in found if one.months == body.months))
