"""Corrections: what a refusal says about a profile or a dwelling, for its owner to confirm."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import Field, JsonValue, ValidationError
from pydantic.alias_generators import to_camel

from matching import examples
from matching.api.client_schemas import ClientChangeIn
from matching.api.dependencies import AnyWork
from matching.api.dwelling_schemas import DwellingChangeIn
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import In, Moment, Out
from matching.errors import NotAllowed
from matching.operations import corrections
from matching.operations.clients import ClientWithdrawn, ProfileContradicts
from matching.operations.corrections import CorrectionDecided
from matching.operations.dwellings import DwellingContradicts, DwellingLet, DwellingWithdrawn
from matching.queries import corrections as questions
from matching.queries.corrections import CorrectionNotFound, SeenCorrection
from matching.vocabulary import CorrectionState, DeclineReason

router = open_router("/corrections", tag="proposals")

DESCRIPTION = "Identity of the correction."
ToConfirm = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.CORRECTION_TO_CONFIRM])]
ToReject = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.CORRECTION_TO_REJECT])]


class ConfirmationIn(In):
    """Confirm a correction: as suggested, or with another value."""

    value: Annotated[
        JsonValue,
        Field(
            description="What it has to become; left out: as suggested.",
            examples=[None],
        ),
    ] = None


class CorrectionOut(Out):
    """What a refusal says about a profile or a dwelling."""

    id: Annotated[UUID, Field(description="Identity.")]
    proposal: Annotated[UUID, Field(description="Proposal that was declined.")]
    client: Annotated[UUID | None, Field(description="Client.")]
    client_reference: Annotated[str | None, Field(description="Reference of the client at the provider.")]
    dwelling: Annotated[UUID | None, Field(description="Dwelling.")]
    dwelling_reference: Annotated[
        str | None, Field(description="Reference of the dwelling at the corporation.")
    ]
    field: Annotated[str, Field(description="Which field.", examples=["maximumRent"])]
    suggestion: Annotated[JsonValue, Field(description="Suggested value; null: have another look at it.")]
    reason: Annotated[
        DeclineReason, Field(description="Reason of the decline. VERA: Aanbieding.detailStatus.")
    ]
    state: Annotated[CorrectionState, Field(description="State.")]
    created_at: Annotated[Moment, Field(description="When.")]
    decided_at: Annotated[Moment | None, Field(description="When decided.")]

    @classmethod
    def of(cls, seen: SeenCorrection) -> "CorrectionOut":
        """Return what is said of a correction."""
        row = seen.correction
        return cls(
            id=row.id,
            proposal=row.proposal_id,
            client=row.client_id,
            client_reference=seen.client_reference,
            dwelling=row.dwelling_id,
            dwelling_reference=seen.dwelling_reference,
            field=to_camel(row.field),
            suggestion=seen.suggestion,
            reason=row.reason,
            state=row.state,
            created_at=row.created_at,
            decided_at=row.decided_at,
        )


class CorrectionListOut(ListOut):
    """A page of corrections."""

    items: list[CorrectionOut]


@router.get("", responses=refuses(NotAllowed))
async def list_corrections(
    work: AnyWork,
    page: APage,
    state: Annotated[CorrectionState | None, Query(description="State.", examples=["open"])] = None,
) -> CorrectionListOut:
    """Show what refusals say about your profiles or dwellings."""
    found = await questions.visible_corrections(work, state=state, after=page.after_id, limit=page.limit)
    return CorrectionListOut(
        items=[CorrectionOut.of(seen) for seen in found],
        next=page.next_id([seen.correction.id for seen in found]),
    )


@router.get("/{correction_id}", responses=refuses(NotAllowed, CorrectionNotFound))
async def get_correction(correction_id: ToConfirm, work: AnyWork) -> CorrectionOut:
    """Show a correction."""
    return CorrectionOut.of(await questions.correction(work, correction_id=correction_id))


@router.post(
    "/{correction_id}/confirmation",
    responses=refuses(
        NotAllowed,
        CorrectionNotFound,
        CorrectionDecided,
        ProfileContradicts,
        DwellingContradicts,
        ClientWithdrawn,
        DwellingWithdrawn,
        DwellingLet,
    ),
)
async def confirm_correction(correction_id: ToConfirm, body: ConfirmationIn, work: AnyWork) -> CorrectionOut:
    """Confirm a correction: the profile or the dwelling is put right.

    Without a suggested value and without one of your own it is enough that you had a look.
    """
    seen = await questions.correction(work, correction_id=correction_id)
    change = _change(seen, body)
    await corrections.confirm_correction(work, correction_id=correction_id, change=change)
    return CorrectionOut.of(await questions.correction(work, correction_id=correction_id))


@router.post(
    "/{correction_id}/rejection", responses=refuses(NotAllowed, CorrectionNotFound, CorrectionDecided)
)
async def reject_correction(correction_id: ToReject, work: AnyWork) -> CorrectionOut:
    """Reject a correction: nothing changes."""
    await corrections.reject_correction(work, correction_id=correction_id)
    return CorrectionOut.of(await questions.correction(work, correction_id=correction_id))


def _change(seen: SeenCorrection, body: ConfirmationIn) -> dict[str, Any]:
    """Read the new value as strictly as a change of the profile or dwelling itself.

    Raises
    ------
    RequestValidationError
        When the value is none that this field can have.
    """
    value = body.value if "value" in body.model_fields_set else seen.suggestion
    if value is None and "value" not in body.model_fields_set:
        return {}
    model = ClientChangeIn if seen.correction.client_id else DwellingChangeIn
    try:
        read = model.model_validate({to_camel(seen.correction.field): value})
    except ValidationError as error:
        found = [{**each, "loc": ("body", "value")} for each in error.errors(include_url=False)]
        raise RequestValidationError(found) from error
    return read.model_dump(exclude_unset=True)
